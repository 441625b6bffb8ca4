import { createHash } from 'node:crypto';
import { GraphRefusal, graphTime } from '../../sandbox/graph.ts';
import type { SandboxPost } from '../../sandbox/kit.ts';
import type { Collection, World } from '../../sandbox/state.ts';
import { accountsOf } from './sandbox-account.ts';
import { containersOf, isDead, lookAt, notReady, type Picture } from './sandbox-containers.ts';

/** What is public. */
export interface Media {
  readonly id: string;
  readonly account: string;
  readonly shortcode: string;
  readonly caption: string;
  readonly pictures: readonly Picture[];
  readonly publishedAt: string;
  readonly remarks: readonly string[];
}

export function mediaOf(world: World): Collection<Media> {
  return world.collection<Media>('media');
}

export function newestFirst(world: World): Media[] {
  return mediaOf(world).all().reverse();
}

/** Makes a container public, once: a second time it is not found any more. */
export function publishContainer(world: World, account: string, creationId: string): Media {
  const container = containersOf(world).get(creationId);
  const isUsable =
    container !== undefined &&
    container.account === account &&
    container.kind !== 'child' &&
    container.state !== 'PUBLISHED' &&
    !isDead(world, container);
  if (!isUsable) {
    throw new GraphRefusal({
      code: 24,
      subcode: 2207008,
      message: 'The requested resource does not exist',
      userMessage: `The media builder with creation id = ${creationId} does not exist or has been expired.`,
    });
  }
  // Only what was already seen to be finished can be published.
  if (container.state !== 'FINISHED') {
    lookAt(world, container);
    throw notReady();
  }
  if (publishedToday(world, account) >= mostPosts) {
    throw new GraphRefusal({
      code: 9,
      subcode: 2207042,
      message: 'Application request limit reached',
      userMessage:
        'You reached the maximum number of posts that is allowed to be published by Content Publishing API.',
    });
  }
  containersOf(world).put({ ...container, state: 'PUBLISHED' });
  const id = world.nextId(17);
  return mediaOf(world).put({
    id,
    account,
    shortcode: createHash('sha256').update(id).digest('base64url').slice(0, 11),
    caption: container.caption,
    pictures: container.pictures,
    publishedAt: world.now().toISOString(),
    remarks: container.remarks,
  });
}

/** In a moving 24 hours; an account may be given more. */
export const mostPosts = 50;

export function publishedToday(world: World, account: string): number {
  const dayAgo = world.now().getTime() - 24 * 3_600_000;
  return mediaOf(world).filter((made) => made.account === account && Date.parse(made.publishedAt) > dayAgo)
    .length;
}

/** Who does not manage the account sees captions without `@`. */
export function mediaNode(
  world: World,
  media: Media,
  seesMentions: boolean,
): Readonly<Record<string, unknown>> {
  const numbers = world.audienceOf(media.id, media.publishedAt);
  const caption = seesMentions ? media.caption : media.caption.replaceAll('@', '');
  return {
    id: media.id,
    caption: caption === '' ? undefined : caption,
    permalink: addressOf(world, media),
    shortcode: media.shortcode,
    timestamp: graphTime(media.publishedAt),
    media_type: media.pictures.length > 1 ? 'CAROUSEL_ALBUM' : 'IMAGE',
    media_product_type: 'FEED',
    like_count: numbers.likes,
    comments_count: numbers.comments,
  };
}

function addressOf(world: World, media: Media): string {
  return `${world.url}/p/${media.shortcode}/`;
}

export function shown(world: World, media: Media): SandboxPost {
  const { views, likes, comments, shares, saves } = world.audienceOf(media.id, media.publishedAt);
  return {
    id: media.id,
    account: accountsOf(world).get(media.account)?.username ?? media.account,
    text: media.caption,
    media: media.pictures.map(({ blob, alt }) => ({ kind: 'picture', url: world.blobUrl(blob), alt })),
    publishedAt: media.publishedAt,
    url: addressOf(world, media),
    numbers: { views, likes, comments, shares, saves },
    remarks: media.remarks,
  };
}
