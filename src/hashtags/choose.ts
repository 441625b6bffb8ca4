import { findHashtags } from '../domain/find-hashtags.ts';
import { hashtagKey, uniqueHashtags } from '../domain/hashtag.ts';
import type { HashtagRules } from '../domain/platform.ts';
import { glossaryOf } from './glossary.ts';
import type { Lookout } from './lookout.ts';
import { emptyLexicon, type Lexicon } from './lexicon.ts';
import { entriesOf, rank, type Entry, type Scored } from './rank.ts';
import { readText, type Reading } from './reading.ts';
import { whyFits } from './why.ts';

/** What hashtags are chosen from and by what rules; the same for all excerpts of a post on a platform. */
export interface HashtagChoices {
  /** The post's hashtags in its order. */
  readonly candidates: readonly string[];
  readonly rules: HashtagRules;
  /** The campaign's own: first, whatever the text. */
  readonly campaign?: readonly string[];
  /** Always wanted, after the campaign's. */
  readonly pinned?: readonly string[];
  /** Names of the house and places: they go where a reader is asked to come or call, and into the opening. */
  readonly brand?: readonly string[];
  readonly place?: readonly string[];
  /** Wins over everything else. */
  readonly never?: readonly string[];
  /** Words that mean the same in two languages. */
  readonly lexicon?: Lexicon;
  /** The texts of the whole post, block by block: they tell what is rare in it, and which of its terms mean the same. */
  readonly post?: readonly string[];
  /** What earlier publications brought, 1 for the usual: weighs in where it is given. */
  readonly brought?: (hashtag: string) => number;
}

/** The excerpt that they are chosen for. */
export interface HashtagRequest {
  readonly text: string;
  /** The heading the text stands under. */
  readonly heading?: string | undefined;
  /** Language of the text where it is known, such as "ko"; else its letters tell. */
  readonly lang?: string | undefined;
  /** The first excerpt of its post. */
  readonly opens?: boolean;
  /** Whether these still fit into the piece. */
  readonly roomFor: (hashtags: readonly string[]) => boolean;
}

export interface RankedHashtag {
  readonly hashtag: string;
  /** How likely a person would let it stand under the text, 0 to 1; above 2 what a person asked for. */
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

/**
 * The same for the excerpts of one post, in their order: what is known of the hashtags is made ready once, those that were
 * used often make room for others that fit as well, and no two excerpts in a row get the same set where another one fits.
 */
export function hashtagChooser(choices: HashtagChoices): (request: HashtagRequest) => HashtagChoice {
  const ready = readyFor(choices);
  // Most of the work is in reading the text; where there is nothing to choose from, what it says makes no difference.
  if (ready.entries.length === 0) return () => ({ ranking: [], chosen: [] });
  const used = new Map<string, number>();
  let before = '';
  return ({ text, heading, lang, opens = false, roomFor }) => {
    const known = rankedBy(ready, { text, heading, lang, opens });
    const { reading, above } = known;
    const ranking = weighed(known.ranking, choices.brought);
    // What the author has written into the text counts, and is not said again.
    const standing = new Set(findHashtags(text).map(({ hashtag }) => hashtagKey(hashtag)));
    const others = standing.size === 0 ? ranking : ranking.filter(({ tag }) => !standing.has(tag.key));
    const rules = lessBy(standing.size, choices.rules);
    const chosen = choose(others, reading.korean, rules, used, before, roomFor);
    for (const { tag } of chosen) used.set(tag.key, (used.get(tag.key) ?? 0) + 1);
    before = setOf(chosen);
    return {
      // Reasons are words; whoever only wants the choice does not pay for writing them.
      get ranking() {
        return ranking.map((scored) => ({
          hashtag: scored.tag.hashtag,
          score: round(scored.score),
          why: whyOf(scored, reading, above),
        }));
      },
      chosen: chosen.map(({ tag }) => tag.hashtag),
    };
  };
}

interface Known {
  readonly reading: Reading;
  readonly above: Reading | undefined;
  readonly ranking: readonly Scored[];
}

/** A post is cut again to be shown, planned and queued: what has been ranked is not ranked anew. */
function rankedBy(
  { lexicon, entries, lookout, known }: Ready,
  {
    text,
    heading,
    lang,
    opens,
  }: Pick<HashtagRequest, 'text' | 'heading' | 'lang'> & { readonly opens: boolean },
): Known {
  const key = JSON.stringify([text, heading, lang, opens]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const read = readText(text, lexicon);
  const reading = lang === undefined ? read : { ...read, korean: /^ko\b/i.test(lang) };
  const above = heading === undefined ? undefined : readText(heading, lexicon);
  const ranking = rank(entries, lookout, { reading, heading: above, opens });
  if (known.size >= 1000) known.clear();
  known.set(key, { reading, above, ranking });
  return { reading, above, ranking };
}

function weighed(ranking: readonly Scored[], brought: HashtagChoices['brought']): readonly Scored[] {
  if (brought === undefined) return ranking;
  return ranking
    .map((scored) => ({ ...scored, score: scored.score * brought(scored.tag.hashtag) }))
    .sort((a, b) => b.score - a.score);
}

interface Ready {
  readonly lexicon: Lexicon;
  readonly entries: readonly Entry[];
  readonly lookout: Lookout;
  readonly known: Map<string, Known>;
}

/** Five platforms ask about the same post one after the other; what a long post has left behind goes when memory is short. */
let last: WeakRef<Remembered> | undefined;

interface Remembered {
  readonly key: string;
  readonly choices: HashtagChoices;
  readonly ready: Ready;
}

function readyFor(choices: HashtagChoices): Ready {
  const { campaign = [], pinned = [], brand = [], place = [], never = [], candidates, post = [] } = choices;
  const key = JSON.stringify([candidates, campaign, pinned, brand, place, never]);
  const before = last?.deref();
  if (
    before?.key === key &&
    before.choices.lexicon === choices.lexicon &&
    sameTexts(before.choices.post, choices.post)
  )
    return before.ready;
  const barred = new Set(never.map(hashtagKey));
  const without = (hashtags: readonly string[]): string[] =>
    uniqueHashtags(hashtags).filter((hashtag) => !barred.has(hashtagKey(hashtag)));
  const all = without([...candidates, ...campaign, ...pinned]);
  const lexicon = glossaryOf(choices.lexicon ?? emptyLexicon, post, all);
  const blocks = post.map((text) => readText(text, lexicon));
  const entries = entriesOf(
    all,
    without(candidates).length,
    { campaign, pinned, brand, place },
    blocks,
    lexicon,
  );
  const ready = { lexicon, ...entries, known: new Map<string, Known>() };
  last = new WeakRef({ key, choices, ready });
  return ready;
}

function sameTexts(one: readonly string[] = [], other: readonly string[] = []): boolean {
  return one === other || (one.length === other.length && one.every((text, i) => text === other[i]));
}

/** Below this nothing that the text says is worth a place; fewer rather than wrong ones. */
const leastSaid = 0.65;
/** The same where the text does not say it as a whole: likeness, signs and parts err more often. */
const leastUnsaid = 0.8;
/** How many times less likely than the best it may be, and when the best is so sure that more would make no difference. */
const [farBehind, sureEnough] = [12, 0.985];
/** What is taken where nothing better is there. */
const leastAlone = 0.7;
/** Below this one that says nearly the same as another is not worth a place beside it, nor a name of the house anywhere. */
const leastWorth = 0.55;
/** Off for each time a hashtag was used more often than another that fits: sooner or later that one has its turn. */
const turn = 0.035;
/** Off for a hashtag of another script than the text's, while none of its own is chosen. */
const afterOwn = 1;
/** Off for a hashtag that says what a chosen one says already. */
const nearlySame = 0.3;

/** The room that is left beside those in the text. */
function lessBy(count: number, { most, advised }: HashtagRules): HashtagRules {
  return { most: Math.max(0, most - count), advised: Math.max(0, advised - count) };
}

function choose(
  ranking: readonly Scored[],
  korean: boolean,
  { most, advised }: HashtagRules,
  used: ReadonlyMap<string, number>,
  before: string,
  roomFor: (hashtags: readonly string[]) => boolean,
): Scored[] {
  const surest = Math.min(sureEnough, Math.max(...ranking.map(({ sure }) => sure)));
  const isWorth = (scored: Scored): boolean => isWorthBeside(scored, surest);
  const open = ranking.filter(isWorth);
  const chosen: Scored[] = [];
  const own = ownFirst(ranking, open, korean, (scored) => roomFor([scored.tag.hashtag]));
  if (own !== undefined && !open.includes(own)) open.push(own);
  while (open.length > 0) {
    const least = Math.min(...open.map(({ tag }) => used.get(tag.key) ?? 0));
    const waits = own !== undefined && !chosen.includes(own) ? afterOwn : 0;
    const worth = open.map(
      (scored) =>
        worthNow(scored, chosen) - again(scored, used, least) - (foreign(scored, korean) ? waits : 0),
    );
    const best = worth.indexOf(Math.max(...worth));
    const [next] = open.splice(best, 1) as [Scored];
    const asked = next.moved === 'campaign' || next.moved === 'pinned';
    // The campaign's and the pinned ones were asked for by a person: only the platform's own limit stops them.
    if (chosen.length >= (asked ? most : Math.min(most, advised))) continue;
    if (!asked && worthNow(next, chosen) < leastWorth && chosen.length > 0) continue;
    const wanted = [...chosen, next];
    if (!roomFor(wanted.map(({ tag }) => tag.hashtag))) continue;
    // The same set twice in a row looks like a machine: the last place goes to the next one, where there is one.
    if (
      setOf(wanted) === before &&
      open.some(
        (other) =>
          !wanted.includes(other) &&
          isWorth(other) &&
          roomFor([...chosen, other].map(({ tag }) => tag.hashtag)),
      )
    ) {
      if (wanted.length >= Math.min(most, advised)) continue;
    }
    chosen.push(next);
  }
  return chosen;
}

function isWorthBeside({ score, sure, fit, moved }: Scored, surest: number): boolean {
  if (moved !== undefined) return score >= leastWorth;
  if (fit.how === 'denied' || sure < (outright.has(fit.how) ? leastSaid : leastUnsaid)) return false;
  return odds(sure) * farBehind >= odds(surest);
}

function odds(sure: number): number {
  return sure / (1.001 - sure);
}

/**
 * The best of the text's own language that still fits into the piece: a reader who meets only a word of another script takes
 * it for a mistake. Undefined where nothing there is acceptable; then what the other script has may stand alone.
 */
function ownFirst(
  ranking: readonly Scored[],
  open: readonly Scored[],
  korean: boolean,
  hasRoom: (scored: Scored) => boolean,
): Scored | undefined {
  const acceptable = ({ sure, fit }: Scored): boolean =>
    sure >= leastAlone && fit.fit > 0 && fit.how !== 'denied';
  const own = (scored: Scored): boolean =>
    scored.moved === undefined && !foreign(scored, korean) && hasRoom(scored);
  return (
    open.find(own) ??
    ranking.find((scored) => own(scored) && acceptable(scored)) ??
    (open.length === 0 ? ranking.find(acceptable) : undefined)
  );
}

function foreign({ tag, moved }: Scored, korean: boolean): boolean {
  return moved === undefined && tag.korean !== korean;
}

const outright: ReadonlySet<Scored['fit']['how']> = new Set(['words', 'meaning', 'initials']);

function worthNow(scored: Scored, chosen: readonly Scored[]): number {
  return scored.score - (chosen.some((other) => saysTheSame(scored, other)) ? nearlySame : 0);
}

/** What is taken off where others that fit as well were used less often; a person's wishes stand. */
function again({ score, tag }: Scored, used: ReadonlyMap<string, number>, least: number): number {
  return score > 2 ? 0 : turn * ((used.get(tag.key) ?? 0) - least);
}

/** #backpain beside #lowbackpain: the words of one are all in the other, in one language. A translation reaches other people. */
function saysTheSame({ tag }: Scored, { tag: other }: Scored): boolean {
  if (tag.korean !== other.korean) return false;
  const [small, large] = tag.units.length <= other.units.length ? [tag, other] : [other, tag];
  if (tag.senses.some(({ concept }) => other.senses.some((sense) => sense.concept === concept))) return true;
  // #plantarfascia beside #plantarfasciitis.
  const shared = Math.min(tag.letters.length, other.letters.length) - 2;
  if (shared >= 8 && tag.letters.slice(0, shared) === other.letters.slice(0, shared)) return true;
  for (const stem of small.stems) if (!large.stems.has(stem)) return false;
  return true;
}

function setOf(chosen: readonly Scored[]): string {
  return chosen
    .map(({ tag }) => tag.key)
    .sort()
    .join(' ');
}

function whyOf(
  { entry: { kind, guessed }, moved, fit, close, inHeading }: Scored,
  reading: Reading,
  heading: Reading | undefined,
): string {
  if (moved === 'campaign') return 'belongs to the campaign';
  if (moved === 'pinned') return 'pinned: always wanted';
  const what = kind === 'brand' ? 'a name of the house' : 'a place';
  const note = guessed ? ' (guessed: config/hashtags.yaml does not say)' : '';
  if (moved === 'call') return `${what}, and the text asks the reader to come or call${note}`;
  if (moved === 'opening') return `${what}, and this is the opening${note}`;
  return whyFits(fit, close, reading, inHeading, heading);
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000;
}
