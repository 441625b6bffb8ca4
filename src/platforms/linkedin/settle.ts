import type { Outcome } from '../../domain/attempt.ts';
import type { Answer, Call } from '../../net/request.ts';
import { isRestored, type Order } from '../contract.ts';
import { elementsOf, fieldsOf, refusalOf } from './answers.ts';
import { fingerprint, fromLittleText, toLittleText } from './little-text.ts';
import { forget, published, recall } from './memory.ts';
import { pictureState, uploadedPicture } from './picture.ts';
import { ask, encodeUrn, isOrganisation } from './wire.ts';

const pageSize = 50;
const mostPages = 4;

/**
 * What became of earlier tries; only reads. A page's posts can be listed and are known by their words; of a member nothing
 * can be read ("Increasing Access": `r_member_social` is closed, read 2026-11-24), so without a URN a person must look.
 */
export async function settle(order: Order, call: Call): Promise<Outcome> {
  const isPage = isOrganisation(order.channel.remoteId);
  const post = recall(order, 'post');
  if (post !== undefined) return isPage ? settleByUrn(order, post, call) : published(call, post);

  const duplicate = recall(order, 'duplicate');
  if (duplicate !== undefined) {
    if (!isPage) return found(order, duplicate, call);
    const outcome = await settleDuplicate(order, duplicate, call);
    if (outcome !== undefined) return outcome;
  }

  if (recall(order, 'sent') === undefined && !isRestored(order.memory)) {
    if (uploadedPicture(order) !== undefined) return pictureState(order, call);
    return { kind: 'unavailable', reason: 'LinkedIn had not been asked to post anything yet.' };
  }
  if (isPage) return findByWords(order, call);
  return {
    kind: 'unknown',
    reason:
      "Whether the post was made cannot be asked for a member's profile: look there, and try again only if it is missing.",
  };
}

/** LinkedIn gave this URN for our post, so it was made; what can still be wrong is that it is not shown. */
async function settleByUrn(order: Order, urn: string, call: Call): Promise<Outcome> {
  const answer = await readPost(order, urn, call);
  if (answer.kind === 'answer' && answer.status === 404) return published(call, urn);
  if (answer.kind !== 'answer' || answer.status !== 200) return notReadable(order, answer);
  return verdict(order, urn, fieldsOf(answer.json), call);
}

/** Undefined when the named post does not exist: LinkedIn is known to name deleted ones. */
async function settleDuplicate(order: Order, urn: string, call: Call): Promise<Outcome | undefined> {
  const answer = await readPost(order, urn, call);
  if (answer.kind === 'answer' && answer.status === 404) return undefined;
  if (answer.kind !== 'answer' || answer.status !== 200) return notReadable(order, answer);
  const post = fieldsOf(answer.json);
  if (isOurs(order, post)) return verdict(order, urn, post, call);
  await forget(order, 'duplicate');
  return {
    kind: 'rejected',
    reason: `LinkedIn already has these very words as ${urn}, posted before this publication; change them.`,
  };
}

async function findByWords(order: Order, call: Call): Promise<Outcome> {
  const author = encodeUrn(order.channel.remoteId);
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await ask(call, order.channel.tokens.access_token ?? '', {
      method: 'GET',
      path: `/rest/posts?author=${author}&q=author&start=${page * pageSize}&count=${pageSize}&sortBy=LAST_MODIFIED`,
      finder: true,
    });
    if (answer.kind !== 'answer' || answer.status !== 200) return notReadable(order, answer);
    const posts = elementsOf(answer.json);
    const ours = posts.find((post) => isOurs(order, post) && typeof post.id === 'string');
    if (ours !== undefined) return verdict(order, ours.id as string, ours, call);
    const oldest = posts.at(-1)?.lastModifiedAt;
    if (posts.length < pageSize || (typeof oldest === 'number' && oldest < order.notBefore.getTime()))
      return absent(order);
  }
  return {
    kind: 'unknown',
    reason: 'The page has had too many changes since to find out whether this post is among them.',
  };
}

/** The finder may be a minute behind ("Posts API" promises nothing): the first silences prove nothing. */
function absent(order: Order): Outcome {
  return order.settled < 3
    ? { kind: 'unknown', reason: 'The post is not among those of the page yet.' }
    : { kind: 'unavailable', reason: 'The post is not among those of the page: it was not made.' };
}

function isOurs(order: Order, post: Readonly<Record<string, unknown>>): boolean {
  const { id, author, commentary, createdAt } = post;
  const words = fromLittleText(toLittleText(order.excerpt.pieces[0] ?? ''));
  return (
    author === order.channel.remoteId &&
    typeof createdAt === 'number' &&
    createdAt >= order.notBefore.getTime() &&
    !order.others.has(String(id)) &&
    typeof commentary === 'string' &&
    fingerprint(fromLittleText(commentary)) === fingerprint(words)
  );
}

/** "Post API schema": only PUBLISHED is seen by people. */
async function verdict(
  order: Order,
  urn: string,
  post: Readonly<Record<string, unknown>>,
  call: Call,
): Promise<Outcome> {
  if (post.lifecycleState === 'PUBLISH_FAILED') {
    for (const name of ['post', 'duplicate', 'sent', 'image'] as const) await forget(order, name);
    return {
      kind: 'rejected',
      reason: `LinkedIn took the post as ${urn} and then could not show it, most likely for its picture.`,
    };
  }
  if (post.lifecycleState === 'PUBLISH_REQUESTED') {
    const askAt = new Date(order.now().getTime() + 10_000);
    return { kind: 'processing', reason: 'LinkedIn is still at work on the post.', askAt };
  }
  return found(order, urn, call);
}

async function found(order: Order, urn: string, call: Call): Promise<Outcome> {
  if (recall(order, 'post') === undefined) await order.memory.remember('post', urn);
  return published(call, urn);
}

function readPost(order: Order, urn: string, call: Call): Promise<Answer> {
  const path = `/rest/posts/${encodeUrn(urn)}?viewContext=AUTHOR`;
  return ask(call, order.channel.tokens.access_token ?? '', { method: 'GET', path });
}

/** Whatever keeps us from reading says nothing about the post: every kind but `unknown` would claim that it was not made. */
function notReadable(order: Order, answer: Answer): Outcome {
  const asked = {
    doing: 'find out whether the post was made',
    tokens: order.channel.tokens,
    now: order.now(),
  };
  return { kind: 'unknown', reason: refusalOf(answer, asked).reason };
}
