import { Temporal } from 'temporal-polyfill';
import type { Publication } from '../domain/publication.ts';
import { dayInWords, timeInWords } from '../schedule/wall-clock.ts';
import { listCampaigns } from '../store/campaigns.ts';
import { listChannels } from '../store/channels.ts';
import { databaseTime } from '../store/database.ts';
import { everythingPaused } from '../store/settings.ts';
import type { App } from './app.ts';

/** Publication id → why it would not go out though its time had come, one sentence; those that nothing holds are not in it. */
export async function whyHeld(
  app: App,
  publications: readonly Publication[],
): Promise<ReadonlyMap<string, string>> {
  const { db } = app.database;
  const waiting = publications.filter(({ state }) => ['draft', 'approved', 'scheduled'].includes(state));
  if (waiting.length === 0) return new Map();
  const all = await everythingPaused(db);
  const campaigns = new Map((await listCampaigns(db)).map((campaign) => [campaign.id, campaign]));
  const channels = new Map((await listChannels(db)).map((channel) => [channel.id, channel]));
  const now = await databaseTime(db);
  const held = new Map<string, string>();
  for (const { id, holdReason, campaignId, channelId, dueAt } of waiting) {
    const campaign = campaignId === null ? undefined : campaigns.get(campaignId);
    const channel = channels.get(channelId);
    if (holdReason !== null) held.set(id, holdReason);
    else if (all) held.set(id, 'Everything is paused.');
    else if (campaign?.paused === true) held.set(id, `The campaign "${campaign.name}" is paused.`);
    else if (channel?.state === 'paused') held.set(id, `The channel ${channel.name} is paused.`);
    else if (channel?.state === 'unauthorized')
      held.set(id, `The channel ${channel.name} must be connected again.`);
    else if (
      channel?.throttledUntil != null &&
      channel.throttledUntil >= now &&
      // By the time of a later one it is over.
      dueAt <= channel.throttledUntil
    )
      held.set(
        id,
        `${channel.throttledReason ?? `${channel.name} must wait.`} The channel waits until ${inWords(channel.throttledUntil, app.config.timetable.timeZone)}.`,
      );
  }
  return held;
}

function inWords(at: Date, timeZone: string): string {
  const there = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  return `${dayInWords(there)} ${timeInWords(there)}`;
}
