import type { App } from '../src/app/app.ts';
import { comeRoundDaily } from '../src/app/come-round.ts';
import { publishDue } from '../src/app/publish-due.ts';
import { renewDue } from '../src/app/refresh-tokens.ts';
import { upkeepDue } from '../src/app/upkeep.ts';
import type { Work } from '../src/queue/bullmq.ts';

/** The heartbeat: give the queue what falls due, have tokens renewed, and once a day keep the store and the calendar well. */
export function tick(app: App): Work['tick'] {
  return async () => {
    await publishDue(app);
    await renewDue(app);
    await upkeepDue(app);
    await comeRoundDaily(app);
  };
}
