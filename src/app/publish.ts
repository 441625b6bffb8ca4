import { afterPublish } from './after.ts';
import type { App } from './app.ts';
import { conductAttempt } from './attempt.ts';

/** One try to publish what was claimed. */
export async function publish(
  app: App,
  job: { readonly publicationId: string; readonly fence: number },
): Promise<void> {
  await conductAttempt(
    app,
    'publish',
    { id: job.publicationId, fence: job.fence },
    (platform, order, call) => platform.publish(order, call),
    afterPublish,
  );
}
