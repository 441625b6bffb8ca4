import type { Closeness } from './closeness.ts';
import type { Fits } from './fit.ts';
import type { HashtagKind } from './kind.ts';
import type { Reading } from './reading.ts';
import type { Tag } from './tag.ts';

/** What speaks for and against a hashtag, each number near 0 to 1. */
export type Signals = Readonly<Record<keyof typeof weights, number>>;

const weights = {
  said: 4,
  parts: 3,
  signs: 2,
  field: 1,
  nearest: 2,
  near: 2,
  overall: 2,
  context: 0,
  claims: 0,
  company: 0,
  central: 0,
  centralOverall: 0,
  saidOverall: 0,
  saidContext: 0,
  order: 0,
  says: 0,
  broad: 0,
  often: 0,
  early: 0,
  sameScript: 0,
  denied: -1,
  name: 0,
  spread: -0.5,
  unknown: 0,
};
const bias = -2.5;

export function signalsOf(
  { tag, kind, spread = 0.2, central, order }: { tag: Tag; kind: HashtagKind; spread: number | undefined; central: number; order: number },
  fit: Fits,
  close: Closeness,
  reading: Reading,
): Signals {
  const denied = fit.how === 'denied';
  const said = denied ? 0 : fit.said;
  const parts = Math.max(0, fit.parts - said);
  return {
    said,
    parts,
    signs: Math.max(0, fit.signs - Math.max(said, fit.parts)),
    field: fit.field,
    nearest: denied ? 0 : close.nearest,
    near: denied ? 0 : close.near,
    overall: close.overall * 5,
    context: close.context * 5,
    claims: close.claims * 5,
    company: denied ? 0 : close.company,
    central,
    centralOverall: central * Math.max(0, close.overall) * 5,
    saidOverall: Math.max(said, fit.parts) * close.overall * 5,
    saidContext: Math.max(said, fit.parts) * close.context * 5,
    says: tag.says,
    broad: kind === 'broad' ? 1 : 0,
    often: said === 0 ? 0 : Math.log2(fit.count) / 2,
    early: said === 0 ? 0 : said * (1 - fit.at),
    sameScript: tag.korean === reading.korean ? 1 : 0,
    denied: denied ? 1 : 0,
    name: kind === 'brand' || kind === 'place' ? 1 : 0,
    spread: said === 0 ? 0 : Math.max(0, spread - 0.2),
    order,
    unknown: tag.vector === undefined ? 1 : 0,
  };
}

/** How likely it is that a person would let the hashtag stand under the text, 0 to 1. */
export function likelihood(signals: Signals): number {
  let sum = bias;
  for (const [name, weight] of Object.entries(weights)) sum += weight * signals[name as keyof typeof weights];
  return 1 / (1 + Math.exp(-sum));
}
