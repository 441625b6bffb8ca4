import type { Campaign } from '../domain/campaign.ts';
import { UserError } from '../domain/errors.ts';
import { uniqueHashtags } from '../domain/hashtag.ts';
import { findCampaignByName, saveCampaign } from '../store/campaigns.ts';
import type { App } from './app.ts';

/** What a person says of a campaign; what is left out stays as it is. */
export interface CampaignWords {
  readonly name: string;
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
  const name = words.name.trim();
  if (name === '') throw new UserError('A campaign needs a name.');
  const known = await findCampaignByName(app.database.db, name);
  const startsOn = readDay(words.startsOn) ?? known?.startsOn ?? null;
  const endsOn = readDay(words.endsOn) ?? known?.endsOn ?? null;
  if (startsOn !== null && endsOn !== null && endsOn < startsOn)
    throw new UserError(`The campaign would end on ${endsOn}, before it begins on ${startsOn}.`);
  return saveCampaign(app.database.db, {
    id: known?.id ?? app.newId(),
    name,
    startsOn,
    endsOn,
    goal: words.goal ?? known?.goal ?? null,
    paused: known?.paused ?? false,
    evergreen: words.evergreen ?? known?.evergreen ?? false,
    lateHours: whole(words.lateHours, known?.lateHours, 720, 'hours late'),
    lateMoveDays: whole(words.lateMoveDays, known?.lateMoveDays, 3650, 'days to move within'),
    hashtags:
      words.hashtags === undefined ? (known?.hashtags ?? []) : uniqueHashtags(words.hashtags.split(/[\s,]+/)),
  });
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

function readDay(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text)) {
    throw new UserError(`"${text}" is not a day: write it as YYYY-MM-DD.`);
  }
  return text;
}
