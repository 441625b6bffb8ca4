import type { App } from '../src/app/app.ts';
import * as numbers from '../src/app/measure.ts';
import type { Work } from '../src/queue/bullmq.ts';

/** A publication has reached an age at which its numbers are read. */
export function measure(app: App): Work['measure'] {
  return async (job) => {
    await numbers.measure(app, job);
  };
}
