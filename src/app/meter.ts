import type { Channel } from '../domain/channel.ts';
import type { CallOptions } from '../net/request.ts';
import type { Allowance, Platform, Rest } from '../platforms/contract.ts';
import { unitsUsed, type Count } from '../store/allowances.ts';
import { setAllThrottled, setThrottled } from '../store/channels.ts';
import { innermost } from '../store/server-away.ts';
import { enterPayment } from '../store/spending.ts';
import { secondsUntil } from './after.ts';
import type { App } from './app.ts';

export interface Meter {
  readonly heard: NonNullable<CallOptions['heard']>;
  readonly paid: NonNullable<CallOptions['paid']>;
  /**
   * Resolves when everything that was heard of firm allowances is counted; to be awaited before the work that it was heard in
   * counts as done.
   */
  noted(): Promise<void>;
}

/**
 * Listens to what a channel's platform is sent: makes the channel rest when little is left, counts what is counted nowhere else,
 * and enters what is charged for. No answer waits for the counting. What cannot be written down is logged: a request that has
 * been sent must come to its end.
 */
export function meter(app: App, platform: Platform, channel: Channel, publicationId?: string): Meter {
  const { db } = app.database;
  const counting: Promise<void>[] = [];
  const safely = async (work: () => Promise<void>): Promise<void> => {
    await work().catch((error: unknown) =>
      app.log.error(
        { channel: channel.id, error: String(innermost(error)) },
        'A limit or a charge was not noted',
      ),
    );
  };
  return {
    heard: async (exchange) => {
      for (const allowance of platform.allowances) {
        const units = allowance.units(exchange);
        if (units === 0) continue;
        if (allowance.isFirm) counting.push(safely(() => count(app, channel, allowance, units)));
        else app.tally.addSoon(countOf(channel, allowance), units);
      }
      const rest = platform.rest(exchange, app.now());
      if (rest === undefined) return;
      const until = { inSeconds: secondsUntil(rest.until, app.now()) };
      await safely(() => setThrottled(db, channel.id, until, rest.reason));
    },
    paid: (payment) =>
      safely(() => enterPayment(db, app.newId(), { channelId: channel.id, publicationId }, payment)),
    noted: async () => {
      await Promise.all(counting.splice(0));
    },
  };
}

/** What is used up stops all that it holds for. */
async function count(app: App, channel: Channel, allowance: Allowance, units: number): Promise<void> {
  const { db } = app.database;
  const { used, endsAt } = await app.tally.add(countOf(channel, allowance), units);
  if (used < allowance.most) return;
  const reason = `${allowance.sentence}, and they are used up.`;
  if (allowance.shared) await setAllThrottled(db, channel, { at: endsAt }, reason);
  else await setThrottled(db, channel.id, { at: endsAt }, reason);
}

/** Reading stops here, so that publishing has the rest. */
const readingShare = 0.8;

/** Until when numbers should not be read, where the day's allowance nears its end. */
export async function restFromReading(
  app: App,
  platform: Platform,
  channel: Channel,
): Promise<Rest | undefined> {
  for (const allowance of platform.allowances) {
    const { used, endsAt } = await unitsUsed(app.database.db, countOf(channel, allowance));
    if (used < allowance.most * readingShare) continue;
    return {
      until: endsAt,
      reason: `${allowance.sentence}; what is left of them is kept for publishing.`,
    };
  }
  return undefined;
}

function countOf({ id, platform, sandbox }: Channel, { name, timeZone, shared }: Allowance): Count {
  return { scope: shared ? `${platform}${sandbox ? ' sandbox' : ''}` : id, name, timeZone };
}
