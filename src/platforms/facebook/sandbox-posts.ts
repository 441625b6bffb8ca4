import { GraphRefusal, graphTime, textOf, type Parameters } from '../../sandbox/graph.ts';
import type { SandboxPost } from '../../sandbox/kit.ts';
import type { Collection, World } from '../../sandbox/state.ts';
import { pagesOf } from './sandbox-account.ts';
import { photosOf } from './sandbox-photos.ts';

export interface Post {
  readonly id: string;
  readonly page: string;
  readonly message: string;
  readonly photos: readonly string[];
  readonly createdAt: string;
}

export function postsOf(world: World): Collection<Post> {
  return world.collection<Post>('posts');
}

export function newestFirst(world: World): Post[] {
  return postsOf(world).all().reverse();
}

export function addPost(world: World, page: string, parameters: Parameters): Post {
  if (
    textOf(parameters, 'scheduled_publish_time') !== undefined ||
    textOf(parameters, 'published') === 'false'
  ) {
    throw new GraphRefusal({ code: 100, message: '(#100) The specified scheduled publish time is invalid.' });
  }
  const photos = attachedPhotos(world, page, parameters['attached_media']);
  const message = textOf(parameters, 'message') ?? '';
  if (message.trim() === '' && textOf(parameters, 'link') === undefined && photos.length === 0) {
    throw new GraphRefusal({ code: 100, message: '(#100) Missing message or attachment' });
  }
  checkMessage(world, page, message);
  return putPost(world, page, message, photos);
}

/** Ends are trimmed and line ends made one kind, as the real one is said to do. */
export function putPost(world: World, page: string, message: string, photos: readonly string[]): Post {
  const post = postsOf(world).put({
    id: `${page}_${world.nextId(15)}`,
    page,
    message: message.replaceAll('\r\n', '\n').trim(),
    photos,
    createdAt: world.now().toISOString(),
  });
  for (const id of photos) {
    const photo = photosOf(world).get(id);
    if (photo !== undefined) photosOf(world).put({ ...photo, post: post.id });
  }
  return post;
}

/** Too long, or word for word the Page's newest post. */
export function checkMessage(world: World, page: string, message: string): void {
  if ([...message].length > 63_206) {
    throw new GraphRefusal({
      code: 100,
      message: '(#100) Param message is too long: Name parameter too long',
    });
  }
  const newest = newestFirst(world).find((post) => post.page === page);
  if (message !== '' && newest?.message === message.replaceAll('\r\n', '\n').trim()) {
    throw new GraphRefusal({
      code: 506,
      subcode: 1455006,
      message: 'Duplicate status message',
      transient: false,
      userTitle: 'Duplicate Status Update',
      userMessage:
        'This status update is identical to the last one you posted. Try posting something different, or delete your previous update.',
    });
  }
}

/** Each must be an unpublished photo of this Page, unused and younger than a day. */
function attachedPhotos(world: World, page: string, attached: unknown): string[] {
  if (attached === undefined) return [];
  const list: unknown = typeof attached === 'string' ? parsed(attached) : attached;
  if (!Array.isArray(list))
    throw new GraphRefusal({ code: 100, message: '(#100) param attached_media must be an array.' });
  return list.map((entry: unknown) => {
    const id =
      typeof entry === 'object' && entry !== null && 'media_fbid' in entry ? String(entry.media_fbid) : '';
    const photo = photosOf(world).get(id);
    const age = photo === undefined ? Infinity : world.now().getTime() - new Date(photo.madeAt).getTime();
    if (photo === undefined || photo.page !== page || photo.post !== undefined || age > 24 * 3_600_000) {
      throw new GraphRefusal({
        code: 100,
        message: `(#100) Invalid parameter: media_fbid ${id} cannot be attached`,
      });
    }
    return id;
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function postOr33(world: World, id: string): Post {
  const post = postsOf(world).get(id);
  if (post !== undefined) return post;
  throw new GraphRefusal({
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    message: `Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
  });
}

export function postNode(world: World, post: Post): Readonly<Record<string, unknown>> {
  const numbers = world.audienceOf(post.id, post.createdAt);
  return {
    id: post.id,
    message: post.message === '' ? undefined : post.message,
    created_time: graphTime(post.createdAt),
    permalink_url: addressOf(world, post),
    is_published: true,
    status_type: post.photos.length > 0 ? 'added_photos' : 'mobile_status_update',
    attachments: {
      data: post.photos.map((id) => ({ media_type: 'photo', target: { id } })),
    },
    // Absent where nobody has shared it.
    shares: numbers.shares === 0 ? undefined : { count: numbers.shares },
    comments: { data: [], summary: { order: 'ranked', total_count: numbers.comments, can_comment: true } },
    reactions: { data: [], summary: { total_count: numbers.likes } },
  };
}

function addressOf(world: World, post: Post): string {
  return `${world.url}/${post.page}/posts/${post.id.slice(post.page.length + 1)}`;
}

export function shown(world: World, post: Post): SandboxPost {
  const { views, likes, comments, shares, clicks } = world.audienceOf(post.id, post.createdAt);
  return {
    id: post.id,
    account: pagesOf(world).get(post.page)?.name ?? post.page,
    text: post.message,
    media: post.photos.flatMap((id) => {
      const photo = photosOf(world).get(id);
      return photo === undefined
        ? []
        : [{ kind: 'picture' as const, url: world.blobUrl(photo.blob), alt: photo.alt }];
    }),
    publishedAt: post.createdAt,
    url: addressOf(world, post),
    numbers: { views, likes, comments, shares, clicks },
    remarks: [],
  };
}
