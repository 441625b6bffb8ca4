import type { Charge } from '../../domain/money.ts';
import type { Cost } from '../contract.ts';
import { findUrls } from './urls.ts';

/**
 * What X charges, in US dollars: docs.x.com/x-api/getting-started/pricing as of 2026-08-13, read 2026-11-24; figures in force
 * since 2026-04-20. Only answers that bring something are charged for. `ownPost` holds where the signed-in account owns the
 * developer app, as the README asks; else it is as dear as any `post`. That X counts an item once a UTC day is called "soft"
 * there and not relied on.
 */
const prices = {
  create: 0.015,
  createWithLink: 0.2,
  post: 0.005,
  ownPost: 0.001,
} as const;

/** A new post. X makes links of what no author takes for one ("Dr.Kim"): its own finder decides, and so does the price. */
export function priceOfPost(text: string): Charge {
  const [link] = findUrls(text.normalize('NFC'));
  return link === undefined
    ? { amount: prices.create, currency: 'USD', what: 'a post' }
    : { amount: prices.createWithLink, currency: 'USD', what: `a post with a link (${shortened(link.url)})` };
}

/** Reading so many posts of the account's own list. */
export function priceOfList(posts: number): Charge {
  return { amount: posts * prices.ownPost, currency: 'USD', what: 'looking for it among recent posts' };
}

/** Reading the numbers of so many posts. */
export function priceOfNumbers(posts: number): Charge {
  return { amount: posts * prices.post, currency: 'USD', what: 'reading its numbers' };
}

export const cost: Cost = {
  publish: ({ pieces }) => pieces.map(priceOfPost),
  settle: ({ pieces }) => [priceOfList(pieces.length)],
  measure: ({ pieces }) => [priceOfNumbers(pieces.length)],
};

function shortened(url: string): string {
  return url.length <= 40 ? url : `${url.slice(0, 39)}…`;
}
