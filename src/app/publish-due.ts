import { claimMeasurements } from '../store/metrics.ts';
import { claimDue, claimUnsettled, overdueClaims, type Claim } from '../store/claims.ts';
import type { App } from './app.ts';
import { letGoWithinBudget } from './budget.ts';
import { carryAll, remindAll } from './carry.ts';
import { catchUp } from './catch-up.ts';
import { eachAlone, type Steps } from './each-alone.ts';

/** How far ahead a tick looks: the queue never holds more than this, whatever is planned. */
export const horizonSeconds = 120;

const atOnce = 500;

/** What was to begin this long ago is carried once more: a queue that was emptied costs seconds, not the whole of a claim. */
const overdueSeconds = 15;

/** The step that everything else waits for: while it succeeds, what is due goes out. */
export const carrying = 'carry what is due';

/**
 * The database says what falls due within the horizon, and it is given to the queue: first of all, so that nothing else can
 * keep it from going out. Then it is decided what becomes of what should have gone out long ago, and that is carried as well.
 */
export function publishing(): Steps {
  let more = false;
  const noting = (step: (app: App) => Promise<boolean>) => async (app: App) => {
    if (await step(app)) more = true;
  };
  return {
    [carrying]: carryDue,
    'let go what the budget has room for': noting(letGoWithinBudget),
    'catch up with slots that went by': noting(catchUp),
    'carry what was let go': async (app) => {
      if (more) await carryDue(app);
    },
    'carry readings': carryReadings,
  };
}

/** Looks what is due, now and not at the next tick: a plan has just been changed. */
export async function publishDue(app: App): Promise<void> {
  await eachAlone(app, publishing());
}

/** Commits first, adds after: inside a transaction the queue would wait for the very connection that waits for it. */
async function carryDue(app: App): Promise<void> {
  const { db } = app.database;
  const publish = () => claimDue(db, app.config.timetable.late.publishWithinHours, horizonSeconds, atOnce);
  const settle = () => claimUnsettled(db, horizonSeconds, atOnce);
  if (!(await untilNoMore(publish, (claims) => carryAll(app, 'publish', claims)))) return;
  if (!(await untilNoMore(settle, (claims) => carryAll(app, 'settle', claims)))) return;
  const overdue = await overdueClaims(db, overdueSeconds, atOnce);
  const inState = (state: string) => overdue.filter((claim) => claim.state === state);
  if (!(await remindAll(app, 'publish', inState('scheduled')))) return;
  await remindAll(app, 'settle', inState('settling'));
}

/** What was claimed is not claimed again, so this comes to an end. False when the queue did not take it all. */
async function untilNoMore(
  claim: () => Promise<Claim[]>,
  carried: (claims: readonly Claim[]) => Promise<boolean>,
): Promise<boolean> {
  for (;;) {
    const claims = await claim();
    if (!(await carried(claims))) return false;
    if (claims.length < atOnce) return true;
  }
}

async function carryReadings(app: App): Promise<void> {
  const due = await claimMeasurements(app.database.db, atOnce);
  if (due.length === 0) return;
  await app.queue.addAll(
    'measure',
    due.map(({ publicationId, age }) => ({
      payload: { publicationId, age },
      id: `measure-${publicationId}-${age.replace(' ', '')}-${app.newId()}`,
    })),
  );
}
