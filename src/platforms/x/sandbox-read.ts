import type { Context } from 'hono';
import { z } from 'zod';
import type { World } from '../../sandbox/state.ts';
import { invalid, outOfCredits } from './sandbox-answers.ts';
import type { SandboxUser } from './sandbox-auth.ts';
import { balanceOf, numbersOf, pay, posts, price, type StoredPost } from './sandbox-state.ts';
import { asListed } from './sandbox-text.ts';

/** `GET /2/tweets?ids=` and, with one id, `GET /2/tweets/:id`. */
export function lookUpPosts(
  c: Context,
  world: World,
  user: SandboxUser,
  asked: string | readonly string[],
): Response {
  const ids = typeof asked === 'string' ? [asked] : asked;
  const wrong = ids.find((id) => !/^\d{1,19}$/.test(id));
  if (wrong !== undefined || ids.length > 100) {
    return invalid(c, [['ids', `The \`ids\` query parameter value [${wrong ?? ids.length}] is not valid`]]);
  }
  const found = ids.map((id) => posts(world).get(id)).filter((post) => post !== undefined && !post.deleted);
  const cost = found.reduce((sum) => sum + price.read, 0);
  if (balanceOf(world) < cost) return outOfCredits(c);
  pay(world, cost);
  const presented = found.map((post) => present(c, world, user, post!));
  const errors = [
    ...ids.filter((id) => !found.some((post) => post!.id === id)).map(notFound),
    ...presented.flatMap(({ errors }) => errors),
  ];
  const data = typeof asked === 'string' ? presented[0]?.data : presented.map(({ data }) => data);
  return c.json({
    ...(found.length === 0 ? {} : { data }),
    ...(errors.length === 0 ? {} : { errors }),
  });
}

function notFound(id: string) {
  return {
    value: id,
    detail: `Could not find tweet with ids: [${id}].`,
    title: 'Not Found Error',
    resource_type: 'tweet',
    parameter: 'ids',
    resource_id: id,
    type: 'https://api.twitter.com/2/problems/resource-not-found',
  };
}

const timelineQuery = z.object({
  max_results: z.coerce.number().int().min(5).max(100).default(10),
  start_time: z.iso.datetime().optional(),
  end_time: z.iso.datetime().optional(),
  since_id: z
    .string()
    .regex(/^\d{1,19}$/)
    .optional(),
  until_id: z
    .string()
    .regex(/^\d{1,19}$/)
    .optional(),
  pagination_token: z
    .string()
    .regex(/^p\d+$/)
    .optional(),
  exclude: z.string().default(''),
});

/** `GET /2/users/:id/tweets`, newest first. A post shows as soon as it is visible: reads may lag behind. */
export function listTimeline(c: Context, world: World, user: SandboxUser, id: string): Response {
  if (!/^\d{1,19}$/.test(id))
    return invalid(c, [['id', `The \`id\` query parameter value [${id}] is not valid`]]);
  const read = timelineQuery.safeParse(c.req.query());
  if (!read.success)
    return invalid(
      c,
      read.error.issues.map((issue) => [issue.path.join('.'), issue.message]),
    );
  const query = read.data;
  const since = query.start_time === undefined ? -Infinity : new Date(query.start_time).getTime();
  if (since < Date.UTC(2010, 10, 6) && query.start_time !== undefined) {
    return invalid(c, [
      [
        'start_time',
        `Invalid 'start_time':'${query.start_time}'. 'start_time' must be on or after 2010-11-06T00:00:00Z`,
      ],
    ]);
  }
  const until = query.end_time === undefined ? Infinity : new Date(query.end_time).getTime();
  const matching = posts(world)
    .filter((post) => {
      const at = new Date(post.createdAt).getTime();
      const isBetween =
        BigInt(post.id) > BigInt(query.since_id ?? 0) &&
        BigInt(post.id) < BigInt(query.until_id ?? '9'.repeat(20));
      const isExcluded = query.exclude.split(',').includes('replies') && post.replyTo !== undefined;
      return (
        post.userId === id &&
        !post.deleted &&
        world.visible(post.createdAt) &&
        at >= since &&
        at < until &&
        isBetween &&
        !isExcluded
      );
    })
    .reverse();
  const from = Number(query.pagination_token?.slice(1) ?? 0);
  const page = matching.slice(from, from + query.max_results);
  const cost = page.length * (id === user.id ? price.ownedRead : price.read);
  if (balanceOf(world) < cost) return outOfCredits(c);
  pay(world, cost);
  const presented = page.map((post) => present(c, world, user, post));
  const errors = presented.flatMap(({ errors }) => errors);
  const next = from + page.length < matching.length ? { next_token: `p${from + page.length}` } : {};
  return c.json({
    ...(page.length === 0 ? {} : { data: presented.map(({ data }) => data) }),
    meta:
      page.length === 0
        ? { result_count: 0 }
        : { result_count: page.length, newest_id: page[0]!.id, oldest_id: page.at(-1)!.id, ...next },
    ...(errors.length === 0 ? {} : { errors }),
  });
}

/** A post with the fields that were asked for; a field it does not know is left out without a word, as X does. */
function present(c: Context, world: World, user: SandboxUser, post: StoredPost) {
  const fields = new Set((c.req.query('tweet.fields') ?? '').split(','));
  const listed = asListed(post.text, post.id);
  const numbers = numbersOf(world, post);
  const age = world.now().getTime() - new Date(post.createdAt).getTime();
  const isReadable = post.userId === user.id && age <= 30 * 86_400_000;
  const known: Readonly<Record<string, unknown>> = {
    created_at: post.createdAt,
    author_id: post.userId,
    conversation_id: post.conversationId,
    entities: listed.urls.length === 0 ? undefined : { urls: listed.urls },
    referenced_tweets: post.replyTo === undefined ? undefined : [{ type: 'replied_to', id: post.replyTo }],
    public_metrics: {
      retweet_count: numbers.shares,
      reply_count: numbers.comments,
      like_count: numbers.likes,
      quote_count: 0,
      bookmark_count: numbers.saves,
      impression_count: numbers.views,
    },
    non_public_metrics: isReadable
      ? {
          impression_count: numbers.views,
          url_link_clicks: numbers.clicks,
          user_profile_clicks: 0,
          engagements: numbers.likes + numbers.comments,
        }
      : undefined,
  };
  const data = {
    id: post.id,
    text: listed.text,
    edit_history_tweet_ids: [post.id],
    ...Object.fromEntries(
      Object.entries(known).filter(([name, value]) => fields.has(name) && value !== undefined),
    ),
  };
  const errors =
    fields.has('non_public_metrics') && !isReadable
      ? [
          {
            resource_id: post.id,
            parameter: 'ids',
            resource_type: 'tweet',
            section: 'data',
            title: 'Field Authorization Error',
            value: post.id,
            detail: `Sorry, you are not authorized to access 'non_public_metrics' on the Tweet with ids : [${post.id}].`,
            type: 'https://api.twitter.com/2/problems/not-authorized-for-field',
          },
        ]
      : [];
  return { data, errors };
}
