import { and, eq, gte, inArray, sql } from 'drizzle-orm';
import type { Tokens } from '../domain/channel.ts';
import type { Db } from './database.ts';
import { now } from './now.ts';
import { channel, publication } from './schema.ts';
import type { Vault } from './vault.ts';

/** The right to renew a channel's tokens; `mark` tells it from a later one. */
export interface RenewalLease {
  readonly channelId: string;
  readonly mark: string;
}

/**
 * Takes the right to renew a channel's tokens, for `seconds`. `under way` while another one has it. A lease and not a
 * transaction: the embedded database has one connection, and nothing may wait on the network inside it.
 */
export async function takeRenewal(
  db: Db,
  channelId: string,
  seconds: number,
): Promise<RenewalLease | 'under way'> {
  const { rows } = (await db.execute(sql`
    update cutline.channel set renewing_until = ${now} + make_interval(secs => ${seconds})
    where id = ${channelId} and (renewing_until is null or renewing_until < ${now})
    returning renewing_until::text as mark`)) as unknown as { rows: { mark: string }[] };
  return rows[0] === undefined ? 'under way' : { channelId, mark: rows[0].mark };
}

/** Whether a renewal has just failed, or the platform has refused it: the next one is not to be tried before its time. */
export async function isPutOff(db: Db, channelId: string): Promise<boolean> {
  const rows = await db
    .select({ id: channel.id })
    .from(channel)
    .where(
      and(
        eq(channel.id, channelId),
        sql`(${channel.renewalRefused} is not null or ${channel.renewAfter} > ${now})`,
      ),
    );
  return rows.length === 1;
}

/**
 * Stores new tokens in the place of those they came from, in one statement: there is no moment without any. False, and
 * nothing stored, when others lie there by now (a person has connected the channel again): those are newer.
 */
export async function saveRenewed(
  db: Db,
  vault: Vault,
  channelId: string,
  from: Tokens,
  fresh: { readonly tokens: Tokens; readonly expiresAt: Date | null },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [row] = await tx
      .select({ tokens: channel.tokens })
      .from(channel)
      .where(eq(channel.id, channelId))
      .for('update');
    if (row === undefined || !isDeepSame(JSON.parse(vault.open(row.tokens)) as Tokens, from)) return false;
    await tx
      .update(channel)
      .set({
        tokens: vault.seal(JSON.stringify(fresh.tokens)),
        expiresAt: fresh.expiresAt,
        renewAfter: null,
        renewalRefused: null,
      })
      .where(eq(channel.id, channelId));
    return true;
  });
}

function isDeepSame(some: Tokens, others: Tokens): boolean {
  const names = new Set([...Object.keys(some), ...Object.keys(others)]);
  return [...names].every((name) => some[name] === others[name]);
}

/** Gives the right back, unless it has run out and another has it. */
export async function endRenewal(db: Db, { channelId, mark }: RenewalLease): Promise<void> {
  await db
    .update(channel)
    .set({ renewingUntil: null })
    .where(and(eq(channel.id, channelId), sql`${channel.renewingUntil} = ${mark}::timestamptz`));
}

/** It is not tried again before `at`; `refused`: the platform said no, so only the owner can help. */
export async function putOffRenewal(
  db: Db,
  channelId: string,
  at: Date,
  refused: string | null,
): Promise<void> {
  await db
    .update(channel)
    .set({ renewAfter: at, ...(refused === null ? {} : { renewalRefused: refused }) })
    .where(eq(channel.id, channelId));
}

/** The channel was connected anew: what was refused before is forgotten. */
export async function forgetRefusals(db: Db, channelId: string): Promise<void> {
  await db.update(channel).set({ renewAfter: null, renewalRefused: null }).where(eq(channel.id, channelId));
}

/** Of all that may be due the ones that nobody has taken in the last five minutes; taken herewith. */
export async function claimRenewals(db: Db, channelIds: readonly string[]): Promise<string[]> {
  if (channelIds.length === 0) return [];
  const rows = await db
    .update(channel)
    .set({ renewAfter: sql`${now} + interval '5 minutes'` as unknown as Date })
    .where(
      and(
        inArray(channel.id, [...channelIds]),
        sql`${channel.renewalRefused} is null and (${channel.renewAfter} is null or ${channel.renewAfter} < ${now})`,
      ),
    )
    .returning({ id: channel.id });
  return rows.map(({ id }) => id);
}

/** Channel → why its tokens are renewed no more. */
export async function renewalRefusals(db: Db): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .select({ id: channel.id, reason: channel.renewalRefused })
    .from(channel)
    .where(sql`${channel.renewalRefused} is not null`);
  return new Map(rows.map(({ id, reason }) => [id, reason ?? '']));
}

/** What is planned on a channel for `from` or later, in the order of the slots. */
export function plannedFrom(
  db: Db,
  channelId: string,
  from: Date,
): Promise<{ readonly id: string; readonly dueAt: Date }[]> {
  return db
    .select({ id: publication.id, dueAt: publication.dueAt })
    .from(publication)
    .where(
      and(
        eq(publication.channelId, channelId),
        gte(publication.dueAt, from),
        inArray(publication.state, ['draft', 'approved', 'scheduled']),
      ),
    )
    .orderBy(publication.dueAt)
    .limit(10_000);
}
