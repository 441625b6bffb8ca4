import { claimUpkeep } from '../store/upkeep.ts';
import type { App } from './app.ts';
import { keepInRing } from './ring.ts';

/** Once a day, when the tick finds that a day has passed. A PostgreSQL server vacuums by itself, and its owner has a way to back it up. */
export async function upkeepDue(app: App): Promise<void> {
  if (app.database.kind !== 'embedded') return;
  if (await claimUpkeep(app.database.db)) await app.queue.add('upkeep', {}, { id: `upkeep-${app.newId()}` });
}

/** The backup first: should the power fail while the log is written into the tables, it is the way back. */
export async function upkeep(app: App): Promise<void> {
  await keepInRing(app);
  await app.database.vacuum();
  app.log.info('The daily upkeep is done');
}
