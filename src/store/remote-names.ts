import { sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { now } from './now.ts';
import type { Vault } from './vault.ts';
import { asked, askedFor, together } from './together.ts';
import { writtenOnce } from './written-once.ts';

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
  const { id, fence } = claim;
  return (await write(db, { id, fence, name, value: vault.seal(value) })) === true;
}

interface Naming extends SealedName {
  readonly id: string;
  readonly fence: number;
}

const write = together(async (db, all: readonly Naming[]): Promise<(true | undefined)[]> => {
  const rows = await naming(db, 'write_names').execute(askedFor(all));
  const written = new Set(rows.map(({ id, fence, name }) => `${id} ${fence} ${name}`));
  return all.map(({ id, fence, name }) => (written.has(`${id} ${fence} ${name}`) ? true : undefined));
});

const naming = writtenOnce((db, form: 'write_names') => {
  const allowed = db.$with('allowed', {
    id: sql<string>`id`.as('id'),
    fence: sql<number>`fence`.as('fence'),
    name: sql<string>`name`.as('name'),
  }).as(sql`
    select asked.* from ${asked('id text, fence int, name text, value text')} cross join lateral (
      select p.state from cutline.publication p where p.id = asked.id and p.fence = asked.fence offset 0) as p
    where p.state in ('publishing', 'settling')`);
  const named = db.$with('named', {}).as(sql`
    insert into cutline.remote_name (publication_id, name, value, named_at)
    select id, name, value, ${now} from allowed order by id, name
    on conflict (publication_id, name) do update set value = excluded.value, named_at = excluded.named_at`);
  return db.with(allowed, named).select().from(allowed).prepare(form);
});
