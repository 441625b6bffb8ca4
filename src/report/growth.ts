import type { Counted, Numbers } from './counted.ts';
import { engagementOf } from './tally.ts';

/** What all publications together had brought by a moment, as far as it was known then. */
export interface GrowthPoint {
  readonly at: Date;
  readonly views: number | null;
  readonly engagement: number | null;
}

/** One point for each moment at which a snapshot was taken, in order: every publication counts with its newest one by then. */
export function growthOf(counted: readonly Counted[]): GrowthPoint[] {
  const snapshots = counted
    .flatMap(({ publicationId, history = [] }) =>
      history.map(({ at, metrics }) => ({ publicationId, at, metrics })),
    )
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  const newest = new Map<string, Numbers>();
  const sums = { views: 0, engagement: 0 };
  const known = { views: false, engagement: false };
  const points = new Map<number, GrowthPoint>();
  for (const { publicationId, at, metrics } of snapshots) {
    const before = newest.get(publicationId) ?? {};
    // A number that the platform left out this time is still what it was.
    const after = { ...before, ...metrics };
    newest.set(publicationId, after);
    sums.views += (after.views ?? 0) - (before.views ?? 0);
    sums.engagement += (engagementOf(after) ?? 0) - (engagementOf(before) ?? 0);
    known.views ||= after.views !== undefined;
    known.engagement ||= engagementOf(after) !== undefined;
    points.set(at.getTime(), {
      at,
      views: known.views ? sums.views : null,
      engagement: known.engagement ? sums.engagement : null,
    });
  }
  return [...points.values()];
}
