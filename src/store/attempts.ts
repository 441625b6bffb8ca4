import { asc, eq, sql } from 'drizzle-orm';
import type { Attempt } from '../domain/attempt.ts';
import type { Db } from './database.ts';
import { attempt, remoteName } from './schema.ts';
import type { Vault } from './vault.ts';

/** All tries of a publication, in order. */
export function listAttempts(db: Db, publicationId: string): Promise<Attempt[]> {
  return db
    .select()
    .from(attempt)
    .where(eq(attempt.publicationId, publicationId))
    .orderBy(asc(attempt.number));
}

/** What the platform has named for a publication so far; `locked` counts the names that were sealed with another key. */
export async function readNames(
  db: Db,
  vault: Vault,
  publicationId: string,
): Promise<{ readonly names: Map<string, string>; readonly locked: number }> {
  const rows = await db.select().from(remoteName).where(eq(remoteName.publicationId, publicationId));
  const open = rows.filter(({ value }) => vault.opens(value));
  return {
    names: new Map(open.map(({ name, value }) => [name, vault.open(value)])),
    locked: rows.length - open.length,
  };
}

/** Writes a name down, under the claim alone: false, and nothing written, when the fence is stale. */
export async function writeName(
  db: Db,
  vault: Vault,
  claim: { readonly id: string; readonly fence: number },
  name: string,
  value: string,
): Promise<boolean> {
  const { rows } = (await db.execute(sql`
    insert into cutline.remote_name (publication_id, name, value, named_at)
    select id, ${name}, ${vault.seal(value)}, cutline.now() from cutline.publication
    where id = ${claim.id} and fence = ${claim.fence} and state in ('publishing', 'settling')
    on conflict (publication_id, name) do update set value = excluded.value, named_at = excluded.named_at
    returning name`)) as unknown as { rows: unknown[] };
  return rows.length === 1;
}
