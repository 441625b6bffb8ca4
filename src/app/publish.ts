import { afterPublish } from './after.ts';
import type { App } from './app.ts';
import { conductAttempt } from './attempt.ts';
import { isWithinBudget } from './budget.ts';

/** One try to publish what was claimed, if there is money for it. */
export async function publish(
  app: App,
  job: { readonly publicationId: string; readonly fence: number },
): Promise<void> {
  if (!(await isWithinBudget(app, job))) return;
  await conductAttempt(
    app,
    'publish',
    { id: job.publicationId, fence: job.fence },
    (platform, order, call) => platform.publish(order, call),
    afterPublish,
  );
}
