import type { App } from '../src/app/app.ts';
import * as attempt from '../src/app/publish.ts';
import type { Work } from '../src/queue/bullmq.ts';

/** A slot has come: one try to publish. */
export function publish(app: App): Work['publish'] {
  return (job) => attempt.publish(app, job);
}
