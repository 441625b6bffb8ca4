import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Channel } from '../domain/channel.ts';
import type { Media } from '../media/media.ts';
import { bindCall, type Call, type CallOptions } from '../net/request.ts';
import type { Platform } from '../platforms/contract.ts';
import type { Queue } from '../queue/bullmq.ts';
import type { Database } from '../store/database.ts';
import type { Vault } from '../store/vault.ts';
import type { Tally } from './tally.ts';

/** Everything a verb works with. Clock and chance are members, so that tests can hold them still. */
export interface App {
  readonly config: Config;
  readonly database: Database;
  readonly vault: Vault;
  readonly queue: Queue;
  readonly media: Media;
  readonly platforms: readonly Platform[];
  readonly log: Logger;
  /** Counts what is used of a day's allowances. */
  readonly tally: Tally;
  /** Where the imitation of a platform listens, when one was started beside this process. */
  readonly sandboxUrl: (platform: string) => string | undefined;
  /** Scheme, host and port under which platforms may fetch our pictures and films. */
  readonly mediaBase: () => string;
  readonly now: () => Date;
  /** Milliseconds of a clock that nobody sets: for how long something took, never for when it was. */
  readonly elapsedMs: () => number;
  /** Short, unique, fit for URLs and job ids. */
  readonly newId: () => string;
  /** In [0, 1). */
  readonly random: () => number;
  /** Bytes from a cryptographic source. */
  readonly randomBytes: (count: number) => Buffer;
  /** Aborted when the process is stopping. */
  readonly signal: AbortSignal;
}

/**
 * The network as one channel sees it. The sandbox is chosen by address alone: what the environment says comes first, then
 * the imitation for a channel that lives there, then the real network.
 */
export function callFor(
  app: App,
  platform: Platform,
  channel: Pick<Channel, 'sandbox'>,
  options: Omit<CallOptions, 'addresses'>,
): Call {
  const sandbox = channel.sandbox ? app.sandboxUrl(platform.id) : undefined;
  const addresses = Object.fromEntries(
    Object.entries(platform.addresses).map(([base, real]) => [
      base,
      app.config.addressFromEnvironment(platform.id, base) ?? sandbox ?? (channel.sandbox ? nowhere : real),
    ]),
  );
  return bindCall({ addresses, ...options });
}

/** A sandbox channel whose imitation is not running must never reach the real network: nothing listens on this port. */
const nowhere = 'http://127.0.0.1:1';
