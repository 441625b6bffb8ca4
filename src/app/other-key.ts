import path from 'node:path';
import type { Config } from '../config/config.ts';
import { UserError } from '../domain/errors.ts';
import { keepLocked, lockedChannels, listChannels } from '../store/channels.ts';
import type { Database } from '../store/database.ts';
import { keyFile, type Vault } from '../store/vault.ts';

/** What is said of a channel whose tokens were sealed with a key that is not at hand. */
export const lockedSentence = 'Its tokens cannot be opened: they were sealed with another key.';

export function waysOut(config: Config): string {
  const key =
    config.secretKey === undefined
      ? `Put the old ${path.basename(keyFile(config.dataFolder))} back into ${config.dataFolder}`
      : 'Set CUTLINE_SECRET_KEY to the old key';
  return `${key} and start again, or connect them anew: cutline channels add.`;
}

/**
 * Looks whether the key at hand opens the channels' tokens, for it may have been lost beside its store. Channels that it does not
 * open wait until the key is back or they are connected again, and `tell` is told so. On a server, where other processes may have
 * the right one, a process that opens none of them must not start: throws `UserError`.
 */
export async function standByKey(
  {
    config,
    database,
    vault,
  }: { readonly config: Config; readonly database: Database; readonly vault: Vault },
  tell: (sentence: string) => void,
): Promise<void> {
  const locked = await lockedChannels(database.db, vault);
  if (locked.length > 0) {
    const all = (await listChannels(database.db)).length;
    const what = `The tokens of ${locked.length} of ${all} channels (${locked.map(({ name }) => name).join(', ')}) were sealed with another key and cannot be opened.`;
    if (database.kind === 'server' && locked.length === all)
      throw new UserError(`${what} ${waysOut(config)}`);
    tell(`${what} ${waysOut(config)} Until then what is planned there waits.`);
  }
  await keepLocked(database.db, locked);
}
