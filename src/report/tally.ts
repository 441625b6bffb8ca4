import { metricNames, type MetricName } from '../domain/metric.ts';
import { isMeasured, type Counted, type Measured, type Numbers } from './counted.ts';

/** One number per metric; null where no platform among them gives it: "not said" is not 0. */
export type Figures = { readonly [name in MetricName]: number | null };

/** What publications brought together. */
export interface Brought extends Figures {
  /** Likes, comments, shares, saves and clicks together. */
  readonly engagement: number | null;
  /** Engagement by views, over the publications that have both; 0.042 is 4.2 %. */
  readonly engagementRate: number | null;
}

/** How many publications, and what they brought. */
export interface Tally extends Brought {
  /** All but the cancelled: published + scheduled + failed + unplanned. */
  readonly publications: number;
  readonly published: number;
  /** Planned, or just going out. */
  readonly scheduled: number;
  readonly failed: number;
  /** Drafts, and approved ones without a slot. */
  readonly unplanned: number;
  /** Published ones that have figures. */
  readonly measured: number;
  /** Over the publications that have views, to one decimal. */
  readonly viewsPerPublication: number | null;
}

export function tally(counted: readonly Counted[]): Tally {
  const among = (...states: readonly Counted['state'][]): number =>
    counted.filter(({ state }) => states.includes(state)).length;
  const brought = broughtBy(counted);
  const seen = counted.filter((one) => isMeasured(one) && one.metrics.views !== undefined).length;
  return {
    publications: counted.length - among('cancelled'),
    published: among('published'),
    scheduled: among('scheduled', 'publishing', 'settling'),
    failed: among('failed'),
    unplanned: among('draft', 'approved'),
    measured: counted.filter(isMeasured).length,
    ...brought,
    viewsPerPublication: brought.views === null ? null : Math.round((brought.views / seen) * 10) / 10,
  };
}

export function broughtBy(counted: readonly Counted[]): Brought {
  const measured = counted.filter(isMeasured);
  return {
    ...figures(measured),
    engagement: sum(measured.map(({ metrics }) => engagementOf(metrics))),
    engagementRate: rate(measured),
  };
}

const engaging = ['likes', 'comments', 'shares', 'saves', 'clicks'] as const;

/** Undefined where the platform gives none of its parts. */
export function engagementOf(metrics: Numbers): number | undefined {
  return sum(engaging.map((name) => metrics[name])) ?? undefined;
}

function figures(measured: readonly Measured[]): Figures {
  const pairs = metricNames.map((name) => [name, sum(measured.map(({ metrics }) => metrics[name]))]);
  return Object.fromEntries(pairs) as Figures;
}

function rate(measured: readonly Measured[]): number | null {
  const both = measured.filter(
    ({ metrics }) => metrics.views !== undefined && engagementOf(metrics) !== undefined,
  );
  const views = sum(both.map(({ metrics }) => metrics.views));
  const engagement = sum(both.map(({ metrics }) => engagementOf(metrics)));
  return views === null || views === 0 || engagement === null
    ? null
    : Math.round((engagement / views) * 1e6) / 1e6;
}

/** Null when nothing was given to add. */
function sum(numbers: readonly (number | undefined)[]): number | null {
  const given = numbers.filter((number) => number !== undefined);
  return given.length === 0 ? null : given.reduce((total, number) => total + number, 0);
}
