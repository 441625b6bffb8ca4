import { retry } from '../app/change-publication.ts';
import type { Context } from './verb.ts';

export async function run(context: Context, args: readonly string[]): Promise<number> {
  await retry(await context.app(), args[0]!);
  context.io.out(`${args[0]} is tried again as soon as a worker runs.\n`);
  return 0;
}
