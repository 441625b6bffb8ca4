import type { App } from '../src/app/app.ts';
import * as attempt from '../src/app/settle.ts';
import type { Work } from '../src/queue/bullmq.ts';

/** It is not known what became of a try: ask. */
export function settle(app: App): Work['settle'] {
  return (job) => attempt.settle(app, job);
}
