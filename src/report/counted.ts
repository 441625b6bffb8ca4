import type { MetricName } from '../domain/metric.ts';
import type { PublicationState } from '../domain/publication.ts';

/** Numbers of one publication at one moment: those its platform gives, the totals so far. */
export type Numbers = Readonly<Partial<Record<MetricName, number>>>;

/** A publication as the report sees it. */
export interface Counted {
  readonly publicationId: string;
  readonly platform: string;
  /** The channel's name. */
  readonly channel: string;
  readonly postTitle: string;
  readonly excerptNumber: number;
  /** Its first words. */
  readonly text: string;
  /** Without `#`. */
  readonly hashtags: readonly string[];
  readonly state: PublicationState;
  readonly url: string | null;
  readonly publishedAt: Date | null;
  /** The newest snapshot; null: no figures yet. */
  readonly metrics: Numbers | null;
  /** All snapshots, in any order, for the growth. */
  readonly history?: readonly { readonly at: Date; readonly metrics: Numbers }[];
}

/** A published one that the platform has given at least one number for. */
export interface Measured extends Counted {
  readonly metrics: Numbers;
}

export function isMeasured(counted: Counted): counted is Measured {
  return counted.state === 'published' && counted.metrics !== null && Object.keys(counted.metrics).length > 0;
}
