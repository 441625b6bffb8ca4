import { hashtagKey, uniqueHashtags } from '../domain/hashtag.ts';
import type { HashtagRules } from '../domain/platform.ts';
import { findIn, searchable, sought, type Match, type SearchableText, type Sought } from './match.ts';

/** What hashtags are chosen from and by what rules; the same for all excerpts of a post on a platform. */
export interface HashtagChoices {
  /** The post's hashtags in its order. */
  readonly candidates: readonly string[];
  readonly rules: HashtagRules;
  /** The campaign's own: first, whatever the text. */
  readonly campaign?: readonly string[];
  /** Always wanted, after the campaign's. */
  readonly pinned?: readonly string[];
  /** Wins over everything else. */
  readonly never?: readonly string[];
}

/** The excerpt that they are chosen for. */
export interface HashtagRequest {
  readonly text: string;
  /** The heading the text stands under. */
  readonly heading?: string | undefined;
  /** Whether these still fit into the piece. */
  readonly roomFor: (hashtags: readonly string[]) => boolean;
}

export interface RankedHashtag {
  readonly hashtag: string;
  /** Higher is better; only the order means something. */
  readonly score: number;
  /** One line for the marketer. */
  readonly why: string;
}

export interface HashtagChoice {
  /** Best first; what may never be used is not in it. */
  readonly ranking: readonly RankedHashtag[];
  readonly chosen: readonly string[];
}

/** Ranks hashtags for one excerpt, and takes as many as read well on the platform and still fit. The same request gives the same choice. */
export function chooseHashtags(choices: HashtagChoices, request: HashtagRequest): HashtagChoice {
  return hashtagChooser(choices)(request);
}

/** The same for many excerpts: what is known of the hashtags is made ready once. */
export function hashtagChooser(choices: HashtagChoices): (request: HashtagRequest) => HashtagChoice {
  const entries = entriesOf(choices);
  const { most, advised } = choices.rules;
  let lastHeading = searchable('');
  return ({ text, heading = '', roomFor }) => {
    if (lastHeading.text !== heading) lastHeading = searchable(heading);
    const ranking = rank(entries, searchable(text), lastHeading);
    const chosen: string[] = [];
    for (const { hashtag, asked } of ranking) {
      // The campaign's and the pinned ones were asked for by a person: only the platform's own limit stops them.
      if (chosen.length >= (asked === undefined ? Math.min(most, advised) : most)) continue;
      if (roomFor([...chosen, hashtag])) chosen.push(hashtag);
    }
    return {
      // Reasons are words; whoever only wants the choice does not pay for writing them.
      get ranking() {
        return ranking.map(({ hashtag, score, why }) => ({ hashtag, score, why: why() }));
      },
      chosen,
    };
  };
}

interface Entry {
  readonly hashtag: string;
  readonly sought: Sought;
  /** Who asked for it, where it was asked for. */
  readonly asked: 'campaign' | 'pinned' | undefined;
  /** Below 1, falling in the order they were given in. */
  readonly inOrder: number;
}

function entriesOf({ campaign = [], pinned = [], never = [], candidates }: HashtagChoices): Entry[] {
  const barred = new Set(never.map(hashtagKey));
  const campaignKeys = new Set(campaign.map(hashtagKey));
  const pinnedKeys = new Set(pinned.map(hashtagKey));
  const all = uniqueHashtags([...campaign, ...pinned, ...candidates]).filter(
    (hashtag) => !barred.has(hashtagKey(hashtag)),
  );
  return all.map((hashtag, index) => {
    const key = hashtagKey(hashtag);
    const asked = campaignKeys.has(key) ? 'campaign' : pinnedKeys.has(key) ? 'pinned' : undefined;
    return { hashtag, sought: sought(hashtag), asked, inOrder: (all.length - index) / (all.length + 1) };
  });
}

interface Ranked {
  readonly hashtag: string;
  readonly asked: Entry['asked'];
  readonly score: number;
  readonly why: () => string;
}

function rank(entries: readonly Entry[], text: SearchableText, heading: SearchableText): Ranked[] {
  return entries.map((entry) => score(entry, text, heading)).sort((a, b) => b.score - a.score);
}

/** Whatever fits the text scores above what does not, and what a person asked for above both. */
const base = { campaign: 200, pinned: 100, found: 10 };

function score(
  { hashtag, sought, asked, inOrder }: Entry,
  text: SearchableText,
  heading: SearchableText,
): Ranked {
  if (asked !== undefined) {
    const why = asked === 'campaign' ? 'belongs to the campaign' : 'pinned: always wanted';
    return { hashtag, asked, score: round(base[asked] + inOrder), why: () => why };
  }
  const inText = findIn(text, sought);
  const inHeading = findIn(heading, sought);
  if (inText === undefined && inHeading === undefined) {
    return {
      hashtag,
      asked,
      score: round(inOrder),
      why: () => 'not in this text; taken in the order the author gave',
    };
  }
  const found =
    base.found + (inHeading === undefined ? 0 : 3) + (inText === undefined ? 0 : weightOf(inText)) + inOrder;
  return { hashtag, asked, score: round(found), why: () => whyOf(inText, inHeading) };
}

/** Said often and early is what a text is about. */
function weightOf({ count, at }: Match): number {
  return 2 * Math.log2(1 + Math.min(count, 7)) + (1 - at);
}

function whyOf(inText: Match | undefined, inHeading: Match | undefined): string {
  if (inHeading !== undefined) return `the heading says “${inHeading.words}”`;
  if (inText === undefined) return '';
  const often = inText.count === 1 ? '' : inText.count === 2 ? ' twice' : ` ${inText.count} times`;
  return `the text says “${inText.words}”${often}`;
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000;
}
