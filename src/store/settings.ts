import { eq, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { now } from './now.ts';
import { setting } from './schema.ts';

/** Whether everything is paused: nothing goes out, what is under way comes to its end. */
export async function everythingPaused(db: Db): Promise<boolean> {
  const [row] = await db.select().from(setting).where(eq(setting.key, 'paused'));
  return row?.value === true;
}

export async function pauseEverything(db: Db, paused: boolean): Promise<void> {
  await db
    .insert(setting)
    .values({ key: 'paused', value: paused })
    .onConflictDoUpdate({ target: setting.key, set: { value: paused } });
}

/**
 * True once in `seconds` for each key, by the database's clock, however many ask: whoever is told so does the work.
 */
export async function takeTurn(db: Db, key: string, seconds: number): Promise<boolean> {
  const { rows } = (await db.execute(sql`
    insert into cutline.setting (key, value) values (${`turn ${key}`}, to_jsonb(${now}))
    on conflict (key) do update set value = excluded.value
      where (setting.value #>> '{}')::timestamptz <= ${now} - make_interval(secs => ${seconds})
    returning key`)) as unknown as { rows: unknown[] };
  return rows.length === 1;
}

/** The heartbeat has looked what is due. */
export async function noteBeat(db: Db): Promise<void> {
  await db.execute(sql`
    insert into cutline.setting (key, value) values ('beat', to_jsonb(${now}))
    on conflict (key) do update set value = excluded.value`);
}

/** Seconds since the heartbeat last looked what is due, whichever process it was; null before the first time. */
export async function sinceBeat(db: Db): Promise<number | null> {
  const { rows } = (await db.execute(sql`
    select extract(epoch from ${now} - (value #>> '{}')::timestamptz)::float8 as seconds
    from cutline.setting where key = 'beat'`)) as unknown as { rows: { seconds: number }[] };
  return rows[0] === undefined ? null : Number(rows[0].seconds);
}
