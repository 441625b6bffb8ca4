import type { App } from '../src/app/app.ts';
import * as daily from '../src/app/upkeep.ts';
import type { Work } from '../src/queue/bullmq.ts';

/** A day has passed: keep a backup, and do what the embedded database does not do by itself. */
export function upkeep(app: App): Work['upkeep'] {
  return () => daily.upkeep(app);
}
