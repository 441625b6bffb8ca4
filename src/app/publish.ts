import type { Outcome } from '../domain/attempt.ts';
import type { Call } from '../net/request.ts';
import {
  isRestored,
  restoredAs,
  restoredFrom,
  restoredName,
  type Order,
  type Platform,
} from '../platforms/contract.ts';
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
    (platform, order, call) =>
      isRestored(order.memory) ? lookFirst(platform, order, call) : platform.publish(order, call),
    afterPublish,
  );
}

/**
 * It came back from a backup with a slot that lay ahead: after the backup somebody may have moved it forward, and then it went
 * out. Where that cannot be told at once, it is settled like an attempt of which nobody knows what became.
 */
async function lookFirst(platform: Platform, order: Order, call: Call): Promise<Outcome> {
  const { memory, attempt } = order;
  // Its slot is this one now, wherever it was in the backup.
  const takenAt = restoredFrom(memory)!.takenAt;
  await memory.remember(restoredName, restoredAs({ slot: attempt.startedAt, takenAt }));
  const outcome = await platform.settle(order, call);
  if (outcome.kind !== 'unavailable' && outcome.kind !== 'ready') return outcome;
  if (outcome.kind === 'unavailable') await memory.remember(restoredName, '');
  return platform.publish(order, call);
}
