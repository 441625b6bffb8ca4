import { cancel } from '../app/change-publication.ts';
import type { Context } from './verb.ts';

export async function run(context: Context, args: readonly string[]): Promise<number> {
  context.io.out(`${args[0]}: ${await cancel(await context.app(), args[0]!)}\n`);
  return 0;
}
