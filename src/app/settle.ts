import type { Outcome } from '../domain/attempt.ts';
import { restoredFrom, restoredName, type Order } from '../platforms/contract.ts';
import type { Next } from '../store/attempts.ts';
import { afterSettle, type Tries } from './after.ts';
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
      const outcome = withEnd(await platform.settle(order, call), order);
      slot = await slotInBackup(outcome, order);
      return outcome;
    },
    (outcome, tries, jitter) =>
      slot === undefined ? afterSettle(outcome, tries, jitter) : afterRestore(outcome, tries, jitter, slot),
  );
}

const weekMs = 7 * 86_400_000;

/** A platform that lets nobody ask for a week has not said what became of it. */
function withEnd(outcome: Outcome, { firstStartedAt, now }: Order): Outcome {
  return outcome.kind === 'throttled' && now().getTime() - firstStartedAt.getTime() > weekMs
    ? { kind: 'unknown', reason: `${outcome.reason} It has been so for a week.` }
    : outcome;
}

/** The slot that it had in the backup it came from. What is surely not there came from none from now on. */
async function slotInBackup({ kind }: Outcome, { memory }: Order): Promise<Date | undefined> {
  const restored = restoredFrom(memory);
  if (restored !== undefined && kind === 'unavailable') await memory.remember(restoredName, '');
  return restored?.slot;
}

/**
 * A publication that came back from a backup and is not there did not go out in its slot: it waits there again, and if that
 * is long past, what holds for every slot that went by unused decides, so that a restore makes no burst. Half a thread goes on,
 * if that slot is not too long past.
 */
function afterRestore(outcome: Outcome, tries: Tries, jitter: number, slot: Date): Next {
  const { isHalfOut, now } = tries;
  const lateSeconds = (now.getTime() - slot.getTime()) / 1000;
  const next = afterSettle(outcome, { ...tries, lateSeconds }, jitter);
  return next.state === 'scheduled' && !isHalfOut ? { state: 'scheduled', due: { at: slot } } : next;
}
