import type { Outcome } from '../../domain/attempt.ts';
import { pieceName } from '../../domain/publication.ts';
import type { Call } from '../../net/request.ts';
import type { Order } from '../contract.ts';
import { payFor, publishedAs } from './client.ts';
import { ask } from './connection.ts';
import { fieldOf, listOf, repliedTo } from './fields.ts';
import { fingerprintOfPost, fingerprintOfText } from './fingerprint.ts';
import { priceOfList } from './prices.ts';
import { readingOf } from './reading.ts';

/** A list may lag behind: a post shows within seconds as a rule, which X promises nowhere. */
const looksBeforeBelief = 3;

/**
 * What became of the pieces whose answers were lost? Reads the account's own posts since the first try and looks for the words
 * of each missing piece. A piece that is found is remembered. Nothing is ever `unavailable` because reading failed: as long
 * as X cannot be asked, it stays `unknown`.
 */
export async function settle(order: Order, call: Call): Promise<Outcome> {
  const ids = order.excerpt.pieces.map((_, i) => order.memory.recall(pieceName(i)));
  const firstMissing = ids.indexOf(undefined);
  for (const [i, id] of ids.entries()) if (id !== undefined) await payFor(i, order.excerpt.pieces[i]!, call);
  if (firstMissing === -1) return publishedAs(known(ids), call);

  const listed = await ownPosts(order, call);
  if (listed.kind !== 'posts') return listed;
  for (let i = firstMissing; i < ids.length; i++) {
    const id = findPiece(order.excerpt.pieces[i]!, i === 0 ? undefined : ids[i - 1], listed.posts, order);
    if (id === undefined) break;
    await order.memory.remember(pieceName(i), id);
    await payFor(i, order.excerpt.pieces[i]!, call);
    ids[i] = id;
  }

  const there = known(ids).length;
  if (there === ids.length) return publishedAs(known(ids), call);
  // A piece is sent only after the one before it is remembered: when one was found, none behind it can have been sent.
  const nothingNew = there === firstMissing;
  if (nothingNew && (order.settled < looksBeforeBelief || !listed.complete)) {
    return {
      kind: 'unknown',
      reason: 'The post is not in the list of recent posts so far; X may lag behind.',
    };
  }
  return there === 0
    ? {
        kind: 'unavailable',
        reason: 'The post is not among the recent posts of the account: it was not made.',
      }
    : { kind: 'ready', reason: `${there} of ${ids.length} pieces are there; the next one can follow.` };
}

function known(ids: readonly (string | undefined)[]): string[] {
  return ids.filter((id) => id !== undefined);
}

type Listed =
  | { readonly kind: 'posts'; readonly posts: readonly unknown[]; readonly complete: boolean }
  | Extract<Outcome, { kind: 'unknown' }>;

const mostPages = 10;

/**
 * `GET /2/users/:id/tweets`, newest first, 100 a page (docs.x.com, timelines, read 2026-11-24; 0.001 or 0.005 USD a post). Replies are
 * not left out: the later pieces of a thread are some.
 */
async function ownPosts(order: Order, call: Call): Promise<Listed> {
  const { tokens, remoteId } = order.channel;
  // Every post read is charged for: only the look that is to be believed goes back to where no clock can hide one.
  const since =
    order.settled < looksBeforeBelief
      ? new Date(order.firstStartedAt.getTime() - 2 * 60_000)
      : order.notBefore;
  const posts: unknown[] = [];
  let next: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const query = {
      max_results: '100',
      // Whole seconds: the documented form.
      start_time: since.toISOString().replace(/\.\d+Z$/, 'Z'),
      exclude: 'retweets',
      'tweet.fields': 'created_at,entities,referenced_tweets,note_tweet',
      ...(next === undefined ? {} : { pagination_token: next }),
    };
    const path = `/2/users/${encodeURIComponent(remoteId)}/tweets`;
    const read = readingOf(await ask({ method: 'GET', path, query }, tokens, call), tokens, order.now());
    if (read.kind !== 'read')
      return { kind: 'unknown', reason: `Whether the post is there could not be found out: ${read.reason}` };
    const found = listOf(read.data);
    // A page of somebody else's, or a list without the fields asked for (X drops one it does not know without a word),
    // would look as if nothing were there, and prove nothing.
    const isList = typeof fieldOf(fieldOf(read.data, 'meta'), 'result_count') === 'number';
    if (!isList || found.some((post) => fieldOf(post, 'created_at') === undefined)) {
      return { kind: 'unknown', reason: 'X answered with something else than the list that was asked for.' };
    }
    if (found.length > 0) await call.paid(priceOfList(found.length));
    posts.push(...found);
    const token = fieldOf(fieldOf(read.data, 'meta'), 'next_token');
    if (typeof token !== 'string') return { kind: 'posts', posts, complete: true };
    next = token;
  }
  return { kind: 'posts', posts, complete: false };
}

/** The oldest post with the words of the piece that hangs where the piece belongs. */
function findPiece(
  text: string,
  previous: string | undefined,
  posts: readonly unknown[],
  { others }: Order,
): string | undefined {
  const words = fingerprintOfText(text);
  const post = posts.findLast(
    (post) =>
      repliedTo(post) === previous &&
      !others.has(String(fieldOf(post, 'id'))) &&
      fingerprintOfPost(post) === words,
  );
  const id = fieldOf(post, 'id');
  return typeof id === 'string' ? id : undefined;
}
