import { sql } from 'drizzle-orm';
import type { Database, Db } from './database.ts';
import { loadTables, type Dump } from './dump.ts';
import { newestMigration, requireMigration } from './migrate.ts';
import { now } from './now.ts';

/** How what is sealed in a dump gets into a store that may have another key. */
export interface Resealing {
  /** Seals anew what the dump holds; undefined when it cannot be opened. */
  reseal(sealed: string): string | undefined;
  seal(plain: string): string;
  /** What a publication's memory keeps: the slot that it had in the dump, and since when it may lack what was named. */
  restored(slot: Date, takenAt: Date): { readonly name: string; readonly value: string };
}

export interface BroughtBack {
  /** Publications that may have gone out since the dump was taken: they are looked for before anything is sent. */
  readonly unsettled: number;
  /** Channels whose tokens could not be opened: they have to be connected again. */
  readonly withoutTokens: number;
}

/**
 * Puts a dump in the place of all that is in the store, and brings it up to date. Nothing that may have gone out already is
 * sent again: what was under way when the dump was taken, and what has fallen due since, is settled first. In one
 * transaction, unless the dump is of an older schema: then the tables are made anew, and a failure leaves them empty.
 * Throws `UserError` for a dump of a newer Cutline.
 */
export async function bringBack(
  database: Database,
  dump: Dump,
  lines: (table: string) => AsyncIterable<string>,
  resealing: Resealing,
): Promise<BroughtBack> {
  requireMigration(dump.migration);
  const fence = (await highestFence(database.db)) + 1;
  if (dump.migration !== newestMigration()) await database.rebuild(dump.migration);
  const result = await database.db.transaction(async (tx) => {
    await loadTables(tx, dump.tables, lines);
    const withoutTokens = await resealTokens(tx, resealing);
    await resealNames(tx, resealing);
    const unsettled = await settleFirst(tx, dump.takenAt, fence, resealing);
    return { unsettled, withoutTokens };
  });
  await database.upgrade();
  database.makeSafe();
  return result;
}

/** How much of a person's is in the store: posts, campaigns, publications and real channels. What every start makes by itself is not counted. */
export async function countOwn(db: Db): Promise<{ posts: number; publications: number; channels: number }> {
  const { rows } = (await db.execute(sql`
    select (select count(*) from cutline.source_post)::int as posts,
           (select count(*) from cutline.publication)::int as publications,
           (select count(*) from cutline.channel where not sandbox)::int as channels`)) as unknown as {
    rows: { posts: number; publications: number; channels: number }[];
  };
  return rows[0]!;
}

/** What the queue still carries for the store that is replaced must not fit the one that comes: fences go on from there. */
async function highestFence(db: Db): Promise<number> {
  const { rows } = (await db.execute(
    sql`select coalesce(max(fence), 0)::int as fence from cutline.publication`,
  )) as unknown as { rows: { fence: number }[] };
  return Number(rows[0]!.fence);
}

async function resealTokens(tx: Db, { reseal, seal }: Resealing): Promise<number> {
  const { rows } = (await tx.execute(sql`select id, tokens from cutline.channel`)) as unknown as {
    rows: { id: string; tokens: string }[];
  };
  let withoutTokens = 0;
  for (const { id, tokens } of rows) {
    const sealed = reseal(tokens);
    if (sealed === undefined) {
      withoutTokens += 1;
      await tx.execute(sql`
        update cutline.channel set tokens = ${seal('{}')}, state = 'unauthorized', renewing_until = null where id = ${id}`);
    } else {
      await tx.execute(
        sql`update cutline.channel set tokens = ${sealed}, renewing_until = null where id = ${id}`,
      );
    }
  }
  return withoutTokens;
}

async function resealNames(tx: Db, { reseal }: Resealing): Promise<void> {
  const { rows } = (await tx.execute(
    sql`select publication_id, name, value from cutline.remote_name`,
  )) as unknown as { rows: { publication_id: string; name: string; value: string }[] };
  for (const row of rows) {
    const sealed = reseal(row.value);
    if (sealed === row.value) continue;
    await tx.execute(
      sealed === undefined
        ? sql`delete from cutline.remote_name where publication_id = ${row.publication_id} and name = ${row.name}`
        : sql`update cutline.remote_name set value = ${sealed} where publication_id = ${row.publication_id} and name = ${row.name}`,
    );
  }
}

/**
 * What was under way, and what has fallen due since, is settled first. What lies ahead stays where it is, yet may have been moved
 * forward after the dump and have gone out: it is looked for when its time has come. The names of columns are those of the
 * first migration: this runs before a store of an older Cutline is brought up to date, so that there is no moment at which it could
 * be published from; the slot of what was tried already is read from wherever it stands.
 */
async function settleFirst(
  tx: Db,
  takenAt: Date,
  fence: number,
  { seal, restored }: Resealing,
): Promise<number> {
  const open = sql`(state in ('publishing', 'settling') or (state = 'scheduled' and due_at <= ${now}))`;
  const { rows } = (await tx.execute(sql`
    select id, extract(epoch from coalesce((to_jsonb(p) ->> 'slot_at')::timestamptz, due_at))::float8 * 1000 as slot_ms,
      ${open} as open from cutline.publication p
    where state = 'scheduled' or ${open}`)) as unknown as {
    rows: { id: string; slot_ms: number; open: boolean }[];
  };
  for (const { id, slot_ms: slotMs } of rows) {
    const { name, value } = restored(new Date(Number(slotMs)), takenAt);
    await tx.execute(sql`
      insert into cutline.remote_name (publication_id, name, value, named_at) values (${id}, ${name}, ${seal(value)}, ${now})
      on conflict (publication_id, name) do update set value = excluded.value, named_at = excluded.named_at`);
  }
  await tx.execute(sql`
    update cutline.publication
      set state = 'settling', settles = 0, tries = greatest(tries, 1),
          first_started_at = coalesce(first_started_at, due_at), due_at = case when state = 'settling' then due_at else ${now} end
      where ${open}`);
  await tx.execute(sql`
    update cutline.publication set fence = fence + ${fence}, claimed_until = null, lease_until = null`);
  return rows.filter(({ open }) => open).length;
}
