import { sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { now } from './now.ts';

/** Whose units are counted, what they are called, and at whose midnight (an IANA name) they begin anew. */
export interface Count {
  readonly scope: string;
  readonly name: string;
  readonly timeZone: string;
}

/** How many units of a day are used, and when it ends. */
export interface Used {
  readonly used: number;
  readonly endsAt: Date;
}

/** Adds units to today's count, by the database's clock. */
export async function useUnits(db: Db, { scope, name, timeZone }: Count, units: number): Promise<Used> {
  const { rows } = (await db.execute(sql`
    insert into cutline.allowance as a (scope, name, day, used)
    values (${scope}, ${name}, (${now} at time zone ${timeZone})::date, ${units})
    on conflict (scope, name, day) do update set used = a.used + excluded.used
    returning used, extract(epoch from (day + 1)::timestamp at time zone ${timeZone})::float8 * 1000 as ends`)) as unknown as {
    rows: { used: number; ends: number }[];
  };
  return { used: Number(rows[0]!.used), endsAt: new Date(Number(rows[0]!.ends)) };
}

/** The same without adding any; days long gone are forgotten on the way. */
export async function unitsUsed(db: Db, count: Count): Promise<Used> {
  await db.execute(sql`
    delete from cutline.allowance where scope = ${count.scope} and name = ${count.name} and day < ${now}::date - 30`);
  return useUnits(db, count, 0);
}
