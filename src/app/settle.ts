import { restoredFrom, restoredName, type Order } from '../platforms/contract.ts';
import { afterSettle } from './after.ts';
import type { App } from './app.ts';
import { conductAttempt } from './attempt.ts';

/** Finds out what became of earlier tries. */
export async function settle(
  app: App,
  job: { readonly publicationId: string; readonly fence: number },
): Promise<void> {
  let slot: Date | undefined;
  await conductAttempt(
    app,
    'settle',
    { id: job.publicationId, fence: job.fence },
    async (platform, order, call) => {
      const outcome = await platform.settle(order, call);
      if (outcome.kind === 'unavailable') slot = await backToSlot(order);
      return outcome;
    },
    (outcome, tries, jitter) =>
      slot === undefined ? afterSettle(outcome, tries, jitter) : { state: 'scheduled', due: { at: slot } },
  );
}

/**
 * A publication that came back from a backup and is not there did not go out in its slot: it waits there again, and if that
 * is long past, what holds for every slot that went by unused decides, so that a restore makes no burst.
 */
async function backToSlot({ memory }: Order): Promise<Date | undefined> {
  const restored = restoredFrom(memory);
  if (restored !== undefined) await memory.remember(restoredName, '');
  return restored?.slot;
}
