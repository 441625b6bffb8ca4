import { noFit, type Fit } from './fit.ts';
import { callsToAction, kindOf, type HashtagKind, type KnownKinds } from './kind.ts';
import type { Lexicon } from './lexicon.ts';
import { lookoutFor, type Lookout } from './lookout.ts';
import type { Reading } from './reading.ts';
import { readTag, type Tag } from './tag.ts';

/** A hashtag of the post made ready: its kind, and how often the post speaks of it. */
export interface Entry {
  readonly tag: Tag;
  readonly kind: HashtagKind;
  /** Nobody has said what kind it is. */
  readonly guessed: boolean;
  /** Share of the post's blocks that it fits; undefined where the post is not known. */
  readonly spread: number | undefined;
}

export interface Scored extends Entry {
  readonly fit: Fit;
  readonly inHeading: Fit | undefined;
  /** 0 to about 1 for what the text says; a person's wishes are above 2. */
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

export function entriesOf(
  hashtags: readonly string[],
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
  const entries = tags.map((tag, i) => ({
    tag,
    ...kindOf(tag, known, lexicon),
    spread: blocks.length < 4 ? undefined : fitting[i]! / blocks.length,
  }));
  return { entries, lookout };
}

/** All hashtags for one text, best first; those of equal worth in the given order. */
export function rank(entries: readonly Entry[], lookout: Lookout, setting: Setting): Scored[] {
  const calls = callsToAction(setting.reading.text);
  const fits = lookout.fits(setting.reading);
  const above = setting.heading === undefined ? undefined : lookout.fits(setting.heading);
  return entries
    .map((entry, i) => scoreOf(entry, fits[i] ?? noFit, above?.[i], setting, calls))
    .sort((a, b) => b.score - a.score);
}

function scoreOf(
  entry: Entry,
  fit: Fit,
  inHeading: Fit | undefined,
  { reading, opens }: Setting,
  calls: boolean,
): Scored {
  const text = worth(entry, fit, reading) + 0.2 * (inHeading?.fit ?? 0);
  const scored = { ...entry, fit, inHeading };
  if (entry.kind === 'campaign') return { ...scored, score: 4 + text, moved: 'campaign' };
  if (entry.kind === 'pinned') return { ...scored, score: 3 + text, moved: 'pinned' };
  if (entry.kind === 'brand' || entry.kind === 'place') {
    const invited = calls ? 0.7 : opens ? 0.4 : 0;
    if (invited > text) return { ...scored, score: invited + text / 4, moved: calls ? 'call' : 'opening' };
  }
  return { ...scored, score: text, moved: undefined };
}

function worth({ tag, kind, spread = 0 }: Entry, fit: Fit, reading: Reading): number {
  if (fit.fit === 0) return 0;
  const often = 1 + 0.08 * Math.log2(fit.count);
  const early = 1 - 0.08 * fit.at;
  const own = tag.korean === reading.korean ? 1 : 0.98;
  // A hashtag that fits every excerpt says little about this one.
  const rare = 1 - 0.25 * Math.max(0, spread - 0.2);
  const says = kind === 'broad' ? Math.min(tag.says, 0.6) : tag.says;
  return fit.fit * (0.7 + 0.3 * says) * often * early * own * rare;
}
