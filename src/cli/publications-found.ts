import { foundThere } from '../app/answer-for.ts';
import type { Context } from './verb.ts';

export async function run(context: Context, args: readonly string[]): Promise<number> {
  const [id = '', address = ''] = args;
  await foundThere(await context.app(), id, address);
  context.io.out(`Publication ${id} counts as published, at ${address}.\n`);
  return 0;
}
