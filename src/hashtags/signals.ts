import type { Closeness } from './closeness.ts';
import type { Fits } from './fit.ts';
import type { HashtagKind } from './kind.ts';
import type { Reading } from './reading.ts';
import type { Tag } from './tag.ts';
import { bias, direct, units } from './weights.ts';

/** What speaks for and against a hashtag, each near 0 to 1. What each is worth was learnt: `weights.ts` says how. */
export const signalNames = [
  /** The text says it, in its own words or in others that mean the same. */
  'said',
  /** It says the parts of a compound. */
  'parts',
  /** It says what gives the subject away. */
  'signs',
  'field',
  'nearest',
  'near',
  'claims',
  /** It says what usually stands around the subject. */
  'company',
  /** Near to what all hashtags of the post share: that alone says nothing of this text. */
  'central',
  'centralOverall',
  /** It is said, and the rest of the text speaks of it too. */
  'saidOverall',
  'saidContext',
  'says',
  'broad',
  'early',
  'sameScript',
  'name',
  /** Authors begin with what matters to them, and what it matters to is in most of the text. */
  'order',
  'lead',
  'leadTwin',
  /** Others that are said are near to it. */
  'kin',
  'kinship',
  'centralUnsaid',
  /** Others are said, and it is not. */
  'unsaid',
  /** How near it comes beside the nearest of all. */
  'nearBesideOthers',
  'nearestBesideOthers',
  /** Nobody knows what it means. */
  'unknown',
  'unknownKorean',
] as const;

/** In the order of their names: an array of numbers is made far faster than an object of as many. */
export type Signals = readonly number[];

/** What a hashtag is to its post. */
export interface Standing {
  readonly tag: Tag;
  readonly kind: HashtagKind;
  /** How near its meaning comes to that of all hashtags together. */
  readonly central: number;
  /** 1 for the first that the author gave, 0 for the last. */
  readonly order: number;
  /** 1 for the first, a half for the second, and so on. */
  readonly lead: number;
  /** The same of the first that means the same. */
  readonly leadTwin: number;
}

/** What the text says of a hashtag beside the others. */
export interface Beside {
  /** The most that the text says of any. */
  readonly found: number;
  readonly near: number;
  readonly nearest: number;
  /** The nearest hashtag that the text says, by how far it says it; and how near all that it says are. */
  readonly kin: number;
  readonly kinship: number;
}

export function signalsOf(
  { tag, kind, central, order, lead, leadTwin }: Standing,
  fit: Fits,
  close: Closeness,
  beside: Beside,
  reading: Reading,
): Signals {
  const denied = fit.how === 'denied';
  const said = denied ? 0 : fit.said;
  const found = foundIn(fit);
  const unknown = tag.vector === undefined ? 1 : 0;
  const { nearest, near } = nearIn(fit, close, tag);
  return [
    said,
    Math.max(0, fit.parts - said),
    Math.max(0, fit.signs - found),
    fit.field,
    nearest,
    near,
    unknown === 1 ? 0.4 * found : close.claims * 5,
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
    lead,
    leadTwin,
    beside.kin * (1 - found),
    beside.kinship,
    (1 - found) * central,
    (1 - found) * beside.found,
    near / Math.max(0.2, beside.near),
    nearest / Math.max(0.2, beside.nearest),
    unknown,
    unknown === 1 && tag.korean ? 1 : 0,
  ];
}

/** How far the text says it or the parts of it. */
export function foundIn(fit: Fits): number {
  return fit.how === 'denied' ? 0 : Math.max(fit.said, fit.parts);
}

/** What is said is near, also where nobody knows what it means. */
export function nearIn(
  fit: Fits,
  close: Closeness,
  tag: Tag,
): { readonly near: number; readonly nearest: number } {
  if (fit.how === 'denied') return { near: 0, nearest: 0 };
  const found = Math.max(fit.said, fit.parts);
  return {
    near: tag.vector === undefined ? 0.6 * found : close.near,
    nearest: Math.max(close.nearest, found),
  };
}

/** Set by hand: excerpts that deny are few among the labelled ones. */
const whereDenied = -0.9;

/** How likely it is that a person would let the hashtag stand under the text, 0 to 1. */
export function likelihood(signals: Signals, fit: Fits): number {
  let sum = bias + worthOf(signals, direct);
  for (const { of, from, worth } of units) sum += worth * Math.tanh(from + worthOf(signals, of));
  return 1 / (1 + Math.exp(-sum - (fit.how === 'denied' ? whereDenied : 0)));
}

function worthOf(signals: Signals, weights: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i += 1) sum += weights[i]! * signals[i]!;
  return sum;
}
