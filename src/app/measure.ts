import { UserError } from '../domain/errors.ts';
import { openChannel, setChannelState } from '../store/channels.ts';
import { putOffMeasurement, saveMeasurementFailure, saveMetrics } from '../store/metrics.ts';
import { findPublication } from '../store/publications.ts';
import { callFor, type App } from './app.ts';
import { meter, restFromReading } from './meter.ts';
import { freshTokens } from './refresh-tokens.ts';

/** Takes a snapshot of a publication's numbers. Resolves to the reason when there are none to be had. */
export async function measure(
  app: App,
  job: { readonly publicationId: string; readonly age: string },
): Promise<string | undefined> {
  const { db } = app.database;
  const publication = await findPublication(db, job.publicationId);
  if (publication?.state !== 'published') return 'It has not been published.';
  const platform = app.platforms.find(({ id }) => id === publication.platform);
  const stored = await openChannel(db, app.vault, publication.channelId).catch((error: unknown) => {
    if (error instanceof UserError) return error;
    throw error;
  });
  if (stored instanceof UserError) return refuse(stored.message);
  if (platform === undefined || stored === undefined) return 'Its channel is not there any more.';
  const rest = await restFromReading(app, platform, stored);
  if (rest !== undefined) {
    await putOffMeasurement(db, job, rest.until, rest.reason);
    return rest.reason;
  }
  const opened = await freshTokens(app, platform, stored);
  if ('refusal' in opened) return refuse(opened.refusal.reason);
  const { channel } = opened;
  const { heard, paid, noted } = meter(app, platform, channel, publication.id);
  const call = callFor(app, platform, channel, {
    secrets: Object.values(channel.tokens),
    signal: app.signal,
    heard,
    paid,
  });
  const measured = await platform.measure(publication.remoteIds, channel, call, app.now).finally(noted);
  if (measured.kind === 'measured') {
    await saveMetrics(db, job, measured.metrics);
    return undefined;
  }
  if (measured.kind === 'unauthorized') await setChannelState(db, channel.id, 'unauthorized');
  return refuse(measured.reason);

  async function refuse(reason: string): Promise<string> {
    app.log.warn({ publication: job.publicationId, age: job.age, reason }, 'Numbers could not be read');
    await saveMeasurementFailure(db, job, reason);
    return reason;
  }
}
