import { sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { now } from './now.ts';
import type { Vault } from './vault.ts';
import { given, writtenOnce } from './written-once.ts';

/** What a platform has named for a publication, as it lies in the store. */
export interface SealedName {
  readonly name: string;
  readonly value: string;
}

/** What the platform has named for a publication; `locked` counts the names that were sealed with another key. */
export function unsealNames(
  vault: Vault,
  sealed: readonly SealedName[],
): { readonly names: Map<string, string>; readonly locked: number } {
  const open = sealed.filter(({ value }) => vault.opens(value));
  return {
    names: new Map(open.map(({ name, value }) => [name, vault.open(value)])),
    locked: sealed.length - open.length,
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
  const rows = await naming(db, 'write_name').execute({ ...claim, name, value: vault.seal(value) });
  return rows.length === 1;
}

const naming = writtenOnce((db, name: 'write_name') => {
  const named = db.$with('named', { name: sql<string>`name`.as('name') }).as(sql`
    insert into cutline.remote_name (publication_id, name, value, named_at)
    select id, ${given('name')}, ${given('value')}, ${now} from cutline.publication
    where id = ${given('id')} and fence = ${given('fence')} and state in ('publishing', 'settling')
    on conflict (publication_id, name) do update set value = excluded.value, named_at = excluded.named_at
    returning name`);
  return db.with(named).select().from(named).prepare(name);
});
