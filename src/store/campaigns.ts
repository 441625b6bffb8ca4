import { asc, eq } from 'drizzle-orm';
import type { Campaign } from '../domain/campaign.ts';
import type { Db } from './database.ts';
import { campaign } from './schema.ts';

export type NewCampaign = Omit<Campaign, 'evergreen' | 'lateHours' | 'lateMoveDays'> & Partial<Campaign>;

/** Keeps a campaign; one of the same name is changed. */
export async function saveCampaign(db: Db, fresh: NewCampaign): Promise<Campaign> {
  const { id: _, ...values } = fresh;
  const [row] = await db
    .insert(campaign)
    .values(fresh)
    .onConflictDoUpdate({ target: campaign.name, set: values })
    .returning();
  return row!;
}

/** Writes everything of the campaign of that id, its name as well. */
export async function updateCampaign(db: Db, { id, ...values }: Campaign): Promise<Campaign> {
  const [row] = await db.update(campaign).set(values).where(eq(campaign.id, id)).returning();
  return row!;
}

/** The campaign of that name, made without period or goal when there is none. */
export async function campaignNamed(db: Db, name: string, newId: string): Promise<Campaign> {
  await db
    .insert(campaign)
    .values({ id: newId, name, startsOn: null, endsOn: null, goal: null, hashtags: [], paused: false })
    .onConflictDoNothing();
  return (await findCampaignByName(db, name))!;
}

export async function findCampaign(db: Db, id: string): Promise<Campaign | undefined> {
  const [row] = await db.select().from(campaign).where(eq(campaign.id, id));
  return row;
}

export async function findCampaignByName(db: Db, name: string): Promise<Campaign | undefined> {
  const [row] = await db.select().from(campaign).where(eq(campaign.name, name));
  return row;
}

export function listCampaigns(db: Db): Promise<Campaign[]> {
  return db.select().from(campaign).orderBy(asc(campaign.name));
}

/** Pauses a campaign or lets it go on. */
export async function setCampaignPaused(db: Db, id: string, paused: boolean): Promise<void> {
  await db.update(campaign).set({ paused }).where(eq(campaign.id, id));
}
