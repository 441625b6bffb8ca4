import { z } from 'zod';
import type { Outcome } from '../../domain/attempt.ts';
import { readingRefusal, type Graph } from '../../net/graph.ts';
import type { Order } from '../contract.ts';

/** The window moves on with every post that leaves it, and nobody says when the oldest does: looked at again after an hour. */
const lookAgainMs = 3_600_000;

/**
 * Asks how many of the posts of a moving 24 hours are used up ("IG User Content Publishing Limit", read 2026-11-24; the
 * documentation says 50 in one place and 100 in another, so the account's own total counts). What cannot be read stops
 * nothing: Instagram refuses the post itself then.
 */
export async function quotaUsedUp(
  order: Order,
  graph: Graph,
): Promise<Extract<Outcome, { kind: 'throttled' }> | undefined> {
  const account = encodeURIComponent(order.channel.remoteId);
  const answer = await graph.get(`${account}/content_publishing_limit`, { fields: 'quota_usage,config' });
  if (answer.kind !== 'node') {
    const refusal = readingRefusal(answer, 'Instagram', order.now());
    return refusal.kind === 'throttled' ? refusal : undefined;
  }
  const limit = limitSchema.safeParse(answer.node).data?.data[0];
  const most = limit?.config?.quota_total ?? 50;
  if (limit === undefined || limit.quota_usage < most) return undefined;
  return {
    kind: 'throttled',
    reason: `Instagram takes ${most} posts of this account in 24 hours, and ${limit.quota_usage} have been made.`,
    retryAt: new Date(order.now().getTime() + lookAgainMs),
  };
}

const limitSchema = z.object({
  data: z.array(
    z.object({ quota_usage: z.number(), config: z.object({ quota_total: z.number() }).optional() }),
  ),
});
