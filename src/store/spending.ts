import { and, asc, eq, gte, like, sql } from 'drizzle-orm';
import type { Money, Payment } from '../domain/money.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import type { Db } from './database.ts';
import { now } from './now.ts';
import type { StoredPublication } from './publications.ts';
import { publication, spending } from './schema.ts';

/** Enters a charge. One that is told again (`once`) is entered once. */
export async function enterPayment(
  db: Db,
  id: string,
  on: { readonly channelId: string; readonly publicationId: string | undefined },
  { amount, currency, what, once }: Payment,
): Promise<void> {
  await db
    .insert(spending)
    .values({
      id: once === undefined || on.publicationId === undefined ? id : `${on.publicationId} ${once}`,
      channelId: on.channelId,
      publicationId: on.publicationId ?? null,
      at: now as unknown as Date,
      amount,
      currency,
      what,
    })
    .onConflictDoNothing();
}

export interface Month {
  readonly start: Date;
  readonly end: Date;
}

/** The month it is now, by the database's clock and the clock on the wall of `timeZone`. */
export async function thisMonth(db: Db, timeZone: string): Promise<Month> {
  const { rows } = (await db.execute(sql`
    with month as (select date_trunc('month', ${now} at time zone ${timeZone}) as start)
    select extract(epoch from start at time zone ${timeZone})::float8 * 1000 as start,
           extract(epoch from (start + interval '1 month') at time zone ${timeZone})::float8 * 1000 as ends
    from month`)) as unknown as { rows: { start: number; ends: number }[] };
  return { start: new Date(Number(rows[0]!.start)), end: new Date(Number(rows[0]!.ends)) };
}

/** What was charged for on a channel since then, one sum for each currency. */
export async function spentSince(db: Db, channelId: string, since: Date): Promise<Money[]> {
  const rows = await db
    .select({ currency: spending.currency, amount: sql<string>`sum(${spending.amount})` })
    .from(spending)
    .where(and(eq(spending.channelId, channelId), gte(spending.at, since)))
    .groupBy(spending.currency);
  return rows.map(({ currency, amount }) => ({ currency, amount: Number(amount) }));
}

/** Everything that a publication has cost, in the order in which it was charged for. */
export function paymentsFor(
  db: Db,
  publicationId: string,
): Promise<
  { readonly at: Date; readonly amount: number; readonly currency: string; readonly what: string }[]
> {
  const { at, amount, currency, what } = spending;
  return db
    .select({ at, amount, currency, what })
    .from(spending)
    .where(eq(spending.publicationId, publicationId))
    .orderBy(asc(at), asc(spending.id));
}

/** What tries that are under way on a channel may still cost. Without the publication `except`. */
async function promised(db: Db, channelId: string, except: string): Promise<number> {
  const { rows } = (await db.execute(sql`
    select coalesce(sum(greatest(0, p.reserved - coalesce(
      (select sum(s.amount)::float8 from cutline.spending s where s.publication_id = p.id), 0))), 0) as amount
    from cutline.publication p
    where p.channel_id = ${channelId} and p.id <> ${except} and p.reserved is not null
      and (p.state in ('publishing', 'settling') or (p.state = 'scheduled' and p.claimed_until > ${now}))`)) as unknown as {
    rows: { amount: number }[];
  };
  return Number(rows[0]!.amount);
}

/** What of a channel's money is gone or promised since then. */
export async function committedSince(
  db: Db,
  channelId: string,
  since: Date,
  currency: string,
  except = '',
): Promise<number> {
  const spent = await spentSince(db, channelId, since);
  const own = spent.find((sum) => sum.currency === currency)?.amount ?? 0;
  return own + (await promised(db, channelId, except));
}

export interface Reservation extends Money {
  readonly publicationId: string;
  readonly fence: number;
  readonly channelId: string;
  /** Since when the money counts. */
  readonly since: Date;
  /** Most that may be gone after it. */
  readonly most: number;
}

/**
 * Sets money aside for a try, if there is enough: one after the other for a channel, so that two tries cannot both have the
 * last of it. What is half out goes on whatever it costs. `committed` is what was gone before.
 */
export async function reserve(
  db: Db,
  { publicationId, fence, channelId, since, most, amount, currency }: Reservation,
): Promise<{ readonly fits: boolean; readonly committed: number }> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select id from cutline.channel where id = ${channelId} for update`);
    const committed = await committedSince(tx as unknown as Db, channelId, since, currency, publicationId);
    const { rows } = (await tx.execute(sql`
      update cutline.publication p set reserved = ${amount}::float8
      where id = ${publicationId} and fence = ${fence} and state = 'scheduled'
        and (${committed}::float8 + ${amount}::float8 <= ${most}::float8 + 0.0000005
          or exists (select 1 from cutline.spending s where s.publication_id = p.id))
      returning id`)) as unknown as { rows: unknown[] };
    return { fits: rows.length === 1, committed };
  });
}

/** Holds a claimed publication back; false when the claim is stale. */
export async function holdClaimed(
  db: Db,
  claim: { readonly publicationId: string; readonly fence: number },
  reason: string,
): Promise<boolean> {
  const rows = await db
    .update(publication)
    .set({ holdReason: reason, fence: sql`${publication.fence} + 1`, claimedUntil: null, reserved: null })
    .where(
      and(
        eq(publication.id, claim.publicationId),
        eq(publication.fence, claim.fence),
        eq(publication.state, 'scheduled'),
      ),
    )
    .returning({ id: publication.id });
  return rows.length === 1;
}

/** Publications held for a reason that begins so, in the order of their slots. */
export function heldFor(db: Db, beginning: string): Promise<StoredPublication[]> {
  return db
    .select()
    .from(publication)
    .where(and(eq(publication.state, 'scheduled'), like(publication.holdReason, `${beginning}%`)))
    .orderBy(asc(publication.dueAt), asc(publication.id))
    .limit(1000);
}

/** Takes away just this hold: another one that came meanwhile stays. */
export async function letGo(db: Db, id: string, reason: string): Promise<boolean> {
  const rows = await db
    .update(publication)
    .set({ holdReason: null, fence: sql`${publication.fence} + 1`, claimedUntil: null })
    .where(
      and(eq(publication.id, id), eq(publication.state, 'scheduled'), eq(publication.holdReason, reason)),
    )
    .returning({ id: publication.id });
  return rows.length === 1;
}

/** The excerpts whose numbers are still to be read on a channel before then, one entry for each reading. */
export async function readingsBefore(db: Db, channelId: string, before: Date): Promise<Excerpt[]> {
  const { rows } = (await db.execute(sql`
    select p.excerpt from cutline.measurement m join cutline.publication p on p.id = m.publication_id
    where p.channel_id = ${channelId} and m.taken_at is null
      and m.due_at < ${before.toISOString()}::timestamptz and m.due_at > ${now} - interval '7 days'`)) as unknown as {
    rows: { excerpt: Excerpt }[];
  };
  return rows.map(({ excerpt }) => excerpt);
}
