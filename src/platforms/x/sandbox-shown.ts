import type { SandboxPost } from '../../sandbox/kit.ts';
import type { World } from '../../sandbox/state.ts';
import type { SandboxUser } from './sandbox-auth.ts';
import { numbersOf, posts, type StoredPost } from './sandbox-state.ts';
import { linksIn } from './sandbox-text.ts';

/** Everything public, newest first, with the words as they were written: people do not see the short links. */
export function shownPosts(world: World): SandboxPost[] {
  return posts(world)
    .filter(({ deleted }) => !deleted)
    .map((post) => shown(world, post))
    .reverse();
}

/** The conversation that a post belongs to, its first post first; empty where there is no such post. */
export function threadOf(world: World, id: string): SandboxPost[] {
  const post = posts(world).get(id);
  if (post === undefined || post.deleted) return [];
  return posts(world)
    .filter(({ conversationId, deleted }) => conversationId === post.conversationId && !deleted)
    .map((one) => shown(world, one));
}

function shown(world: World, post: StoredPost): SandboxPost {
  const user = world.collection<SandboxUser>('user').get(post.userId);
  const { views, likes, comments, shares } = numbersOf(world, post);
  const bare = linksIn(post.text).filter(({ written }) => !/^https?:\/\//i.test(written));
  return {
    id: post.id,
    account: `${user?.name ?? ''} @${user?.username ?? post.userId}`.trim(),
    text: post.text,
    media: [],
    ...(post.replyTo === undefined ? {} : { replyTo: post.replyTo }),
    publishedAt: post.createdAt,
    url: `${world.url}/${user?.username ?? 'i'}/status/${post.id}`,
    numbers: { views, likes, comments, shares },
    remarks: bare.map(
      ({ written }) => `X made a link of "${written}": a post with a link costs 0.200 USD instead of 0.015.`,
    ),
  };
}
