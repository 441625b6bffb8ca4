import { bestFits, type Fits } from './fit.ts';
import { nearer, type Closeness } from './closeness.ts';
import { twinsOf } from './twins.ts';
import { callsToAction, kindOf, type KnownKinds } from './kind.ts';
import type { Lexicon } from './lexicon.ts';
import { lookoutFor, type Lookout } from './lookout.ts';
import type { Reading } from './reading.ts';
import {
  foundIn,
  likelihood,
  nearIn,
  signalsOf,
  type Beside,
  type Signals,
  type Standing,
} from './signals.ts';
import { readTag, type Tag } from './tag.ts';
import { between, likeness, sideBySide } from './vectors.ts';

/** A hashtag of the post made ready: its kind, and how often the post speaks of it. */
export interface Entry extends Standing {
  /** Nobody has said what kind it is. */
  readonly guessed: boolean;
  /** Share of the post's blocks that it fits; undefined where the post is not known. */
  readonly spread: number | undefined;
  /** Indices of those that mean the same: what speaks for one speaks for the other. */
  readonly twins: readonly number[];
  /** How near each of the hashtags comes to it by what they mean; 0 for those that mean the same. */
  readonly kin: Float32Array;
  /** A person's wish and not the post's own: it stands whatever the text says, and is no measure for the others. */
  readonly brought: boolean;
}

export interface Scored {
  readonly entry: Entry;
  readonly tag: Tag;
  readonly fit: Fits;
  readonly close: Closeness;
  readonly signals: Signals;
  readonly inHeading: Fits | undefined;
  /** How likely a person would let it stand under the text, 0 to 1. */
  readonly sure: number;
  /** The same, less for what fits all of the post; a person's wishes are above 2. */
  readonly score: number;
  /** What moved it besides the text. */
  readonly moved: 'campaign' | 'pinned' | 'call' | 'opening' | undefined;
}

/** What is known of the place of an excerpt. */
export interface Setting {
  readonly reading: Reading;
  readonly heading: Reading | undefined;
  /** It is the first of its post. */
  readonly opens: boolean;
}

/** `own`: how many of them are the post's own; those behind are a person's wishes besides. */
export function entriesOf(
  hashtags: readonly string[],
  own: number,
  known: KnownKinds,
  blocks: readonly Reading[],
  lexicon: Lexicon,
): { readonly entries: Entry[]; readonly lookout: Lookout } {
  const tags = hashtags.map((hashtag) => readTag(hashtag, lexicon));
  const leaning = new Map<number, number>();
  for (const { senses, units } of tags) {
    const told = senses.length > 0 ? senses : units.flatMap((unit) => unit.senses.slice(0, 1));
    for (const { ambiguous, field } of told.slice(0, 2))
      if (!ambiguous) leaning.set(field, (leaning.get(field) ?? 0) + 1);
  }
  const lookout = lookoutFor(tags, leaning);
  const fitting = tags.map(() => 0);
  for (const block of blocks)
    for (const [i, { fit }] of lookout.fits(block).entries()) if (fit > 0.5) fitting[i]! += 1;
  const all = between(
    tags.slice(0, own).flatMap(({ vector }) => (vector === undefined ? [] : [[vector, 1] as const])),
  );
  const twins = twinsOf(tags);
  const kin = kinOf(tags, twins);
  const entries = tags.map((tag, i) => ({
    tag,
    twins: twins[i]!,
    kin: kin[i]!,
    order: 1 - i / (i < own ? own : tags.length),
    brought: i >= own,
    lead: 1 / (1 + i),
    leadTwin: 1 / (1 + Math.min(i, ...twins[i]!)),
    // Of few hashtags each is the middle.
    central: own < 4 ? 0.5 : all === undefined || tag.vector === undefined ? 0 : likeness(all, tag.vector),
    ...kindOf(tag, known, lexicon),
    spread: blocks.length < 4 ? undefined : fitting[i]! / blocks.length,
  }));
  return { entries, lookout };
}

/** All hashtags for one text, best first; those of equal worth in the given order. */
export function rank(entries: readonly Entry[], lookout: Lookout, setting: Setting): Scored[] {
  const { reading, heading } = setting;
  const own = lookout.fits(reading);
  const alone = lookout.closeness(reading);
  const fits = entries.map(({ twins }, i) => together(own, i, twins, bestFits));
  const close = entries.map(({ twins }, i) => together(alone, i, twins, nearer));
  const above = heading === undefined ? undefined : lookout.fits(heading);
  const invites = entries.some(({ kind }) => kind === 'brand' || kind === 'place');
  const calls = invites && callsToAction(reading.text);
  const beside = besideOf(entries, fits, close);
  return entries
    .map((entry, i) => scoreOf(entry, fits[i]!, close[i]!, beside[i]!, above?.[i], setting, calls))
    .sort((a, b) => b.score - a.score);
}

/** How near each hashtag comes to each other one by what they mean. */
function kinOf(tags: readonly Tag[], twins: readonly (readonly number[])[]): Float32Array[] {
  const known = tags.flatMap(({ vector }, i) => (vector === undefined ? [] : [{ vector, i }]));
  const compare = sideBySide(known.map(({ vector }) => vector));
  const likes = new Float32Array(known.length);
  return tags.map(({ vector }, i) => {
    const kin = new Float32Array(tags.length);
    if (vector === undefined) return kin;
    compare.direction(vector, likes, 0);
    for (const [at, other] of known.entries())
      if (other.i !== i && !twins[i]!.includes(other.i)) kin[other.i] = Math.max(0, likes[at]!);
    return kin;
  });
}

function besideOf(entries: readonly Entry[], fits: readonly Fits[], close: readonly Closeness[]): Beside[] {
  let [found, near, nearest, sum] = [0, 0, 0, 0];
  const said: number[] = [];
  for (const [i, { tag, brought }] of entries.entries()) {
    if (brought) continue;
    const each = nearIn(fits[i]!, close[i]!, tag);
    near = Math.max(near, each.near);
    nearest = Math.max(nearest, each.nearest);
    const worth = foundIn(fits[i]!);
    if (worth === 0) continue;
    said.push(i);
    found = Math.max(found, worth);
    sum += worth;
  }
  return entries.map(({ kin }) => {
    let [best, all] = [0, 0];
    for (const i of said) {
      const worth = kin[i]! * foundIn(fits[i]!);
      best = Math.max(best, worth);
      all += worth;
    }
    return { found, near, nearest, kin: best, kinship: sum === 0 ? 0 : all / sum };
  });
}

/** What speaks for a hashtag or for one of those that mean the same. */
function together<T extends object>(
  all: readonly T[],
  i: number,
  twins: readonly number[],
  best: (one: T, other: T) => T,
): T {
  let own = all[i]!;
  for (const twin of twins) own = best(own, all[twin]!);
  return own;
}

function scoreOf(
  entry: Entry,
  fit: Fits,
  close: Closeness,
  beside: Beside,
  inHeading: Fits | undefined,
  { reading, opens }: Setting,
  calls: boolean,
): Scored {
  const { kind } = entry;
  const signals = signalsOf(entry, fit, close, beside, reading);
  const sure = Math.min(1, likelihood(signals, fit) + 0.15 * (inHeading?.fit ?? 0));
  let score = fit.said > 0 ? lessWhereCommon(sure, entry.spread) : sure;
  let moved: Scored['moved'];
  if (kind === 'campaign' || kind === 'pinned') {
    // In the order in which a person gave them.
    score = (kind === 'campaign' ? 4 : 3) + entry.order / 10;
    moved = kind;
  } else if (kind === 'brand' || kind === 'place') {
    const invited = calls ? 0.75 : opens ? 0.6 : 0;
    if (invited > score) {
      score = invited + entry.order / 20;
      moved = calls ? 'call' : 'opening';
    }
  }
  return { entry, tag: entry.tag, fit, close, signals, inHeading, sure, score, moved };
}

/** What fits every block of its post fits this text too, and says little about it. */
function lessWhereCommon(sure: number, spread = 0.2): number {
  const odds = (sure / (1.001 - sure)) * Math.exp(-2.5 * Math.max(0, spread - 0.2));
  return odds / (1 + odds);
}
