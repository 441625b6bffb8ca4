import { sql } from 'drizzle-orm';
import type { Database } from '../../src/store/database.ts';

/**
 * When an app of the tests believes to be brought up: a Monday morning on the clock of the timetable that ships. What is
 * planned depends on the day of the week, the hour and the days off; what a test finds must not.
 */
const hour = Date.parse('2027-04-12T10:00:00-07:00');

/** A clock that stands at that hour now, and can be put ahead. */
export interface Clock {
  readonly now: () => Date;
  /** Puts the database's clock where this one stands. */
  tell(database: Database): Promise<void>;
  advance(ms: number): void;
}

export function clockOfTests(): Clock {
  let ahead = hour - Date.now();
  return {
    now: () => new Date(Date.now() + ahead),
    tell: async ({ db }) => {
      await db.execute(sql`update cutline.clock set ahead = make_interval(secs => ${ahead / 1000})`);
    },
    advance: (ms) => {
      ahead += ms;
    },
  };
}
