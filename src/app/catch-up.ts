import { Temporal } from 'temporal-polyfill';
import type { Campaign } from '../domain/campaign.ts';
import type { Channel } from '../domain/channel.ts';
import { sentenceOf } from '../domain/errors.ts';
import type { Slot } from '../domain/slot.ts';
import { soonest } from '../schedule/late.ts';
import { nextFree } from '../schedule/slots.ts';
import { dayInWords, timeInWords } from '../schedule/wall-clock.ts';
import { latePublications, settleLate, takenOn, type Late } from '../store/calendar.ts';
import { listCampaigns } from '../store/campaigns.ts';
import { listChannels } from '../store/channels.ts';
import { databaseTime } from '../store/database.ts';
import type { App } from './app.ts';

/** Late publications that one call decides about: the rest is decided by the next tick. */
const atOnce = 1000;

/**
 * Decides what becomes of publications whose slot went by unused, after an outage or a long pause: published if that is
 * still in time, with the smallest gap between them; else moved to the next free slot; else held until a person decides.
 * By the database's clock. Resolves to whether there was any.
 */
export async function catchUp(app: App): Promise<boolean> {
  const { db } = app.database;
  const late = await latePublications(db, app.config.timetable.late.publishWithinHours, atOnce);
  if (late.length === 0) return false;
  const now = await databaseTime(db);
  const channelIds = [...new Set(late.map(({ channelId }) => channelId))];
  const channels = new Map((await listChannels(db)).map((channel) => [channel.id, channel]));
  const campaigns = new Map((await listCampaigns(db)).map((campaign) => [campaign.id, campaign]));
  const campaignOf = ({ campaignId }: Late): Campaign | undefined =>
    campaignId === null ? undefined : campaigns.get(campaignId);
  // A channel may have years planned: only what lies within reach of a decision can be in its way.
  const furthest = Math.max(...late.map((each) => furthestFor(app, each, campaignOf(each), now)));
  const taken = await takenOn(db, channelIds, {
    from: new Date(now.getTime() - reachMs),
    before: new Date(furthest + reachMs),
  });
  const waiting = late.flatMap((each) => {
    const channel = channels.get(each.channelId);
    const campaign = campaignOf(each);
    return channel === undefined ? [] : [{ late: each, channel, campaign, taken: taken.get(channel.id)! }];
  });
  // First those that are still in time: what is moved must not take their place.
  const beyond: Waiting[] = [];
  for (const each of waiting) {
    const inTime = stillInTime(app, each, now);
    if (inTime === undefined) beyond.push(each);
    else await carryOut(app, each, inTime);
  }
  for (const each of beyond) await carryOut(app, each, movedOrHeld(app, each, now));
  return true;
}

interface Waiting {
  readonly late: Late;
  readonly channel: Channel;
  readonly campaign: Campaign | undefined;
  /** What lies on its channel; grows with each decision. */
  readonly taken: Date[];
}

type Decision = Parameters<typeof settleLate>[2];

async function carryOut(app: App, { late, taken }: Waiting, decision: Decision): Promise<void> {
  if ('at' in decision) taken.push(decision.at);
  if (!(await settleLate(app.database.db, late, decision))) return;
  app.log.warn({ publication: late.id, since: late.since, ...decision }, 'A slot went by unused');
}

/** A hold that asks a person what to do with a publication that came too late begins so. */
const tooLate = 'Too late: ';

export function heldForLateness(holdReason: string | null): boolean {
  return holdReason?.startsWith(tooLate) ?? false;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** The smallest gap is a week at most, and a day's cap reaches over the day. */
const reachMs = 8 * dayMs;

/** The last moment to which a late publication may be put. */
function furthestFor(app: App, { since }: Late, campaign: Campaign | undefined, now: Date): number {
  const inTime = since.getTime() + hoursOf(app, campaign) * hourMs;
  return Math.max(inTime, now.getTime() + daysOf(app, campaign) * dayMs);
}

function stillInTime(
  app: App,
  { late: { since }, channel, campaign, taken }: Waiting,
  now: Date,
): Decision | undefined {
  const { timetable } = app.config;
  const until = new Date(since.getTime() + hoursOf(app, campaign) * hourMs);
  const at = soonest(timetable, channel, now, until, taken);
  if (at === undefined) return undefined;
  const late = span(at.getTime() - since.getTime());
  return {
    at,
    lateSince: since,
    reason: `Its slot on ${inWords(since, timetable.timeZone)} went by unused; it is made up for on ${inWords(at, timetable.timeZone)}, ${late} late.`,
  };
}

function movedOrHeld(app: App, { late: { since }, channel, campaign, taken }: Waiting, now: Date): Decision {
  const { timetable } = app.config;
  const days = daysOf(app, campaign);
  const slot = `slot on ${inWords(since, timetable.timeZone)} went by unused, and it could not go out within ${hoursInWords(hoursOf(app, campaign))}`;
  const last = lastMoment(now, days, campaign, timetable.timeZone);
  const next = days === 0 ? 'it is not to be moved by itself' : nextSlot(app, channel, now, taken);
  if (typeof next !== 'string' && next.at <= last)
    return { at: next.at, reason: `Its ${slot}; ${next.reason}` };
  const why =
    typeof next === 'string'
      ? next.replace(/\.$/, '')
      : `no slot is free before ${inWords(last, timetable.timeZone)}`;
  return {
    holdReason: `${tooLate}its ${slot}; ${why}. Move it to another time, let it out now by resuming it, or cancel it.`,
  };
}

function hoursOf(app: App, campaign: Campaign | undefined): number {
  return campaign?.lateHours ?? app.config.timetable.late.publishWithinHours;
}

function daysOf(app: App, campaign: Campaign | undefined): number {
  return campaign?.lateMoveDays ?? app.config.timetable.late.moveWithinDays;
}

/** The next free slot, or the sentence that says why there can be none. */
function nextSlot(app: App, channel: Channel, now: Date, taken: readonly Date[]): Slot | string {
  try {
    return nextFree(app.config.timetable, channel, now, taken);
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    return sentence;
  }
}

/** Nothing of a campaign is moved beyond its last day. */
function lastMoment(now: Date, days: number, campaign: Campaign | undefined, timeZone: string): Date {
  const last = now.getTime() + days * dayMs;
  if (campaign?.endsOn === undefined || campaign.endsOn === null) return new Date(last);
  const end = Temporal.PlainDate.from(campaign.endsOn).add({ days: 1 }).toZonedDateTime(timeZone);
  return new Date(Math.min(last, end.epochMilliseconds - 1));
}

function inWords(at: Date, timeZone: string): string {
  const there = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  return `${dayInWords(there)} ${timeInWords(there)}`;
}

function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 100 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}

function hoursInWords(hours: number): string {
  return hours === 1 ? 'an hour' : `${hours} hours`;
}
