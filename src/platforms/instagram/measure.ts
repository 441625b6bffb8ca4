import type { OpenChannel } from '../../domain/channel.ts';
import type { Metric, MetricName } from '../../domain/metric.ts';
import { readInsights } from '../../net/graph-insights.ts';
import { openGraph, readingRefusal } from '../../net/graph.ts';
import type { Call } from '../../net/request.ts';
import type { Measured } from '../contract.ts';

/**
 * Names valid in v25.0 for posts in the feed ("Instagram Media Insights", read 2026-11-24). Clicks are not among them:
 * nothing in a caption leads anywhere, and a visit to the profile is not a click.
 */
const insightNames: Readonly<Record<string, MetricName>> = {
  views: 'views',
  reach: 'reach',
  likes: 'likes',
  comments: 'comments',
  shares: 'shares',
  saved: 'saves',
};

/** The numbers of a post, up to 48 hours late; what Instagram has not counted yet is absent, not 0. */
export async function measure(
  remoteIds: readonly string[],
  channel: OpenChannel,
  call: Call,
  now: () => Date,
): Promise<Measured> {
  const graph = openGraph(call, channel.tokens);
  const totals = new Map<MetricName, number>();
  for (const id of remoteIds) {
    const insights = await readInsights(graph, id, Object.keys(insightNames));
    if (insights.kind !== 'insights') return readingRefusal(insights, 'Instagram', now());
    for (const [name, value] of insights.values) {
      const ours = insightNames[name];
      if (ours !== undefined) totals.set(ours, (totals.get(ours) ?? 0) + value);
    }
  }
  return { kind: 'measured', metrics: [...totals].map(([name, value]): Metric => ({ name, value })) };
}
