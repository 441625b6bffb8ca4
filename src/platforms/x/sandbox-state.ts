import type { World } from '../../sandbox/state.ts';

/** A post as the world keeps it. */
export interface StoredPost {
  readonly id: string;
  readonly userId: string;
  /** NFC and trimmed, as X keeps it. */
  readonly text: string;
  readonly createdAt: string;
  readonly conversationId: string;
  readonly replyTo?: string;
  readonly deleted: boolean;
}

/** Prepaid credits, in thousandths of a dollar. */
interface Balance {
  readonly id: 'balance';
  readonly left: number;
}

export const posts = (world: World) => world.collection<StoredPost>('post');
const startBalance = 1_000_000;

// Prices of 13 Aug 2026 (docs.x.com, getting-started/pricing), in thousandths of a dollar.
export const price = { post: 15, postWithUrl: 200, delete: 10, ownedRead: 1, read: 5 };

/** The audience's numbers; an account's own replies count as replies, as they do at X. */
export function numbersOf(world: World, post: StoredPost) {
  const replies = posts(world).filter(({ replyTo, deleted }) => replyTo === post.id && !deleted).length;
  const numbers = world.audienceOf(post.id, post.createdAt);
  return { ...numbers, comments: numbers.comments + replies };
}

/** What is left of the credits. */
export function balanceOf(world: World): number {
  return world.collection<Balance>('balance').get('balance')?.left ?? startBalance;
}

/** Takes a price off the credits. */
export function pay(world: World, cost: number): void {
  if (cost > 0) world.collection<Balance>('balance').put({ id: 'balance', left: balanceOf(world) - cost });
}
