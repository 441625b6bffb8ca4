import { setImmediate as turn } from 'node:timers/promises';
import { sql, type SQL } from 'drizzle-orm';
import type { Db } from './database.ts';
import { serverAway } from './server-away.ts';
import { given } from './written-once.ts';

/** As many as one statement is asked for at most; the others make up the next. */
const mostTogether = 100;

/** Whether a statement passes over rows that somebody has locked, or waits for them. */
export type Manner = 'passing' | 'waiting';

type Work<Asked, Answer> = (
  db: Db,
  all: readonly Asked[],
  manner: Manner,
) => Promise<readonly (Answer | undefined)[]>;

/**
 * Lets one statement do what many ask for in the same moment, so that they share its way to the database and its commit. What
 * comes while a lot is under way makes up the next; who comes when it is quiet waits for nobody. `work` answers in the order of what was
 * asked; undefined: it was not done, since a condition did not hold or somebody had its row locked. That is asked once more,
 * alone, and then waits for the lock. What the database refuses, each of the lot asks alone as well: nothing of it was written, and
 * one that cannot be written must not fail the others.
 */
export function together<Asked, Answer>(
  work: Work<Asked, Answer>,
): (db: Db, asked: Asked) => Promise<Answer | undefined> {
  const lines = new WeakMap<Db, Waiting<Asked, Answer>[]>();
  const serve = async (db: Db, line: Waiting<Asked, Answer>[]): Promise<void> => {
    // What comes in the same turn of the event loop has come in the same moment.
    await turn();
    while (line.length > 0) await doTogether(work, db, line.splice(0, mostTogether));
    lines.delete(db);
  };
  return (db, asked) =>
    new Promise((tell) => {
      const line = lines.get(db);
      if (line !== undefined) {
        line.push({ asked, tell });
        return;
      }
      const fresh = [{ asked, tell }];
      lines.set(db, fresh);
      void serve(db, fresh);
    });
}

interface Waiting<Asked, Answer> {
  readonly asked: Asked;
  readonly tell: (answer: Answer | Promise<Answer | undefined>) => void;
}

async function doTogether<Asked, Answer>(
  work: Work<Asked, Answer>,
  db: Db,
  all: readonly Waiting<Asked, Answer>[],
): Promise<void> {
  const alone = async (asked: Asked): Promise<Answer | undefined> => (await work(db, [asked], 'waiting'))[0];
  try {
    const everything = all.map(({ asked }) => asked);
    const answers = await work(db, everything, 'passing');
    for (const [i, { asked, tell }] of all.entries()) {
      const answer = answers[i];
      tell(answer === undefined ? alone(asked) : answer);
    }
  } catch (error) {
    // Nobody knows what a database wrote that went away meanwhile.
    const isKnown = serverAway(error) === undefined;
    for (const { asked, tell } of all) tell(isKnown ? alone(asked) : Promise.reject(error));
  }
}

/** What such a statement is given. */
export function askedFor(all: readonly unknown[]): { readonly asked: string; readonly count: number } {
  return { asked: JSON.stringify(all), count: all.length };
}

/**
 * What was asked for, as the rows of `asked`; `columns` as PostgreSQL writes them. How many there are it is told, as it would plan
 * for a hundred and look through whole tables for them.
 */
export function asked(columns: string): SQL {
  return sql`(select * from jsonb_to_recordset(${given('asked')}::jsonb) as given (${sql.raw(columns)})
    limit ${given('count')}::int) as asked`;
}

/**
 * The same beside the publications that they are about, by `id` and `fence`, each locked and as it is then. Who passes over what
 * is locked elsewhere can be in no deadlock, and holds nobody up for the sake of one. Nothing else is asked of a publication here,
 * so that it is found by its key.
 */
export function lockedFor(columns: string, manner: Manner): SQL {
  return sql`
    select asked.*, p.channel_id, p.campaign_id, p.state, p.due_at, p.slot_at, p.late_since, p.lease_until, p.hold_reason
    from ${asked(columns)} cross join lateral (
      select * from cutline.publication p where p.id = asked.id and p.fence = asked.fence
      for update ${sql.raw(manner === 'waiting' ? '' : 'skip locked')}) as p`;
}
