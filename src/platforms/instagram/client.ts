import { z } from 'zod';
import type { Outcome } from '../../domain/attempt.ts';
import { findMentions } from '../../domain/find-mentions.ts';
import { readList } from '../../net/graph-list.ts';
import { openGraph, readingRefusal, unsettled, type Graph, type GraphFailure } from '../../net/graph.ts';
import { isPrivateHost } from '../../net/private-host.ts';
import type { Call } from '../../net/request.ts';
import { isRestored, type Order } from '../contract.ts';
import {
  hasChildren,
  keptContainer,
  makeContainer,
  readStanding,
  stillWorking,
  type Container,
  type Standing,
} from './container.ts';
import { mostMentions } from './limits.ts';
import { endOfContainer, failureOf, nextLook } from './outcome.ts';
import { quotaUsedUp } from './quota.ts';

/**
 * One try: container, wait, publish ("Content Publishing", read 2026-11-24). Instagram has no check against repetitions:
 * the container is the only guard, so a second one is never made while the first one's end is unknown.
 */
export async function publish(order: Order, call: Call): Promise<Outcome> {
  const graph = openGraph(call, order.channel.tokens);
  const known = order.memory.recall('media');
  if (known !== undefined) return published(known, order, graph, call);
  const objection = objectTo(order, call);
  if (objection !== undefined) return { kind: 'rejected', reason: objection };

  const container = await finishedContainer(order, graph, call);
  if (container.kind !== 'container') return container;
  const full = await quotaUsedUp(order, graph);
  if (full !== undefined) return full;
  const answer = await graph.post(`${encodeURIComponent(order.channel.remoteId)}/media_publish`, {
    creation_id: container.id,
  });
  if (answer.kind !== 'node') return failureOf(answer, 'publish', order);
  const made = z.object({ id: z.string().min(1) }).safeParse(answer.node);
  if (!made.success) return { kind: 'unknown', reason: 'Instagram published the post but did not name it.' };
  await order.memory.remember('media', made.data.id);
  return published(made.data.id, order, graph, call);
}

/** What became of it: the container says whether it was published, the account's list where it is. */
export async function settle(order: Order, call: Call): Promise<Outcome> {
  const graph = openGraph(call, order.channel.tokens);
  const known = order.memory.recall('media');
  if (known !== undefined) return published(known, order, graph, call);
  const kept = keptContainer(order);
  if (kept === undefined && isRestored(order.memory)) {
    const found = await findPost(order, graph);
    if (found.kind === 'published') return found;
    if (found.kind !== 'absent') return unsettled(found, 'Instagram', order.now());
    if (order.settled < 3)
      return { kind: 'unknown', reason: 'The post is not among those that Instagram lists so far.' };
  }
  if (kept === undefined) {
    return hasChildren(order)
      ? { kind: 'ready', reason: 'Pictures are prepared, and nothing is public yet.' }
      : { kind: 'unavailable', reason: 'Nothing was prepared yet, so nothing can be public.' };
  }
  const standing = await readStanding(graph, kept.id);
  if (standing.kind !== 'standing') return unsettled(standing, 'Instagram', order.now());
  switch (standing.code) {
    case 'FINISHED':
      return { kind: 'ready', reason: 'The picture is prepared and not yet public.' };
    case 'IN_PROGRESS':
      return stillWorking(order);
    case 'PUBLISHED':
      return whereItIs(order, graph, call);
    case 'ERROR':
    case 'EXPIRED':
    case 'gone': {
      const found = await findPost(order, graph);
      if (found.kind === 'absent') return endOfContainer(standing.status);
      return found.kind === 'published' ? found : unsettled(found, 'Instagram', order.now());
    }
  }
}

/** The one container of this excerpt, ready to be published: the one from an earlier try, or a new one if that came to nothing. */
async function finishedContainer(order: Order, graph: Graph, call: Call): Promise<Container | Outcome> {
  const kept = keptContainer(order);
  if (kept !== undefined) {
    const standing: Standing = await readStanding(graph, kept.id);
    if (standing.kind !== 'standing') return readingRefusal(standing, 'Instagram', order.now());
    if (standing.code === 'PUBLISHED') return whereItIs(order, graph, call);
    if (standing.code === 'FINISHED' && kept.isCurrent) return { kind: 'container', id: kept.id };
    if (standing.code === 'IN_PROGRESS' && kept.isCurrent) return stillWorking(order);
    if (standing.code !== 'FINISHED' && standing.code !== 'IN_PROGRESS') {
      const found = await findPost(order, graph);
      if (found.kind === 'published') return found;
      if (found.kind !== 'absent') return readingRefusal(found, 'Instagram', order.now());
    }
  }
  return makeContainer(order, graph, captionOf(order));
}

function objectTo(order: Order, call: Call): string | undefined {
  const caption = captionOf(order);
  const hashtags = caption.match(/(?<![\p{L}\p{N}_&/])[#＃][\p{N}_]*\p{L}[\p{L}\p{M}\p{N}_]*/gu) ?? [];
  const mentions = findMentions(caption);
  if (order.media.length === 0) return 'Instagram takes no post without a picture.';
  if (order.media.some(({ kind }) => kind === 'video')) {
    return 'Cutline publishes pictures on Instagram, no reels: leave the film out.';
  }
  if (order.media.length > 10) return 'Instagram takes at most 10 pictures in one post: leave some out.';
  if (hashtags.length > 5) {
    return `Instagram takes at most 5 hashtags in a caption, and this one has ${hashtags.length}: leave some out.`;
  }
  if (mentions.length > mostMentions) {
    return `Instagram takes at most ${mostMentions} mentions in a caption, and this one has ${mentions.length}: leave some out.`;
  }
  const isOutOfReach =
    order.media.some(({ url }) => isPrivateHost(url)) && !isPrivateHost(call.address('api'));
  return isOutOfReach
    ? 'Instagram fetches pictures from a public address, and this one is only known on your own network: set CUTLINE_PUBLIC_URL to the address at which Cutline is reached from the internet.'
    : undefined;
}

/** It is out. The address is read, never built from the id; when it cannot be read for a while, the post counts all the same. */
async function published(id: string, order: Order, graph: Graph, call: Call): Promise<Outcome> {
  const answer = await graph.get(encodeURIComponent(id), { fields: 'permalink' });
  const address = answer.kind === 'node' ? answer.node['permalink'] : undefined;
  if (typeof address === 'string') return { kind: 'published', remoteIds: [id], url: address };
  return order.settled < 3
    ? { kind: 'processing', reason: 'It is published; its address is not known yet.', askAt: nextLook(order) }
    : { kind: 'published', remoteIds: [id], url: `${call.address('web')}/` };
}

/** The container says that it is out, but never as what: the list says it, a little later. */
async function whereItIs(order: Order, graph: Graph, call: Call): Promise<Outcome> {
  const found = await findPost(order, graph);
  if (found.kind === 'published') return found;
  // Never found after some ten looks: the words were changed there. It is out, and that is what counts.
  if (found.kind === 'absent' && order.settled >= 10) {
    return { kind: 'published', remoteIds: [], url: `${call.address('web')}/` };
  }
  const refusal = found.kind === 'absent' ? undefined : readingRefusal(found, 'Instagram', order.now());
  if (refusal?.kind === 'throttled')
    return { kind: 'processing', reason: refusal.reason, askAt: refusal.retryAt };
  return {
    kind: 'processing',
    reason: 'It is published; Instagram does not list it yet.',
    askAt: nextLook(order),
  };
}

type Looked = Extract<Outcome, { kind: 'published' }> | { readonly kind: 'absent' } | GraphFailure;

/** Looks for the caption among the account's posts of late that are no other publication's. */
async function findPost(order: Order, graph: Graph): Promise<Looked> {
  const isOlder = (media: Media): boolean => Date.parse(media.timestamp) < order.notBefore.getTime();
  const list = await readList(
    graph,
    `${encodeURIComponent(order.channel.remoteId)}/media`,
    { fields: 'id,caption,timestamp,permalink', limit: '50' },
    mediaSchema,
    isOlder,
  );
  if (list.kind !== 'list') return list;
  const words = fingerprint(captionOf(order));
  const found = list.items.find(
    (media) => !isOlder(media) && !order.others.has(media.id) && fingerprint(media.caption ?? '') === words,
  );
  if (found !== undefined) return { kind: 'published', remoteIds: [found.id], url: found.permalink };
  return list.isWhole
    ? { kind: 'absent' }
    : { kind: 'lost', reason: 'The list is too long to be read to its end.' };
}

function captionOf(order: Order): string {
  const [caption, ...more] = order.excerpt.pieces;
  if (caption === undefined || more.length > 0) {
    throw new Error(`An Instagram excerpt has one piece, not ${order.excerpt.pieces.length}`);
  }
  return caption;
}

/** Captions come back without `@` unless the person manages the account ("IG Media"); white space may be changed. */
function fingerprint(caption: string): string {
  return caption.replaceAll('@', '').normalize('NFC').replace(/\s+/gu, ' ').trim();
}

const mediaSchema = z.object({
  id: z.string(),
  caption: z.string().optional(),
  timestamp: z.string(),
  permalink: z.string(),
});
type Media = z.infer<typeof mediaSchema>;
