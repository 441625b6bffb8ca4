import { and, asc, eq, gte, inArray, lt, ne, sql, type SQL } from 'drizzle-orm';
import type { Attempt, Outcome } from '../domain/attempt.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import type { Publication, PublicationState } from '../domain/publication.ts';
import { mayMove, statesBefore } from '../domain/publication.ts';
import type { Db } from './database.ts';
import { mayGoOut } from './may-go-out.ts';
import { publication, sourcePost } from './schema.ts';

/** A publication as the store keeps it, with what the publishing path needs beside it. */
export type StoredPublication = Publication & {
  readonly tries: number;
  readonly settles: number;
  readonly firstStartedAt: Date | null;
};

export type NewPublication = Pick<
  Publication,
  'id' | 'postId' | 'postHash' | 'campaignId' | 'channelId' | 'platform' | 'excerpt' | 'dueAt' | 'slotReason'
> &
  Partial<Pick<Publication, 'round'>>;

/** A publication that a tick has taken, to be carried by the queue: only the newest fence may act on it. */
export interface Claim {
  readonly id: string;
  readonly platform: string;
  readonly fence: number;
  /** Milliseconds until it is due, by the database's clock: other clocks may be wrong. Negative: late. */
  readonly inMs: number;
}

export interface Filter {
  readonly states?: readonly PublicationState[];
  readonly platform?: string;
  readonly postId?: string;
  readonly campaignId?: string;
  readonly from?: Date;
  readonly before?: Date;
  readonly limit?: number;
}

/** How long a tick's claim holds beyond the due time before another tick may claim again. */
const claimGrace = sql`interval '2 minutes'`;

const now = sql`cutline.now()`;
const msUntilDue = sql<number>`extract(epoch from ${publication.dueAt} - ${now})::float8 * 1000`;

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
 * Claims scheduled publications that fall due within `horizonSeconds`, each with a new fence. What was claimed and not
 * begun in time (a queue that was emptied, a worker that died first) is claimed again. What may not go out
 * (`may-go-out.ts`) waits.
 */
export async function claimDue(db: Db, horizonSeconds: number, limit: number): Promise<Claim[]> {
  const { rows } = (await db.execute(sql`
    with due as (
      select p.id from cutline.publication p
        join cutline.channel c on c.id = p.channel_id
        left join cutline.campaign g on g.id = p.campaign_id
      where p.state = 'scheduled' and ${mayGoOut}
        and p.due_at <= ${now} + make_interval(secs => ${horizonSeconds})
        and (p.claimed_until is null or p.claimed_until < ${now})
      order by p.due_at limit ${limit} for update of p skip locked)
    update cutline.publication p
      set fence = fence + 1, claimed_until = greatest(p.due_at, ${now}) + ${claimGrace}
      from due where p.id = due.id
      returning p.id, p.platform, p.fence, extract(epoch from p.due_at - ${now})::float8 * 1000 as in_ms`)) as unknown as {
    rows: ClaimRow[];
  };
  return rows.map(readClaim);
}

/** A channel that was disconnected answers no question: what is open there waits until it is connected again. */
const mayBeAsked = (channelId: SQL): SQL => sql`
  not exists (select 1 from cutline.channel where id = ${channelId} and state = 'unauthorized')`;

/** Claims what has to be settled by now: what a worker left open when it died, and what is to be asked again. */
export async function claimUnsettled(db: Db, horizonSeconds: number, limit: number): Promise<Claim[]> {
  const { rows } = (await db.execute(sql`
    with waiting as (
      select id from cutline.publication
      where (state = 'publishing' and lease_until < ${now})
         or (state = 'settling' and due_at <= ${now} + make_interval(secs => ${horizonSeconds})
             and (claimed_until is null or claimed_until < ${now}) and (lease_until is null or lease_until < ${now})
             and ${mayBeAsked(sql`channel_id`)})
      order by due_at limit ${limit} for update skip locked)
    update cutline.publication p
      set state = 'settling', fence = fence + 1, lease_until = null,
          due_at = case when p.state = 'publishing' then ${now} else p.due_at end,
          claimed_until = greatest(case when p.state = 'publishing' then ${now} else p.due_at end, ${now}) + ${claimGrace}
      from waiting where p.id = waiting.id
      returning p.id, p.platform, p.fence, extract(epoch from p.due_at - ${now})::float8 * 1000 as in_ms`)) as unknown as {
    rows: ClaimRow[];
  };
  return rows.map(readClaim);
}

/**
 * Claims that hold, yet should have been begun `seconds` ago: what carried them was lost, or came too early by a wrong clock.
 * Nothing is written: the fence stays, so that a job which is merely waiting its turn stays good.
 */
export async function overdueClaims(
  db: Db,
  seconds: number,
  limit: number,
): Promise<(Claim & { readonly state: 'scheduled' | 'settling' })[]> {
  const { rows } = (await db.execute(sql`
    select p.id, p.platform, p.fence, p.state, extract(epoch from p.due_at - ${now})::float8 * 1000 as in_ms
      from cutline.publication p join cutline.channel c on c.id = p.channel_id
      where p.state in ('scheduled', 'settling') and (p.state = 'settling' or c.state = 'connected')
        and p.claimed_until > ${now} and p.due_at < ${now} - make_interval(secs => ${seconds})
        and (p.lease_until is null or p.lease_until < ${now})
      order by p.due_at limit ${limit}`)) as unknown as {
    rows: (ClaimRow & { state: 'scheduled' | 'settling' })[];
  };
  return rows.map((row) => ({ ...readClaim(row), state: row.state }));
}

/**
 * Begins an attempt under a claim: the attempt row and the lease are written in one transaction, before any request.
 * Undefined when the claim is stale, the slot was moved, another worker has begun, or something has come to hold it back.
 */
export async function beginAttempt(
  db: Db,
  claim: { readonly id: string; readonly fence: number },
  kind: Attempt['kind'],
  attemptId: string,
  leaseSeconds: number,
): Promise<{ publication: StoredPublication; number: number; startedAt: Date } | undefined> {
  return db.transaction(async (tx) => {
    const from: PublicationState = kind === 'publish' ? 'scheduled' : 'settling';
    const to: PublicationState = kind === 'publish' ? 'publishing' : 'settling';
    const [row] = await tx
      .update(publication)
      .set({
        state: to,
        leaseUntil: sql`${now} + make_interval(secs => ${leaseSeconds})`,
        firstStartedAt: sql`coalesce(${publication.firstStartedAt}, ${now})`,
        ...(kind === 'publish'
          ? { tries: sql`${publication.tries} + 1`, settles: 0 }
          : { settles: sql`${publication.settles} + 1` }),
      })
      .where(
        and(
          eq(publication.id, claim.id),
          eq(publication.fence, claim.fence),
          eq(publication.state, from),
          // A second of grace: the queue's clock and the database's need not agree to the millisecond.
          sql`${publication.dueAt} <= ${now} + interval '1 second'`,
          sql`(${publication.leaseUntil} is null or ${publication.leaseUntil} < ${now})`,
          kind === 'publish'
            ? sql`exists (select 1 from cutline.publication p
                join cutline.channel c on c.id = p.channel_id left join cutline.campaign g on g.id = p.campaign_id
                where p.id = ${claim.id} and ${mayGoOut})`
            : mayBeAsked(sql`${publication.channelId}`),
        ),
      )
      .returning();
    if (row === undefined) return undefined;
    const { rows } = (await tx.execute(sql`
      insert into cutline.attempt (id, publication_id, kind, number, fence, due_at, started_at)
      select ${attemptId}, ${claim.id}, ${kind}, coalesce(max(number), 0) + 1, ${claim.fence},
        ${row.dueAt.toISOString()}::timestamptz, ${now}
      from cutline.attempt where publication_id = ${claim.id}
      returning number, started_at`)) as unknown as { rows: { number: number; started_at: Date | string }[] };
    const written = rows[0]!;
    return { publication: row, number: Number(written.number), startedAt: new Date(written.started_at) };
  });
}

/** Keeps the claim alive. False when it is lost: then nothing more may be sent or written under it. */
export async function renewLease(
  db: Db,
  claim: { readonly id: string; readonly fence: number },
  leaseSeconds: number,
): Promise<boolean> {
  const rows = await db
    .update(publication)
    .set({ leaseUntil: sql`${now} + make_interval(secs => ${leaseSeconds})` })
    .where(
      and(
        eq(publication.id, claim.id),
        eq(publication.fence, claim.fence),
        inArray(publication.state, ['publishing', 'settling']),
        sql`${publication.leaseUntil} > ${now}`,
      ),
    )
    .returning({ id: publication.id });
  return rows.length === 1;
}

/** What follows an attempt: the next state, and when something is to be done again. A `freeTry` does not count as one. */
export type Next =
  | { readonly state: 'published'; readonly url: string; readonly remoteIds: readonly string[] }
  | { readonly state: 'failed' }
  | {
      readonly state: 'scheduled' | 'settling';
      readonly due: { readonly inSeconds: number } | { readonly at: Date };
      readonly freeTry?: boolean;
    };

/**
 * Writes an attempt's outcome and the publication's next state in one transaction. Resolves to the new claim when the
 * publication goes on, null when it has come to an end, and undefined when the fence was stale: nothing was written then.
 */
export async function endAttempt(
  db: Db,
  claim: { readonly id: string; readonly fence: number },
  attemptId: string,
  outcome: Outcome,
  next: Next,
  measureAges: readonly (readonly [age: string, seconds: number])[],
): Promise<Claim | null | undefined> {
  return db.transaction(async (tx) => {
    const at =
      next.state === 'published' || next.state === 'failed'
        ? undefined
        : 'at' in next.due
          ? sql`${next.due.at.toISOString()}::timestamptz`
          : sql`${now} + make_interval(secs => ${next.due.inSeconds})`;
    const [row] = await tx
      .update(publication)
      .set({
        state: next.state,
        outcome,
        leaseUntil: null,
        ...(at === undefined
          ? { claimedUntil: null }
          : {
              dueAt: at as unknown as Date,
              fence: sql`${publication.fence} + 1`,
              claimedUntil: sql`${at} + ${claimGrace}`,
            }),
        ...('freeTry' in next && next.freeTry === true
          ? { tries: sql`greatest(${publication.tries} - 1, 0)` }
          : {}),
        ...(next.state === 'published'
          ? { url: next.url, remoteIds: [...next.remoteIds], publishedAt: now as unknown as Date }
          : {}),
      })
      .where(
        and(
          eq(publication.id, claim.id),
          eq(publication.fence, claim.fence),
          inArray(
            publication.state,
            (['publishing', 'settling'] as const).filter(
              (from) => from === next.state || mayMove(from, next.state),
            ),
          ),
        ),
      )
      .returning({
        id: publication.id,
        platform: publication.platform,
        fence: publication.fence,
        inMs: msUntilDue,
      });
    if (row === undefined) return undefined;
    await tx.execute(sql`
      update cutline.attempt set ended_at = ${now}, outcome = ${JSON.stringify(outcome)}::jsonb where id = ${attemptId}`);
    if (next.state === 'published') {
      for (const [age, seconds] of measureAges) {
        await tx.execute(sql`
          insert into cutline.measurement (publication_id, age, due_at)
          values (${claim.id}, ${age}, ${now} + make_interval(secs => ${seconds})) on conflict do nothing`);
      }
    }
    return at === undefined ? null : { ...row, inMs: Number(row.inMs) };
  });
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
    slotReason: reason,
    lateSince: null,
    ...(release ? { holdReason: null } : {}),
  });
}

/** Puts other words in the place of a publication's. False when it is too late, or a part of it is out already. */
export async function editPublication(db: Db, id: string, excerpt: Excerpt): Promise<boolean> {
  return change(
    db,
    id,
    beforePublishing,
    { excerpt },
    sql`not exists (select 1 from cutline.remote_name where publication_id = ${id})`,
  );
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

/** False when it is too late to cancel. */
export async function cancelPublication(db: Db, id: string): Promise<boolean> {
  return change(db, id, beforePublishing, { state: 'cancelled' });
}

/** A failed one is let be. False when it may be out after all: it would be offered again, and a person must look first. */
export async function giveUpPublication(db: Db, id: string): Promise<boolean> {
  return change(
    db,
    id,
    ['failed'],
    { state: 'cancelled' },
    sql`coalesce(${publication.outcome} ->> 'kind', '') not in ('unknown', 'processing', 'ready')
      and not (coalesce(${publication.outcome} ->> 'kind', '') = 'unauthorized' and ${publication.settles} > 0)`,
  );
}

/** A person says: try a failed one once more. */
export async function retryPublication(db: Db, id: string, at: Date): Promise<boolean> {
  return change(
    db,
    id,
    statesBefore('scheduled').filter((state) => state === 'failed'),
    { state: 'scheduled', dueAt: at, tries: 0, settles: 0, lateSince: null },
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

interface ClaimRow {
  id: string;
  platform: string;
  fence: number;
  in_ms: number;
}

function readClaim(row: ClaimRow): Claim {
  return { id: row.id, platform: row.platform, fence: Number(row.fence), inMs: Number(row.in_ms) };
}
