import type { OpenChannel, Tokens } from '../../domain/channel.ts';
import type { Metric } from '../../domain/metric.ts';
import type { Outcome } from '../../domain/attempt.ts';
import { pieceName } from '../../domain/publication.ts';
import type { Call } from '../../net/request.ts';
import { strikeOut } from '../../net/secrets.ts';
import type { Identified, Measured, Order, Refreshed } from '../contract.ts';
import { ask, type Reply } from './connection.ts';
import { fieldOf, listOf, repliedTo } from './fields.ts';
import { readingOf } from './reading.ts';
import { priceOfNumbers, priceOfPost } from './prices.ts';
import { expiryOf, secretsOf, tokenLife } from './tokens.ts';
import { judge } from './verdict.ts';

/** Whose account is it? `GET /2/users/me` (docs.x.com, users/me, read 2026-11-24; 0.010 USD). */
export async function identify(tokens: Tokens, call: Call, now: () => Date): Promise<Identified> {
  const reply = await ask(
    { method: 'GET', path: '/2/users/me', query: { 'user.fields': 'username,name' } },
    tokens,
    call,
  );
  const read = readingOf(reply, tokens, now());
  if (read.kind !== 'read') return read;
  const user = fieldOf(read.data, 'data');
  const [id, username] = [fieldOf(user, 'id'), fieldOf(user, 'username')];
  if (typeof id !== 'string' || typeof username !== 'string') {
    return { kind: 'unavailable', reason: 'X answered without saying whose account this is.' };
  }
  return {
    kind: 'channels',
    channels: [{ remoteId: id, name: `@${username}`, tokens, expiresAt: expiryOf(tokens) }],
  };
}

/**
 * `POST /2/oauth2/token` (docs.x.com, authentication/oauth-2-0, read 2026-11-24). A refresh token works once: each answer brings
 * the next one. When the answer is lost, the next try tells: it works, or X refuses the token and the owner must reconnect.
 */
export async function refresh(channel: OpenChannel, call: Call, now: () => Date): Promise<Refreshed> {
  const { tokens } = channel;
  const spent = tokens['refresh_token'];
  const { renewFrom } = tokenLife(channel);
  if (spent === undefined || renewFrom === null || renewFrom > now()) return { kind: 'unneeded' };

  const body = { grant_type: 'refresh_token', refresh_token: spent, client_id: tokens['client_id'] ?? '' };
  const reply = await ask({ method: 'POST', path: '/2/oauth2/token', body, as: 'app' }, tokens, call);
  if (reply.kind === 'refused' && (reply.status === 400 || reply.status === 401)) {
    const said = String(
      fieldOf(reply.data, 'error_description') ?? fieldOf(reply.data, 'error') ?? `status ${reply.status}`,
    );
    const reason = `X does not renew this connection. Connect the channel again (${said}).`;
    return { kind: 'unauthorized', reason: strikeOut(reason, secretsOf(tokens)) };
  }
  const read = readingOf(reply, tokens, now());
  if (read.kind !== 'read') return read;
  const access = fieldOf(read.data, 'access_token');
  if (typeof access !== 'string' || access === '')
    return { kind: 'unavailable', reason: 'X answered without new tokens.' };
  const next = fieldOf(read.data, 'refresh_token');
  const seconds = Number(fieldOf(read.data, 'expires_in'));
  // Nothing in the answer may stand in the way of keeping the new tokens: the old ones are spent.
  const dies = new Date(now().getTime() + (seconds > 0 && seconds < 1e8 ? seconds : 7200) * 1000);
  return {
    kind: 'tokens',
    tokens: {
      ...tokens,
      access_token: access,
      refresh_token: typeof next === 'string' && next !== '' ? next : spent,
      expires_at: dies.toISOString(),
    },
    expiresAt: dies,
  };
}

/**
 * Posts the pieces one after the other, each as a reply to the one before: `POST /2/tweets` (docs.x.com, manage-tweets, read
 * 2026-11-24; 0.015 USD, with a link 0.200). The id of each is remembered before the next is sent; what is remembered is not
 * posted again.
 */
export async function publish(order: Order, call: Call): Promise<Outcome> {
  const { pieces } = order.excerpt;
  const ids: string[] = [];
  for (const [i, text] of pieces.entries()) {
    const name = pieceName(i);
    const known = order.memory.recall(name);
    if (known !== undefined) {
      ids.push(known);
      await payFor(i, text, call);
      continue;
    }
    const made = await post(name, text, ids.at(-1), order, call);
    if (typeof made !== 'string')
      return i === 0 ? made : { ...made, reason: `Piece ${i + 1} of ${pieces.length}: ${made.reason}` };
    await order.memory.remember(name, made);
    await payFor(i, text, call);
    ids.push(made);
  }
  return publishedAs(ids, call);
}

/** A piece that is there has been charged for, once, whichever try made it. */
export function payFor(index: number, text: string, call: Call): Promise<void> {
  return call.paid({ ...priceOfPost(text), once: pieceName(index) });
}

/** The address works whatever the account is called by now. */
export function publishedAs(ids: readonly string[], call: Call): Outcome {
  return { kind: 'published', remoteIds: ids, url: `${call.address('web')}/i/status/${ids[0] ?? ''}` };
}

type NotMade = Exclude<Outcome, { kind: 'published' | 'processing' | 'ready' }>;

/** The new post's id, or why there is none. */
async function post(
  name: string,
  text: string,
  replyTo: string | undefined,
  order: Order,
  call: Call,
): Promise<string | NotMade> {
  const { tokens } = order.channel;
  const body = { text, ...(replyTo === undefined ? {} : { reply: { in_reply_to_tweet_id: replyTo } }) };
  const reply = await ask({ method: 'POST', path: '/2/tweets', body }, tokens, call);
  switch (reply.kind) {
    case 'not-sent':
      return { kind: 'unavailable', reason: `X could not be reached (${reply.reason})` };
    case 'lost':
      return (
        idInBroken(reply) ?? {
          kind: 'unknown',
          reason: `The answer of X was lost; the post may be there (${reply.reason})`,
        }
      );
    case 'done': {
      const id = fieldOf(fieldOf(reply.data, 'data'), 'id');
      return typeof id === 'string'
        ? id
        : { kind: 'unknown', reason: 'X answered without the id of the new post.' };
    }
    case 'refused': {
      const verdict = judge(reply, tokens, order.now());
      if (verdict.kind === 'duplicate') return duplicateOutcome(verdict.reason, name, order);
      return verdict.kind === 'broken' ? { kind: 'unknown', reason: verdict.reason } : verdict;
    }
  }
}

/** "Created" was said before the line broke: then the beginning of the answer may name the post. */
function idInBroken(reply: Extract<Reply, { kind: 'lost' }>): string | undefined {
  if (reply.status !== 201) return undefined;
  return /"id"\s*:\s*"(\d{1,19})"/.exec(reply.content ?? '')?.[1];
}

/**
 * The text that X saw before may be ours, of a try whose answer was lost: then settling finds it. When it was settled that
 * it is not and X still says so, the author must act, or publishing and settling would go on for ever.
 */
async function duplicateOutcome(reason: string, name: string, order: Order): Promise<NotMade> {
  const saidBefore = `duplicate:${name}`;
  if (order.attempt.number === 1 || order.memory.recall(saidBefore) !== undefined) {
    return { kind: 'rejected', reason: `${reason} Change the words, or publish it some days later.` };
  }
  await order.memory.remember(saidBefore, order.attempt.id);
  return { kind: 'unknown', reason: `${reason} It may be from an earlier try.` };
}

/**
 * `GET /2/tweets` with the public numbers and, for posts of ours up to 30 days old, the clicks (docs.x.com, fundamentals/
 * metrics, read 2026-11-24; 0.005 USD a post). A thread's numbers are summed; its own replies are not comments.
 */
export async function measure(
  remoteIds: readonly string[],
  { tokens }: OpenChannel,
  call: Call,
  now: () => Date,
): Promise<Measured> {
  const query = {
    ids: remoteIds.join(','),
    'tweet.fields': 'created_at,public_metrics,non_public_metrics,referenced_tweets',
  };
  const read = readingOf(await ask({ method: 'GET', path: '/2/tweets', query }, tokens, call), tokens, now());
  if (read.kind !== 'read') return read;
  const posts = listOf(read.data);
  if (posts.length > 0) await call.paid(priceOfNumbers(posts.length));
  if (posts.length === 0 && fieldOf(read.data, 'errors') !== undefined) {
    return { kind: 'rejected', reason: 'X does not know this post any more: it was deleted.' };
  }
  const seen = posts.map((post) => fieldOf(post, 'public_metrics'));
  if (seen.length === 0 || seen.some((numbers) => numbers === undefined)) {
    return { kind: 'unavailable', reason: 'X answered without the numbers that were asked for.' };
  }
  const sum = (...names: readonly string[]): number =>
    seen.reduce<number>(
      (total, numbers) => total + names.reduce((part, name) => part + count(numbers, name), 0),
      0,
    );
  const ownReplies = posts.filter((post) => remoteIds.includes(repliedTo(post) ?? '')).length;
  const metrics: Metric[] = [
    { name: 'views', value: sum('impression_count') },
    { name: 'likes', value: sum('like_count') },
    { name: 'comments', value: Math.max(0, sum('reply_count') - ownReplies) },
    // One spelling or the other is there, never both.
    { name: 'shares', value: sum('retweet_count', 'repost_count', 'quote_count') },
    { name: 'saves', value: sum('bookmark_count') },
  ];
  const ours = posts
    .map((post) => fieldOf(post, 'non_public_metrics'))
    .filter((numbers) => numbers !== undefined);
  if (ours.length === posts.length) {
    metrics.push({
      name: 'clicks',
      value: ours.reduce<number>((total, numbers) => total + count(numbers, 'url_link_clicks'), 0),
    });
  }
  return { kind: 'measured', metrics };
}

function count(numbers: unknown, name: string): number {
  return Number(fieldOf(numbers, name) ?? 0);
}
