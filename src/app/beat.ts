import { noteBeat } from '../store/settings.ts';
import type { App } from './app.ts';
import { comeRoundDaily } from './come-round.ts';
import { eachAlone } from './each-alone.ts';
import { carrying, publishing } from './publish-due.ts';
import { renewDue } from './refresh-tokens.ts';
import { upkeepDue } from './upkeep.ts';

/**
 * The heartbeat: gives the queue what falls due, has tokens renewed, and once a day keeps the store and the calendar well. That
 * it has beaten is written down for whoever watches, unless what is due could not be carried.
 */
export async function beat(app: App): Promise<void> {
  const failed = await eachAlone(app, {
    ...publishing(),
    'renew tokens': renewDue,
    'daily upkeep': upkeepDue,
    'let evergreen posts come round': comeRoundDaily,
  });
  if (!failed.includes(carrying)) await noteBeat(app.database.db);
}
