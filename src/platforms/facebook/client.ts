import { z } from 'zod';
import type { Outcome } from '../../domain/attempt.ts';
import { readList } from '../../net/graph-list.ts';
import { openGraph, unsettled, type Graph, type GraphAnswer } from '../../net/graph.ts';
import { isPrivateHost } from '../../net/private-host.ts';
import type { Call } from '../../net/request.ts';
import type { MediaFile, Order } from '../contract.ts';
import { markOf } from '../made-for.ts';
import { isDuplicate, publishFailure } from './outcome.ts';

/** One try to put the excerpt on the Page ("Posts", "Page Feed" and "Page Photos" of the Pages API, read 2026-11-24). */
export async function publish(order: Order, call: Call): Promise<Outcome> {
  const graph = openGraph(call, order.channel.tokens);
  const known = order.memory.recall('post');
  if (known !== undefined) return published(known, graph, call);
  const objection = objectTo(order, call);
  if (objection !== undefined) return { kind: 'rejected', reason: objection };
  // What an earlier try was told does not count against this one.
  if (order.memory.recall('called-duplicate') === 'yes')
    await order.memory.remember('called-duplicate', 'no');

  const photos = order.media.length > 1 ? await uploadPhotos(order, graph) : [];
  if (!Array.isArray(photos)) return photos;
  const answer = await post(order, graph, photos);
  if (answer.kind !== 'node') {
    if (isDuplicate(answer)) await order.memory.remember('called-duplicate', 'yes');
    return publishFailure(answer, order);
  }
  const made = madeSchema.safeParse(answer.node);
  if (!made.success) return { kind: 'unknown', reason: 'Facebook took the post but did not name it.' };
  const id = made.data.post_id ?? made.data.id;
  await order.memory.remember('post', id);
  return published(id, graph, call);
}

/**
 * What became of it, by the id it got, else by its words among the Page's published posts of late. A list may
 * lag behind: only the third "not found" counts.
 */
export async function settle(order: Order, call: Call): Promise<Outcome> {
  const graph = openGraph(call, order.channel.tokens);
  const known = order.memory.recall('post');
  if (known !== undefined) return published(known, graph, call);

  const isOlder = (post: PagePost): boolean => Date.parse(post.created_time) < order.notBefore.getTime();
  const list = await readList(
    graph,
    `${encodeURIComponent(order.channel.remoteId)}/published_posts`,
    { fields: 'id,message,created_time,permalink_url', limit: '100' },
    postSchema,
    isOlder,
  );
  if (list.kind !== 'list') return unsettled(list, 'Facebook', order.now());
  const words = fingerprint(textOf(order));
  const found = list.items.find(
    (post) => !isOlder(post) && !order.others.has(post.id) && fingerprint(post.message ?? '') === words,
  );
  if (found !== undefined) {
    return {
      kind: 'published',
      remoteIds: [found.id],
      url: found.permalink_url ?? postAddress(found.id, call),
    };
  }
  if (!list.isWhole || order.settled < 3) {
    return { kind: 'unknown', reason: 'The post is not among those that Facebook shows for the Page yet.' };
  }
  return order.memory.recall('called-duplicate') !== 'yes'
    ? { kind: 'unavailable', reason: 'The post is not on the Page: it surely did not come through.' }
    : {
        kind: 'rejected',
        reason:
          'Facebook takes this text for the same as the last post on the Page: change some words and try again.',
      };
}

function objectTo(order: Order, call: Call): string | undefined {
  if (order.media.some(({ kind }) => kind === 'video')) {
    return 'Cutline publishes words and pictures on a Facebook Page, no films: leave the film out.';
  }
  if (order.media.length > 10) return 'Facebook takes at most 10 pictures in one post: leave some out.';
  const isOutOfReach =
    order.media.some(({ url }) => isPrivateHost(url)) && !isPrivateHost(call.address('api'));
  return isOutOfReach
    ? 'Facebook fetches pictures from a public address, and this one is only known on your own network: set CUTLINE_PUBLIC_URL to the address at which Cutline is reached from the internet.'
    : undefined;
}

/** `message` and `name` on photos are deprecated for `caption`; a POST never carries `fields`. */
function post(order: Order, graph: Graph, photos: readonly string[]): Promise<GraphAnswer> {
  const page = encodeURIComponent(order.channel.remoteId);
  const picture = order.media[0];
  if (picture !== undefined && order.media.length === 1) {
    return graph.post(`${page}/photos`, { ...photoOf(picture), caption: textOf(order), published: true });
  }
  return graph.post(`${page}/feed`, {
    message: textOf(order),
    ...(photos.length === 0 ? {} : { attached_media: photos.map((media_fbid) => ({ media_fbid })) }),
  });
}

/**
 * The pictures of an album, each made unpublished and written down at once. Such a photo is seen by nobody and deleted
 * after about 24 hours ("Page Photos"), so one that may be too old is made again.
 */
async function uploadPhotos(order: Order, graph: Graph): Promise<string[] | Outcome> {
  const ids: string[] = [];
  for (const [index, picture] of order.media.entries()) {
    const name = `photo-${index + 1}`;
    const [known, madeAt, shows] = order.memory.recall(name)?.split(' ') ?? [];
    const isCurrent = shows === markOf(order.excerpt.media[index]);
    if (
      known !== undefined &&
      isCurrent &&
      order.now().getTime() - Date.parse(madeAt ?? '') < 20 * 3_600_000
    ) {
      ids.push(known);
      continue;
    }
    const answer = await graph.post(`${encodeURIComponent(order.channel.remoteId)}/photos`, {
      ...photoOf(picture),
      published: false,
    });
    const made = answer.kind === 'node' ? madeSchema.safeParse(answer.node) : undefined;
    if (made?.success !== true) {
      const ended = publishFailure(
        answer.kind === 'node' ? { kind: 'lost', reason: 'no id' } : answer,
        order,
      );
      return ended.kind === 'unknown'
        ? { kind: 'unavailable', reason: `A picture was not taken. ${ended.reason}` }
        : ended;
    }
    await order.memory.remember(
      name,
      `${made.data.id} ${order.now().toISOString()} ${markOf(order.excerpt.media[index])}`,
    );
    ids.push(made.data.id);
  }
  return ids;
}

function photoOf(picture: MediaFile): Record<string, unknown> {
  return { url: picture.url, ...(picture.alt === '' ? {} : { alt_text_custom: picture.alt }) };
}

/** It is out, whatever comes of asking for its address. */
async function published(id: string, graph: Graph, call: Call): Promise<Outcome> {
  const answer = await graph.get(encodeURIComponent(id), { fields: 'permalink_url' });
  const address = answer.kind === 'node' ? answer.node['permalink_url'] : undefined;
  return {
    kind: 'published',
    remoteIds: [id],
    url: typeof address === 'string' ? address : postAddress(id, call),
  };
}

/** Facebook leads `/{page}/posts/{post}` to wherever the post lives. */
function postAddress(id: string, call: Call): string {
  const [page, post] = id.split('_');
  return post === undefined ? `${call.address('web')}/${id}` : `${call.address('web')}/${page}/posts/${post}`;
}

function textOf(order: Order): string {
  const [text, ...more] = order.excerpt.pieces;
  if (text === undefined || more.length > 0)
    throw new Error(`A Facebook excerpt has one piece, not ${order.excerpt.pieces.length}`);
  return text;
}

/** Facebook trims the ends and may change white space; the words stay. */
function fingerprint(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** A post's id is `{page}_{post}`; a photo answers with its own and that of its post. */
const madeSchema = z.object({ id: z.string().min(1), post_id: z.string().min(1).optional() });

const postSchema = z.object({
  id: z.string(),
  message: z.string().optional(),
  created_time: z.string(),
  permalink_url: z.string().optional(),
});
type PagePost = z.infer<typeof postSchema>;
