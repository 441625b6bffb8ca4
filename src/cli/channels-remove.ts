import { disconnectChannel } from '../app/disconnect-channel.ts';
import type { Context } from './verb.ts';

export async function run(context: Context, args: readonly string[]): Promise<number> {
  const id = args[0]!;
  await disconnectChannel(await context.app(), id);
  context.io.out(`Channel ${id} and its tokens are gone.\n`);
  return 0;
}
