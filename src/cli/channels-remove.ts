import { UserError } from '../domain/errors.ts';
import { findChannel, removeChannel } from '../store/channels.ts';
import type { Context } from './verb.ts';

export async function run(context: Context, args: readonly string[]): Promise<number> {
  const { db } = (await context.app()).database;
  const id = args[0]!;
  if ((await findChannel(db, id)) === undefined)
    throw new UserError(`There is no channel ${id}: "cutline channels list" shows the ones there are.`);
  if (!(await removeChannel(db, id)))
    throw new UserError(
      `Publications belong to channel ${id}, and their history is kept: it cannot be removed.`,
    );
  context.io.out(`Channel ${id} and its tokens are gone.\n`);
  return 0;
}
