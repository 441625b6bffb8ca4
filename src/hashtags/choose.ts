import { hashtagKey, uniqueHashtags } from '../domain/hashtag.ts';
import type { HashtagRules } from '../domain/platform.ts';
import {
  findIn,
  searchable,
  shareOf,
  sought,
  wordsOf,
  type Match,
  type SearchableText,
  type Sought,
} from './match.ts';

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
  // Many excerpts stand under one heading.
  let lastHeading = headingOf('', entries);
  return ({ text, heading = '', roomFor }) => {
    if (lastHeading.searched.text !== heading) lastHeading = headingOf(heading, entries);
    const place: Place = { text: searchable(text), heading: lastHeading };
    const ranked = entries
      .map((entry) => ({ entry, score: scoreOf(entry, place) }))
      .sort((a, b) => b.score - a.score);
    const chosen: string[] = [];
    for (const { entry } of ranked) {
      // The campaign's and the pinned ones were asked for by a person: only the platform's own limit stops them.
      if (chosen.length >= (entry.asked === undefined ? Math.min(most, advised) : most)) continue;
      if (roomFor([...chosen, entry.hashtag])) chosen.push(entry.hashtag);
    }
    return {
      // Reasons are words; whoever only wants the choice does not pay for writing them.
      get ranking() {
        return ranked.map(({ entry, score }) => ({
          hashtag: entry.hashtag,
          score: round(score),
          why: whyOf(entry, place),
        }));
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

interface Place {
  readonly text: SearchableText;
  readonly heading: Heading;
}

interface Heading {
  readonly searched: SearchableText;
  readonly matches: ReadonlyMap<Sought, Match>;
}

function headingOf(text: string, entries: readonly Entry[]): Heading {
  const searched = searchable(text);
  const matches = new Map<Sought, Match>();
  for (const { sought } of entries) {
    const match = findIn(searched, sought);
    if (match !== undefined) matches.set(sought, match);
  }
  return { searched, matches };
}

/** Whatever fits the text scores above what does not, and what a person asked for above both. */
const base = { campaign: 200, pinned: 100, found: 10, heading: 3 };

function scoreOf({ sought, asked, inOrder }: Entry, { text, heading }: Place): number {
  if (asked !== undefined) return base[asked] + inOrder;
  const inText = findIn(text, sought);
  const inHeading = heading.matches.has(sought);
  if (inText === undefined && !inHeading) return inOrder;
  const weight = inText === undefined ? 0 : weightOf(inText, text);
  return base.found + (inHeading ? base.heading : 0) + weight + inOrder;
}

/** Said often and early is what a text is about. */
function weightOf(match: Match, text: SearchableText): number {
  return 2 * Math.log2(1 + Math.min(match.count, 7)) + 1 - shareOf(text, match);
}

function whyOf({ sought, asked }: Entry, { text, heading }: Place): string {
  if (asked !== undefined) return asked === 'campaign' ? 'belongs to the campaign' : 'pinned: always wanted';
  const inHeading = heading.matches.get(sought);
  if (inHeading !== undefined) return `the heading says “${wordsOf(heading.searched, inHeading)}”`;
  const inText = findIn(text, sought);
  if (inText === undefined) return 'not in this text; taken in the order the author gave';
  const often = inText.count === 1 ? '' : inText.count === 2 ? ' twice' : ` ${inText.count} times`;
  return `the text says “${wordsOf(text, inText)}”${often}`;
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000;
}
