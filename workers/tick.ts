import type { App } from '../src/app/app.ts';
import { publishDue } from '../src/app/publish-due.ts';
import { upkeepDue } from '../src/app/upkeep.ts';
import type { Work } from '../src/queue/bullmq.ts';

/** The heartbeat: give the queue what falls due. */
export function tick(app: App): Work['tick'] {
  return async () => {
    await publishDue(app);
    await upkeepDue(app);
  };
}
