import { sql } from 'drizzle-orm';

/**
 * What time it is for the database: the clock that decides what is due. Read once for each place in a statement, not for each row.
 * Written out, as calling `cutline.now()`, which is the same and stands in the defaults of columns, takes longer than to find a row.
 */
export const now = sql`(select clock_timestamp() + ahead from cutline.clock)`;
