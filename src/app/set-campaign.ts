import type { Campaign } from '../domain/campaign.ts';
import { UserError } from '../domain/errors.ts';
import { uniqueHashtags } from '../domain/hashtag.ts';
import { findCampaign, findCampaignByName, saveCampaign, updateCampaign } from '../store/campaigns.ts';
import type { App } from './app.ts';

/** What a person says of a campaign; what is left out stays as it is. */
export interface CampaignWords {
  readonly name: string;
  /** An empty day is none. */
  readonly startsOn?: string | undefined;
  readonly endsOn?: string | undefined;
  readonly goal?: string | undefined;
  /** Separated by spaces or commas, with or without `#`. */
  readonly hashtags?: string | undefined;
  /** Its posts come round again after a cooldown. */
  readonly evergreen?: boolean | undefined;
  /** How many hours late a publication still goes out by itself; null: as the timetable says. */
  readonly lateHours?: number | null | undefined;
  /** Within how many days a later one moves to a free slot, 0 for never; null: as the timetable says. */
  readonly lateMoveDays?: number | null | undefined;
}

/** Makes or changes a campaign. Throws `UserError` for a day that is none or a period that ends before it begins. */
export async function setCampaign(app: App, words: CampaignWords): Promise<Campaign> {
  const { db } = app.database;
  return saveCampaign(db, campaignOf(app, words, await findCampaignByName(db, words.name.trim())));
}

/** Makes another campaign with all that a new one is told. Throws `UserError` as well when there is one of that name. */
export async function makeCampaign(app: App, words: CampaignWords): Promise<Campaign> {
  await refuseTaken(app, words.name.trim(), undefined);
  return setCampaign(app, words);
}

/**
 * Changes the campaign of that id, its name as well: publications and posts stay with it. Throws `UserError` as well when
 * there is none, or another one has the name.
 */
export async function changeCampaign(app: App, id: string, words: CampaignWords): Promise<Campaign> {
  const { db } = app.database;
  const known = await findCampaign(db, id);
  if (known === undefined)
    throw new UserError('There is no such campaign: the list of campaigns shows those there are.');
  await refuseTaken(app, words.name.trim(), id);
  return updateCampaign(db, campaignOf(app, words, known));
}

async function refuseTaken(app: App, name: string, except: string | undefined): Promise<void> {
  const other = await findCampaignByName(app.database.db, name);
  if (other !== undefined && other.id !== except)
    throw new UserError(
      `There is a campaign "${name}" already: give this one another name, or change that one.`,
    );
}

function campaignOf(app: App, words: CampaignWords, known: Campaign | undefined): Campaign {
  const name = words.name.trim();
  if (name === '') throw new UserError('A campaign needs a name.');
  const startsOn = readDay(words.startsOn, known?.startsOn);
  const endsOn = readDay(words.endsOn, known?.endsOn);
  if (startsOn !== null && endsOn !== null && endsOn < startsOn)
    throw new UserError(`The campaign would end on ${endsOn}, before it begins on ${startsOn}.`);
  return {
    id: known?.id ?? app.newId(),
    name,
    startsOn,
    endsOn,
    goal: (words.goal ?? known?.goal ?? '') || null,
    paused: known?.paused ?? false,
    evergreen: words.evergreen ?? known?.evergreen ?? false,
    lateHours: whole(words.lateHours, known?.lateHours, 720, 'hours late'),
    lateMoveDays: whole(words.lateMoveDays, known?.lateMoveDays, 3650, 'days to move within'),
    hashtags:
      words.hashtags === undefined ? (known?.hashtags ?? []) : uniqueHashtags(words.hashtags.split(/[\s,]+/)),
  };
}

function whole(
  wanted: number | null | undefined,
  known: number | null | undefined,
  most: number,
  what: string,
): number | null {
  if (wanted === undefined) return known ?? null;
  if (wanted !== null && !(Number.isInteger(wanted) && wanted >= 0 && wanted <= most))
    throw new UserError(`The ${what} of a campaign must be a whole number from 0 to ${most}.`);
  return wanted;
}

function readDay(text: string | undefined, known: string | null | undefined): string | null {
  if (text === undefined) return known ?? null;
  if (text === '') return null;
  const day = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text)) {
    throw new UserError(`"${text}" is not a day: write it as YYYY-MM-DD.`);
  }
  return text;
}
