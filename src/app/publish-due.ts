import { claimMeasurements } from '../store/metrics.ts';
import { claimDue, claimUnsettled, overdueClaims } from '../store/claims.ts';
import type { App } from './app.ts';
import { letGoWithinBudget } from './budget.ts';
import { carry, remind } from './carry.ts';
import { catchUp } from './catch-up.ts';

/** How far ahead a tick looks: the queue never holds more than this, whatever is planned. */
export const horizonSeconds = 120;

const atOnce = 500;

/** What was to begin this long ago is carried once more: a queue that was emptied costs seconds, not the whole of a claim. */
const overdueSeconds = 15;

/**
 * The tick: what should have gone out long ago is decided about, then the database says what falls due within the horizon,
 * and it is given to the queue. Commits first, adds after: inside a transaction the queue would wait for the very connection
 * that waits for it.
 */
export async function publishDue(app: App): Promise<void> {
  const { db } = app.database;
  await letGoWithinBudget(app);
  await catchUp(app);
  for (const claim of await claimDue(db, horizonSeconds, atOnce)) await carry(app, 'publish', claim);
  for (const claim of await claimUnsettled(db, horizonSeconds, atOnce)) await carry(app, 'settle', claim);
  for (const claim of await overdueClaims(db, overdueSeconds, atOnce))
    await remind(app, claim.state === 'scheduled' ? 'publish' : 'settle', claim);
  for (const { publicationId, age } of await claimMeasurements(db, atOnce)) {
    await app.queue.add(
      'measure',
      { publicationId, age },
      { id: `measure-${publicationId}-${age.replace(' ', '')}-${app.newId()}` },
    );
  }
}
