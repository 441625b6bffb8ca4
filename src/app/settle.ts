import { afterSettle } from './after.ts';
import type { App } from './app.ts';
import { conductAttempt } from './attempt.ts';

/** Finds out what became of earlier tries. */
export async function settle(
  app: App,
  job: { readonly publicationId: string; readonly fence: number },
): Promise<void> {
  await conductAttempt(
    app,
    'settle',
    { id: job.publicationId, fence: job.fence },
    (platform, order, call) => platform.settle(order, call),
    afterSettle,
  );
}
