import { z } from 'zod';
import type { OpenChannel } from '../../domain/channel.ts';
import type { Metric, MetricName } from '../../domain/metric.ts';
import { readInsights } from '../../net/graph-insights.ts';
import { openGraph, readingRefusal, type Graph, type GraphFailure } from '../../net/graph.ts';
import type { Call } from '../../net/request.ts';
import type { Measured } from '../contract.ts';

/** Names valid in v25.0; every `*impressions*` name was refused there since 2026-06-15 ("Page Insights", read 2026-11-24). */
const insightNames: Readonly<Record<string, MetricName>> = {
  post_media_view: 'views',
  post_total_media_view_unique: 'reach',
  post_clicks: 'clicks',
  post_reactions_by_type_total: 'likes',
};

/**
 * The numbers of a post. Insights and the post's own counts need different permissions, so either alone is enough;
 * Facebook does not tell saves.
 */
export async function measure(
  remoteIds: readonly string[],
  channel: OpenChannel,
  call: Call,
  now: () => Date,
): Promise<Measured> {
  const graph = openGraph(call, channel.tokens);
  const totals = new Map<MetricName, number>();
  const add = (name: MetricName, value: number): void =>
    void totals.set(name, (totals.get(name) ?? 0) + value);
  for (const id of remoteIds) {
    const insights = await readInsights(graph, id, Object.keys(insightNames));
    if (insights.kind !== 'insights' && !isOnlyThis(insights))
      return readingRefusal(insights, 'Facebook', now());
    const counts = await readCounts(graph, id);
    if (counts.kind !== 'counts' && (insights.kind !== 'insights' || !isOnlyThis(counts))) {
      return readingRefusal(counts, 'Facebook', now());
    }
    if (insights.kind === 'insights') {
      for (const [name, value] of insights.values) {
        const ours = insightNames[name];
        if (ours !== undefined) add(ours, value);
      }
    }
    if (counts.kind === 'counts') {
      add('comments', counts.comments);
      add('shares', counts.shares);
    }
  }
  return { kind: 'measured', metrics: [...totals].map(([name, value]): Metric => ({ name, value })) };
}

/** Whether just this question is refused while others may be answered. */
function isOnlyThis(failure: GraphFailure): boolean {
  return (
    failure.kind === 'error' && (failure.error.about === 'permission' || failure.error.about === 'request')
  );
}

async function readCounts(
  graph: Graph,
  id: string,
): Promise<{ kind: 'counts'; comments: number; shares: number } | GraphFailure> {
  const answer = await graph.get(encodeURIComponent(id), {
    fields: 'shares,comments.limit(0).summary(true)',
  });
  if (answer.kind !== 'node') return answer;
  const read = countsSchema.safeParse(answer.node);
  if (!read.success) return { kind: 'lost', reason: 'The answer held no counts.' };
  // A post that nobody shared has no `shares` at all.
  return {
    kind: 'counts',
    comments: read.data.comments.summary.total_count,
    shares: read.data.shares?.count ?? 0,
  };
}

const countsSchema = z.object({
  shares: z.object({ count: z.number() }).optional(),
  comments: z.object({ summary: z.object({ total_count: z.number() }) }),
});
