import { sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { now } from './now.ts';

/** True when a day has passed since the last time; a new store has its first day before it. */
export async function claimUpkeep(db: Db): Promise<boolean> {
  await db.execute(sql`
    insert into cutline.setting (key, value) values ('upkeep', to_jsonb(${now})) on conflict do nothing`);
  const { rows } = (await db.execute(sql`
    update cutline.setting set value = to_jsonb(${now})
    where key = 'upkeep' and (value #>> '{}')::timestamptz <= ${now} - interval '1 day' returning key`)) as unknown as {
    rows: unknown[];
  };
  return rows.length === 1;
}
