import { resume } from '../app/pause.ts';
import { nameOf, pausableOf } from './pause.ts';
import type { Context } from './verb.ts';

/** `resume`: everything; `resume channel <id>`: that alone. */
export async function run(context: Context, args: readonly string[]): Promise<number> {
  const paused = pausableOf('resume', args);
  await resume(await context.app(), paused);
  context.io.out(`${nameOf(paused)} goes on.\n`);
  return 0;
}
