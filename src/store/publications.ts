import { and, asc, eq, gte, inArray, lt, ne, sql, type SQL } from 'drizzle-orm';
import type { Excerpt } from '../domain/excerpt.ts';
import type { Publication, PublicationState } from '../domain/publication.ts';
import { statesBefore } from '../domain/publication.ts';
import type { Db } from './database.ts';
import { now } from './now.ts';
import { partlyOut } from './partly-out.ts';
import { publication, sourcePost } from './schema.ts';

/** A publication as the store keeps it, with what the publishing path needs beside it. */
export type StoredPublication = Publication & {
  readonly tries: number;
  readonly settles: number;
  readonly firstStartedAt: Date | null;
  readonly slotAt: Date | null;
};

export type NewPublication = Pick<
  Publication,
  'id' | 'postId' | 'postHash' | 'campaignId' | 'channelId' | 'platform' | 'excerpt' | 'dueAt' | 'slotReason'
> &
  Partial<Pick<Publication, 'round'>>;

export interface Filter {
  readonly states?: readonly PublicationState[];
  readonly platform?: string;
  readonly postId?: string;
  readonly campaignId?: string;
  readonly from?: Date;
  readonly before?: Date;
  readonly limit?: number;
}

/** Writes new publications, all or none, and takes them through `draft` and `approved` to `scheduled`. */
export async function schedulePublications(db: Db, rows: readonly NewPublication[]): Promise<void> {
  if (rows.length === 0) return;
  await db.transaction(async (tx) => {
    await tx.insert(publication).values(
      rows.map((row) => ({
        ...row,
        state: 'draft' as const,
        fence: 0,
        tries: 0,
        settles: 0,
        remoteIds: [],
        createdAt: now as unknown as Date,
      })),
    );
    const ids = rows.map((row) => row.id);
    for (const to of ['approved', 'scheduled'] as const) {
      await tx
        .update(publication)
        .set({ state: to })
        .where(and(inArray(publication.id, ids), inArray(publication.state, statesBefore(to))));
    }
  });
}

/**
 * The same for a whole plan of one post, without those that came onto the calendar since it was made: of two people who
 * queue the same post at once the second adds nothing. Resolves to the ids that were written.
 */
export async function scheduleMissing(
  db: Db,
  postId: string,
  rows: readonly NewPublication[],
): Promise<string[]> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select id from cutline.source_post where id = ${postId} for update`);
    const there = await tx
      .select({
        postHash: publication.postHash,
        channelId: publication.channelId,
        round: publication.round,
        ordinal: sql<number>`(${publication.excerpt} ->> 'excerpt')::int`,
      })
      .from(publication)
      .where(and(eq(publication.postId, postId), ne(publication.state, 'cancelled')));
    const keys = new Set(
      there.map((each) => `${each.postHash} ${each.channelId} ${each.round} ${each.ordinal}`),
    );
    const missing = rows.filter(
      ({ postHash, channelId, round = 0, excerpt }) =>
        !keys.has(`${postHash} ${channelId} ${round} ${excerpt.excerpt}`),
    );
    await schedulePublications(tx as unknown as Db, missing);
    return missing.map(({ id }) => id);
  });
}

export async function findPublication(db: Db, id: string): Promise<StoredPublication | undefined> {
  const [row] = await db.select().from(publication).where(eq(publication.id, id));
  return row;
}

/** What the platform calls the other publications of the channel, those published from `since` on. */
export async function remoteIdsOfOthers(
  db: Db,
  { id, channelId }: Pick<Publication, 'id' | 'channelId'>,
  since: Date,
): Promise<string[]> {
  const rows = await db
    .select({ remoteIds: publication.remoteIds })
    .from(publication)
    .where(
      and(
        eq(publication.channelId, channelId),
        ne(publication.id, id),
        gte(publication.publishedAt, since),
        eq(publication.state, 'published'),
      ),
    );
  return rows.flatMap(({ remoteIds }) => [...remoteIds]);
}

/** In the order of their slots. */
export function listPublications(db: Db, filter: Filter = {}): Promise<StoredPublication[]> {
  const where: SQL[] = [];
  if (filter.states !== undefined) where.push(inArray(publication.state, [...filter.states]));
  if (filter.platform !== undefined) where.push(eq(publication.platform, filter.platform));
  if (filter.postId !== undefined) where.push(eq(publication.postId, filter.postId));
  if (filter.campaignId !== undefined) where.push(eq(publication.campaignId, filter.campaignId));
  if (filter.from !== undefined) where.push(gte(publication.dueAt, filter.from));
  if (filter.before !== undefined) where.push(lt(publication.dueAt, filter.before));
  return db
    .select()
    .from(publication)
    .where(and(...where))
    .orderBy(asc(publication.dueAt), asc(publication.platform), asc(publication.id))
    .limit(filter.limit ?? 10_000);
}

/**
 * Gives a scheduled publication another instant; `release` takes its hold away as well. False when it is no longer scheduled:
 * nothing was changed then.
 */
export async function movePublication(
  db: Db,
  id: string,
  at: Date,
  reason: string,
  release = false,
): Promise<boolean> {
  return change(db, id, ['scheduled'], {
    dueAt: at,
    slotAt: null,
    slotReason: reason,
    lateSince: null,
    ...(release ? { holdReason: null } : {}),
  });
}

/** Puts other words in the place of a publication's. False when it is too late, or a part of it is out already. */
export async function editPublication(db: Db, id: string, excerpt: Excerpt): Promise<boolean> {
  return change(db, id, beforePublishing, { excerpt }, sql`not ${halfOut}`);
}

/** Makes a publication that has not gone out one of another version of its post; its time stays. False when it is too late. */
export async function adoptPublication(
  db: Db,
  id: string,
  { postHash, excerpt }: Pick<Publication, 'postHash' | 'excerpt'>,
): Promise<boolean> {
  return change(db, id, beforePublishing, { postHash, excerpt });
}

/** Holds a publication back, with a sentence, or lets it go with null. False when it is too late for that. */
export async function holdPublication(db: Db, id: string, reason: string | null): Promise<boolean> {
  return change(db, id, beforePublishing, { holdReason: reason });
}

const beforePublishing: readonly PublicationState[] = ['draft', 'approved', 'scheduled'];

/** Lets the next tick claim anew what was claimed in vain while a pause stood. */
export async function forgetClaims(
  db: Db,
  which: { readonly channelId?: string; readonly campaignId?: string },
): Promise<void> {
  const where = [eq(publication.state, 'scheduled'), sql`${publication.claimedUntil} is not null`];
  if (which.channelId !== undefined) where.push(eq(publication.channelId, which.channelId));
  if (which.campaignId !== undefined) where.push(eq(publication.campaignId, which.campaignId));
  await db
    .update(publication)
    .set({ claimedUntil: null })
    .where(and(...where));
}

const halfOut = partlyOut(sql`${publication.id}`);

/** Those of a post that have begun to go out and have not come to their end: the rest of them waits, or has failed. */
export async function idsPartlyOut(db: Db, postId: string): Promise<Set<string>> {
  const rows = await db
    .select({ id: publication.id })
    .from(publication)
    .where(
      and(
        eq(publication.postId, postId),
        inArray(publication.state, [...beforePublishing, 'failed']),
        halfOut,
      ),
    );
  return new Set(rows.map(({ id }) => id));
}

/** Whether a part of its thread is out, whatever its state. */
export async function isPartlyOut(db: Db, id: string): Promise<boolean> {
  const rows = await db
    .select({ id: publication.id })
    .from(publication)
    .where(and(eq(publication.id, id), halfOut));
  return rows.length === 1;
}

/** Takes one off the calendar that gives way to another version of its post. False when it is too late, or a part of it is out. */
export async function replacePublication(db: Db, id: string): Promise<boolean> {
  return change(db, id, beforePublishing, { state: 'cancelled' }, sql`not ${halfOut}`);
}

/** False when it is too late to cancel. */
export async function cancelPublication(db: Db, id: string): Promise<boolean> {
  return change(db, id, beforePublishing, { state: 'cancelled' });
}

/** A failed one is let be. False when it may be out after all: it would be offered again, and a person must look first. */
export async function giveUpPublication(db: Db, id: string): Promise<boolean> {
  return change(db, id, ['failed'], { state: 'cancelled' }, sql`not ${mayBeOut}`);
}

/** It failed, and yet it may be there: nobody has answered that so far (`needsEyes` in `app/answer-for.ts`). */
export const mayBeOut = sql`(${publication.state} = 'failed'
  and (coalesce(${publication.outcome} ->> 'kind', '') in ('unknown', 'processing', 'ready')
    or (coalesce(${publication.outcome} ->> 'kind', '') = 'unauthorized' and ${publication.settles} > 0)))`;

/** A person says: try a failed one once more. */
export async function retryPublication(db: Db, id: string, at: Date): Promise<boolean> {
  return change(
    db,
    id,
    statesBefore('scheduled').filter((state) => state === 'failed'),
    { state: 'scheduled', dueAt: at, slotAt: null, tries: 0, settles: 0, lateSince: null },
  );
}

/** A new fence makes whatever the queue still carries for it a no-op. */
async function change(
  db: Db,
  id: string,
  from: readonly PublicationState[],
  values: Partial<typeof publication.$inferInsert>,
  provided?: SQL,
): Promise<boolean> {
  const rows = await db
    .update(publication)
    .set({ ...values, fence: sql`${publication.fence} + 1`, claimedUntil: null })
    .where(and(eq(publication.id, id), inArray(publication.state, [...from]), provided))
    .returning({ id: publication.id });
  return rows.length === 1;
}

/**
 * A person has seen it there: it counts as published from now on. False when it is neither lost nor failed; whoever is still
 * asking after it can write nothing more. What it is called there is not known, so no readings of its numbers are planned.
 */
export async function markFound(db: Db, id: string, url: string): Promise<boolean> {
  return change(
    db,
    id,
    statesBefore('published').filter((state) => state !== 'publishing'),
    {
      state: 'published',
      url,
      outcome: { kind: 'published', remoteIds: [], url },
      publishedAt: sql`coalesce(${publication.firstStartedAt}, ${now})` as unknown as Date,
      leaseUntil: null,
    },
  );
}

/** How many of each post's newest version there are in each state; published ones of any version. */
export async function countStatesOf(
  db: Db,
  postIds: readonly string[],
): Promise<Map<string, Partial<Record<PublicationState, number>>>> {
  if (postIds.length === 0) return new Map();
  const rows = await db
    .select({ postId: publication.postId, state: publication.state, count: sql<number>`count(*)::int` })
    .from(publication)
    .innerJoin(sourcePost, eq(sourcePost.id, publication.postId))
    .where(
      and(
        inArray(publication.postId, [...postIds]),
        sql`(${publication.postHash} = ${sourcePost.hash} or ${publication.state} = 'published')`,
      ),
    )
    .groupBy(publication.postId, publication.state);
  const counts = new Map<string, Partial<Record<PublicationState, number>>>(postIds.map((id) => [id, {}]));
  for (const { postId, state, count } of rows) counts.get(postId)![state] = Number(count);
  return counts;
}

/** How many there are in each state. */
export async function countStates(db: Db): Promise<Partial<Record<PublicationState, number>>> {
  const rows = await db
    .select({ state: publication.state, count: sql<number>`count(*)::int` })
    .from(publication)
    .groupBy(publication.state);
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}
