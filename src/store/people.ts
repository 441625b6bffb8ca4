import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { now } from './now.ts';
import { session, setting, signInFailure, signInLink } from './schema.ts';

/** Tokens of links and sessions are stored as hashes only: whoever reads the database cannot sign in with it. */

const soon = (seconds: number) => sql`${now} + make_interval(secs => ${seconds})` as unknown as Date;
export async function saveSignInLink(db: Db, tokenHash: string, seconds: number): Promise<void> {
  await db.delete(signInLink).where(lt(signInLink.expiresAt, now as unknown as Date));
  await db.insert(signInLink).values({ tokenHash, expiresAt: soon(seconds) });
}

/** True once, for a link that is known, not too old and not used. */
export async function useSignInLink(db: Db, tokenHash: string): Promise<boolean> {
  const rows = await db
    .update(signInLink)
    .set({ usedAt: now as unknown as Date })
    .where(
      and(
        eq(signInLink.tokenHash, tokenHash),
        isNull(signInLink.usedAt),
        gt(signInLink.expiresAt, now as unknown as Date),
      ),
    )
    .returning({ tokenHash: signInLink.tokenHash });
  return rows.length === 1;
}

export async function saveSession(db: Db, tokenHash: string, csrf: string, seconds: number): Promise<void> {
  await db.delete(session).where(lt(session.expiresAt, now as unknown as Date));
  await db
    .insert(session)
    .values({ tokenHash, csrf, createdAt: now as unknown as Date, expiresAt: soon(seconds) });
}

/** The session's CSRF word, or undefined when there is no such living session. */
export async function findSession(db: Db, tokenHash: string): Promise<{ csrf: string } | undefined> {
  const [row] = await db
    .select({ csrf: session.csrf })
    .from(session)
    .where(and(eq(session.tokenHash, tokenHash), gt(session.expiresAt, now as unknown as Date)));
  return row;
}

export async function endSession(db: Db, tokenHash: string): Promise<void> {
  await db.delete(session).where(eq(session.tokenHash, tokenHash));
}

/** After a change of the password every other session ends. */
export async function endOtherSessions(db: Db, tokenHash: string): Promise<void> {
  await db.delete(session).where(sql`${session.tokenHash} <> ${tokenHash}`);
}

/** Counts a failure; the count falls to one after a quiet quarter of an hour. Resolves to the failures in a row. */
export async function countSignInFailure(db: Db, key: string): Promise<number> {
  const { rows } = (await db.execute(sql`
    insert into cutline.sign_in_failure as f (key, failures, last_at) values (${key}, 1, ${now})
    on conflict (key) do update set last_at = excluded.last_at,
      failures = case when f.last_at < ${now} - interval '15 minutes' then 1 else f.failures + 1 end
    returning failures`)) as unknown as { rows: { failures: number }[] };
  return Number(rows[0]?.failures ?? 0);
}

/** Seconds for which nobody with this key may try again: none for the first four failures, then doubling to 15 minutes. */
export async function signInPause(db: Db, key: string): Promise<number> {
  const { rows } = (await db.execute(sql`
    select failures, extract(epoch from ${now} - last_at)::float8 as ago from cutline.sign_in_failure where key = ${key}`)) as unknown as {
    rows: { failures: number; ago: number }[];
  };
  const row = rows[0];
  if (row === undefined || Number(row.failures) < 5) return 0;
  return Math.max(0, Math.ceil(Math.min(900, 2 ** Number(row.failures)) - Number(row.ago)));
}

export async function clearSignInFailures(db: Db, key: string): Promise<void> {
  await db.delete(signInFailure).where(eq(signInFailure.key, key));
}

export async function readSetting<T>(db: Db, key: string): Promise<T | undefined> {
  const [row] = await db.select({ value: setting.value }).from(setting).where(eq(setting.key, key));
  return row?.value as T | undefined;
}

export async function writeSetting(db: Db, key: string, value: unknown): Promise<void> {
  await db.insert(setting).values({ key, value }).onConflictDoUpdate({ target: setting.key, set: { value } });
}
