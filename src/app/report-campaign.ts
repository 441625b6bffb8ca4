import type { MetricName } from '../domain/metric.ts';
import { UserError } from '../domain/errors.ts';
import { reportOf, type Counted, type Report } from '../report/report.ts';
import { findCampaignByName } from '../store/campaigns.ts';
import { listChannels } from '../store/channels.ts';
import { listMetrics, type Snapshot } from '../store/metrics.ts';
import { listPosts } from '../store/posts.ts';
import { listPublications } from '../store/publications.ts';
import type { App } from './app.ts';

/** What a campaign, or everything, has brought so far. Throws `UserError` when there is no campaign of that name. */
export async function reportCampaign(app: App, campaignName: string | undefined): Promise<Report> {
  const { db } = app.database;
  const campaign = campaignName === undefined ? undefined : await findCampaignByName(db, campaignName);
  if (campaignName !== undefined && campaign === undefined) {
    throw new UserError(
      `There is no campaign "${campaignName}": "cutline campaigns list" shows the ones there are.`,
    );
  }
  const publications = (
    await listPublications(db, campaign === undefined ? {} : { campaignId: campaign.id })
  ).filter(({ state }) => state !== 'cancelled');
  const [posts, channels, snapshots] = await Promise.all([
    listPosts(db),
    listChannels(db),
    listMetrics(
      db,
      publications.map(({ id }) => id),
    ),
  ]);
  const byPublication = historyOf(snapshots);
  const counted: Counted[] = publications.map((publication) => {
    const history = byPublication.get(publication.id) ?? [];
    return {
      publicationId: publication.id,
      platform: publication.platform,
      channel: channels.find(({ id }) => id === publication.channelId)?.name ?? publication.channelId,
      postTitle: posts.find(({ id }) => id === publication.postId)?.title ?? publication.postId,
      excerptNumber: publication.excerpt.excerpt,
      text: publication.excerpt.pieces[0] ?? '',
      hashtags: [...publication.excerpt.hashtags],
      state: publication.state,
      url: publication.url,
      publishedAt: publication.publishedAt,
      metrics: history.at(-1)?.metrics ?? null,
      history,
    };
  });
  return reportOf({
    campaign: campaign ?? null,
    counted,
    now: app.now(),
    timeZone: app.config.timetable.timeZone,
  });
}

type History = { at: Date; metrics: Partial<Record<MetricName, number>> }[];

/** Snapshots come oldest first; the numbers of one moment belong together. */
function historyOf(snapshots: readonly Snapshot[]): Map<string, History> {
  const byPublication = new Map<string, History>();
  for (const { publicationId, at, name, value } of snapshots) {
    const history = byPublication.get(publicationId) ?? [];
    byPublication.set(publicationId, history);
    const last = history.at(-1);
    if (last?.at.getTime() === at.getTime()) last.metrics[name] = value;
    else history.push({ at, metrics: { [name]: value } });
  }
  return byPublication;
}
