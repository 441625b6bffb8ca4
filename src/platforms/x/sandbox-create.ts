import type { Context } from 'hono';
import { z } from 'zod';
import type { FaultEnv } from '../../sandbox/faults.ts';
import type { World } from '../../sandbox/state.ts';
import { forbidden, invalid, outOfCredits } from './sandbox-answers.ts';
import type { SandboxUser } from './sandbox-auth.ts';
import { balanceOf, pay, posts, price } from './sandbox-state.ts';
import { asListed, linksIn, weigh } from './sandbox-text.ts';

const createBody = z.strictObject({
  text: z.string().default(''),
  reply: z
    .strictObject({
      in_reply_to_tweet_id: z.string().regex(/^\d{1,19}$/),
      exclude_reply_user_ids: z.array(z.string()).optional(),
      auto_populate_reply_metadata: z.boolean().optional(),
    })
    .optional(),
  media: z
    .strictObject({
      media_ids: z.array(z.string()).min(1).max(4),
      tagged_user_ids: z.array(z.string()).max(10).optional(),
    })
    .optional(),
  quote_tweet_id: z.string().optional(),
  reply_settings: z.enum(['following', 'mentionedUsers', 'subscribers', 'verified']).optional(),
  made_with_ai: z.boolean().optional(),
  paid_partnership: z.boolean().optional(),
});

/** `POST /2/tweets`. */
export async function createPost(c: Context<FaultEnv>, world: World, user: SandboxUser): Promise<Response> {
  const throttled = takeFromLimit(c, world, user);
  if (throttled !== undefined) return throttled;
  const read = createBody.safeParse(await c.req.json().catch(() => undefined));
  if (!read.success)
    return invalid(
      c,
      read.error.issues.map((issue) => [`$.${issue.path.join('.')}`, issue.message]),
    );
  const body = read.data;
  const text = body.text.normalize('NFC').trim();
  const cost = linksIn(text).length > 0 ? price.postWithUrl : price.post;
  if (balanceOf(world) < cost) return outOfCredits(c);
  const refused = refusalOf(c, world, user, text, body);
  if (refused !== undefined) return refused;

  pay(world, cost);
  const id = world.nextId(19);
  const replyTo = body.reply?.in_reply_to_tweet_id;
  const parent = replyTo === undefined ? undefined : posts(world).get(replyTo);
  posts(world).put({
    id,
    userId: user.id,
    text,
    createdAt: world.now().toISOString(),
    conversationId: parent?.conversationId ?? id,
    ...(replyTo === undefined ? {} : { replyTo }),
    deleted: false,
  });
  return c.json({ data: { id, text: asListed(text, id).text, edit_history_tweet_ids: [id] } }, 201);
}

/** Window of 15 minutes and of a day; what was deleted still counts. */
function takeFromLimit(c: Context, world: World, user: SandboxUser): Response | undefined {
  const now = world.now().getTime();
  const made = posts(world)
    .all()
    .map((post) => ({ ...post, at: new Date(post.createdAt).getTime() }));
  const quarter = made.filter(({ userId, at }) => userId === user.id && at > now - 15 * 60_000);
  const reset = Math.ceil(((quarter[0]?.at ?? now) + 15 * 60_000) / 1000);
  c.header('x-rate-limit-limit', '100');
  c.header('x-rate-limit-remaining', String(Math.max(0, 99 - quarter.length)));
  c.header('x-rate-limit-reset', String(reset));
  const day = made.filter(({ at }) => at > now - 86_400_000);
  if (day.length >= 10_000) {
    c.header('x-app-limit-24hour-limit', '10000');
    c.header('x-app-limit-24hour-remaining', '0');
    c.header('x-app-limit-24hour-reset', String(Math.ceil(((day[0]?.at ?? now) + 86_400_000) / 1000)));
  } else if (quarter.length < 100) return undefined;
  return c.json(
    { title: 'Too Many Requests', detail: 'Too Many Requests', type: 'about:blank', status: 429 },
    429,
  );
}

/** What X says no to, in the order in which it is looked at here; the real order is not known. */
function refusalOf(
  c: Context,
  world: World,
  user: SandboxUser,
  text: string,
  body: z.infer<typeof createBody>,
): Response | undefined {
  if (body.media !== undefined) return invalid(c, [['media.media_ids', 'Your media IDs are invalid.']]);
  if (text === '') return invalid(c, [['text', 'Your Tweet has no text and no media.']]);
  if (/[\ufeff\ufffe\uffff]/.test(text))
    return invalid(c, [['text', 'Your Tweet text holds invalid characters.']]);
  if (weigh(text) > 280) {
    const words =
      'Your Tweet text is too long. For more information on how Twitter determines text length see https://github.com/twitter/twitter-text.';
    return invalid(c, [['text', words]]);
  }
  if ((text.match(/(?<![\w$])\$[a-z]{1,6}(?![\w.])/gi) ?? []).length > 1) {
    return forbidden(c, 'You are allowed a maximum of one cashtag in a Tweet.');
  }
  if (body.quote_tweet_id !== undefined) {
    return forbidden(
      c,
      'Quoting this post is not allowed because you have not been mentioned or are not part of the conversation thread of the post you are quoting.',
    );
  }
  const reply =
    body.reply === undefined ? undefined : replyRefusal(c, world, user, body.reply.in_reply_to_tweet_id);
  if (reply !== undefined) return reply;
  return isDuplicate(world, user, text)
    ? forbidden(c, 'You are not allowed to create a Tweet with duplicate content.')
    : undefined;
}

function replyRefusal(c: Context, world: World, user: SandboxUser, to: string): Response | undefined {
  const parent = posts(world).get(to);
  // Met when pieces follow each other without a pause: a fault to be asked for by name.
  if (parent === undefined || parent.deleted || world.takeSwitch('reply-not-visible')) {
    return forbidden(c, 'You attempted to reply to a Tweet that is deleted or not visible to you.');
  }
  if (parent.userId === user.id || parent.text.includes(`@${user.username}`)) return undefined;
  return forbidden(
    c,
    'Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.',
  );
}

/** How far back X looks is not documented; "some hours" is what people report. Deleted posts count. */
const duplicateWindowMs = 6 * 3_600_000;

function isDuplicate(world: World, user: SandboxUser, text: string): boolean {
  const squeezed = (words: string): string => words.replace(/\s+/g, ' ');
  const since = world.now().getTime() - duplicateWindowMs;
  const same = posts(world).find(
    (post) =>
      post.userId === user.id &&
      new Date(post.createdAt).getTime() > since &&
      squeezed(post.text) === squeezed(text),
  );
  return same !== undefined;
}

/** `DELETE /2/tweets/:id`. */
export function deletePost(c: Context, world: World, user: SandboxUser, id: string): Response {
  const post = posts(world).get(id);
  if (post === undefined || post.deleted) {
    return c.json({ title: 'Not Found', detail: 'Not Found', type: 'about:blank', status: 404 }, 404);
  }
  if (post.userId !== user.id) return forbidden(c, 'You are not authorized to delete this Tweet.');
  if (balanceOf(world) < price.delete) return outOfCredits(c);
  pay(world, price.delete);
  posts(world).put({ ...post, deleted: true });
  return c.json({ data: { deleted: true } });
}
