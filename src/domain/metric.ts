/** The numbers Cutline knows; a platform gives those it has. Counts, but `watchSeconds`. */
export const metricNames = [
  'views',
  'reach',
  'likes',
  'comments',
  'shares',
  'saves',
  'clicks',
  'watchSeconds',
] as const;
export type MetricName = (typeof metricNames)[number];

/** A number that a platform reports for a publication at a moment: the total so far, not the growth. */
export interface Metric {
  readonly name: MetricName;
  readonly value: number;
}
