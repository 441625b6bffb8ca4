import { Temporal } from 'temporal-polyfill';
import type { Campaign } from '../domain/campaign.ts';
import { hashtagKey, uniqueHashtags } from '../domain/hashtag.ts';
import { compareHashtag, type Comparison } from './comparison.ts';
import { isMeasured, type Counted } from './counted.ts';
import { growthOf, type GrowthPoint } from './growth.ts';
import { broughtBy, tally, type Brought, type Tally } from './tally.ts';

export type { Comparison } from './comparison.ts';
export type { Counted, Numbers } from './counted.ts';
export type { GrowthPoint } from './growth.ts';
export type { Brought, Figures, Tally } from './tally.ts';

export interface ReportInput {
  /** Null: everything is counted together. */
  readonly campaign: Pick<Campaign, 'name' | 'startsOn' | 'endsOn' | 'goal' | 'hashtags'> | null;
  readonly counted: readonly Counted[];
  readonly now: Date;
  /** IANA zone in which a day is a day; UTC when left out. */
  readonly timeZone?: string;
}

/** What a campaign, or everything, has brought so far. Plain values: it can be written as JSON as it is. */
export interface Report {
  readonly campaign: ReportedCampaign | null;
  readonly madeAt: Date;
  /** The campaign's days; where it has none, the first and last day on which something was published. `YYYY-MM-DD`. */
  readonly period: { readonly from: string | null; readonly to: string | null };
  readonly totals: Tally;
  /** By name. */
  readonly byPlatform: readonly PlatformLine[];
  /** Most views per publication first; those of the campaign that nothing carries are there with 0 publications. */
  readonly byHashtag: readonly HashtagLine[];
  /** One line for each publication but the cancelled: most views first, then those without figures by day of publishing. */
  readonly byExcerpt: readonly ExcerptLine[];
  readonly growth: readonly GrowthPoint[];
  /** Of how many published ones there are figures. */
  readonly figures: 'none' | 'partial' | 'all';
  /** What a reader must know of the figures; null when all are there. */
  readonly note: string | null;
}

export interface ReportedCampaign {
  readonly name: string;
  readonly goal: string | null;
  readonly hashtags: readonly string[];
  /** `open`: it has no first and last day. */
  readonly phase: 'ahead' | 'running' | 'over' | 'open';
}

export interface PlatformLine extends Tally {
  readonly platform: string;
}

export interface HashtagLine extends Tally {
  readonly hashtag: string;
  readonly comparison: Comparison;
}

export interface ExcerptLine extends Brought {
  readonly publicationId: string;
  readonly platform: string;
  readonly channel: string;
  readonly postTitle: string;
  readonly excerpt: number;
  readonly text: string;
  readonly hashtags: readonly string[];
  readonly state: Counted['state'];
  readonly url: string | null;
  readonly publishedAt: Date | null;
}

/** Counts. Only what the platforms gave is summed; what none of them gives stays null. */
export function reportOf({ campaign, counted, now, timeZone = 'UTC' }: ReportInput): Report {
  const live = counted.filter(({ state }) => state !== 'cancelled');
  const totals = tally(live);
  const day = (at: Date): string => dayIn(timeZone, at);
  return {
    campaign: campaign === null ? null : describe(campaign, day(now)),
    madeAt: now,
    period: periodOf(campaign, live, day),
    totals,
    byPlatform: byPlatform(live),
    byHashtag: byHashtag(live, campaign?.hashtags ?? []),
    byExcerpt: byExcerpt(live),
    growth: growthOf(live),
    ...figuresOf(totals),
  };
}

function describe(
  { name, goal, hashtags, startsOn, endsOn }: NonNullable<ReportInput['campaign']>,
  today: string,
): ReportedCampaign {
  const phase =
    startsOn !== null && today < startsOn
      ? 'ahead'
      : endsOn !== null && today > endsOn
        ? 'over'
        : startsOn === null && endsOn === null
          ? 'open'
          : 'running';
  return { name, goal, hashtags: uniqueHashtags(hashtags), phase };
}

function periodOf(
  campaign: ReportInput['campaign'],
  live: readonly Counted[],
  day: (at: Date) => string,
): Report['period'] {
  const days = live.flatMap(({ publishedAt }) => (publishedAt === null ? [] : [day(publishedAt)])).sort();
  return { from: campaign?.startsOn ?? days[0] ?? null, to: campaign?.endsOn ?? days.at(-1) ?? null };
}

function byPlatform(live: readonly Counted[]): PlatformLine[] {
  const platforms = [...new Set(live.map(({ platform }) => platform))].sort();
  return platforms.map((platform) => ({
    platform,
    ...tally(live.filter((counted) => counted.platform === platform)),
  }));
}

function byHashtag(live: readonly Counted[], ofCampaign: readonly string[]): HashtagLine[] {
  const measured = live.filter(isMeasured);
  const carrying = new Map<string, Counted[]>();
  for (const counted of live) {
    for (const hashtag of uniqueHashtags(counted.hashtags)) {
      const carriers = carrying.get(hashtagKey(hashtag)) ?? [];
      carrying.set(hashtagKey(hashtag), carriers);
      carriers.push(counted);
    }
  }
  return uniqueHashtags([...ofCampaign, ...live.flatMap(({ hashtags }) => hashtags)])
    .map((hashtag) => ({
      hashtag,
      ...tally(carrying.get(hashtagKey(hashtag)) ?? []),
      comparison: compareHashtag(hashtag, measured),
    }))
    .sort(
      (a, b) =>
        (b.viewsPerPublication ?? -1) - (a.viewsPerPublication ?? -1) ||
        b.publications - a.publications ||
        (hashtagKey(a.hashtag) < hashtagKey(b.hashtag) ? -1 : 1),
    );
}

function byExcerpt(live: readonly Counted[]): ExcerptLine[] {
  const day = ({ publishedAt }: ExcerptLine): number => publishedAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return live
    .map((counted): ExcerptLine => {
      const { metrics: _, history: __, excerptNumber, ...named } = counted;
      return { ...named, excerpt: excerptNumber, ...broughtBy([counted]) };
    })
    .sort((a, b) => (b.views ?? -1) - (a.views ?? -1) || day(a) - day(b));
}

function figuresOf({ published, measured }: Tally): Pick<Report, 'figures' | 'note'> {
  if (published === 0)
    return { figures: 'none', note: 'There are no figures yet: nothing has been published.' };
  if (measured === 0)
    return { figures: 'none', note: `There are no figures yet for the ${published} published.` };
  if (measured < published)
    return {
      figures: 'partial',
      note: `There are figures for ${measured} of the ${published} published so far.`,
    };
  return { figures: 'all', note: null };
}

function dayIn(timeZone: string, at: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
}
