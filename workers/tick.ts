import type { App } from '../src/app/app.ts';
import { beat } from '../src/app/beat.ts';
import type { Work } from '../src/queue/bullmq.ts';

/** Some seconds have passed. */
export function tick(app: App): Work['tick'] {
  return () => beat(app);
}
