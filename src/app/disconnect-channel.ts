import { UserError } from '../domain/errors.ts';
import { findChannel, removeChannel } from '../store/channels.ts';
import type { App } from './app.ts';

/** Forgets an account and its tokens; resolves to its name. Throws `UserError` when there is none, or publications belong to it. */
export async function disconnectChannel({ database: { db } }: App, id: string): Promise<string> {
  const channel = await findChannel(db, id);
  if (channel === undefined)
    throw new UserError(`There is no channel ${id}: "cutline channels list" shows the ones there are.`);
  if (!(await removeChannel(db, id)))
    throw new UserError(
      `Publications belong to channel ${channel.name} (${id}), and their history is kept: it cannot be removed. Pause it, so that nothing more goes out there.`,
    );
  return channel.name;
}
