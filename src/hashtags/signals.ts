import type { Closeness } from './closeness.ts';
import type { Fits } from './fit.ts';
import type { HashtagKind } from './kind.ts';
import type { Reading } from './reading.ts';
import type { Tag } from './tag.ts';

/**
 * What speaks for and against a hashtag, each near 0 to 1, with its weight. `npm run evaluate -- hashtags-fit` learnt the
 * weights from the labelled excerpts; the last two are set by hand: excerpts that deny are few, and those sets know no whole post.
 */
const weights = {
  /** The text says it, in its own words or in others that mean the same. */
  said: 0.8,
  /** It says the parts of a compound. */
  parts: 0.68,
  /** It says what gives the subject away. */
  signs: 0.92,
  field: 0.09,
  nearest: 1.23,
  near: 0.84,
  claims: 1.39,
  /** It says what usually stands around the subject. */
  company: 0.63,
  /** Near to what all hashtags of the post share: that alone says nothing of this text. */
  central: -1.04,
  centralOverall: 1.06,
  /** It is said, and the rest of the text speaks of it too. */
  saidOverall: 0.77,
  saidContext: 0.5,
  says: 0.49,
  broad: 0.18,
  early: 0.95,
  sameScript: 0.6,
  name: 0.03,
  /** Authors begin with what matters to them. */
  order: 0.65,
  denied: -0.6,
  spread: -2.5,
};
const bias = -2.63;

export const signalNames = Object.keys(weights) as readonly (keyof typeof weights)[];
const weightOf = Object.values(weights);

/** In the order of the weights: an array of numbers is made far faster than an object of as many. */
export type Signals = readonly number[];
export const noSignals: Signals = signalNames.map(() => 0);

export function signalsOf(
  {
    tag,
    kind,
    spread = 0.2,
    central,
    order,
  }: { tag: Tag; kind: HashtagKind; spread: number | undefined; central: number; order: number },
  fit: Fits,
  close: Closeness,
  reading: Reading,
): Signals {
  const denied = fit.how === 'denied';
  const said = denied ? 0 : fit.said;
  const parts = Math.max(0, fit.parts - said);
  const unknown = tag.vector === undefined;
  const found = Math.max(said, fit.parts);
  return [
    said,
    parts,
    Math.max(0, fit.signs - found),
    fit.field,
    // What is said is near, also where nobody knows what it means.
    denied ? 0 : Math.max(close.nearest, found),
    denied ? 0 : unknown ? 0.6 * found : close.near,
    unknown ? 0.4 * found : close.claims * 5,
    denied ? 0 : close.company,
    central,
    central * Math.max(0, close.overall) * 5,
    found * close.overall * 5,
    found * close.context * 5,
    tag.says,
    kind === 'broad' ? 1 : 0,
    said * (1 - fit.at),
    tag.korean === reading.korean ? 1 : 0,
    kind === 'brand' || kind === 'place' ? 1 : 0,
    order,
    denied ? 1 : 0,
    said === 0 ? 0 : Math.max(0, spread - 0.2),
  ];
}

/** How likely it is that a person would let the hashtag stand under the text, 0 to 1. */
export function likelihood(signals: Signals): number {
  let sum = bias;
  for (let i = 0; i < weightOf.length; i += 1) sum += weightOf[i]! * signals[i]!;
  return 1 / (1 + Math.exp(-sum));
}

/** Whether anything at all in the text speaks for the hashtag, or against it. */
export function speaks({ how, field }: Fits, { nearest, near, company }: Closeness): boolean {
  return how !== 'none' || field > 0 || nearest > 0.1 || near > 0.3 || company > 0.35;
}
