import { moveTo, publicationOf } from '../app/change-publication.ts';
import { readTime } from '../schedule/read-time.ts';
import { timeIn } from './publication-lines.ts';
import type { Context, Options } from './verb.ts';

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const app = await context.app();
  const { timeZone } = app.config.timetable;
  // Whoever names a publication that is not there need not mend the time first.
  await publicationOf(app, args[0]!);
  const at = readTime(args[1]!, timeZone, app.now());
  await moveTo(app, args[0]!, at, { anyway: options['anyway'] === true });
  context.io.out(`${args[0]} now goes out at ${timeIn(at, timeZone)} (${timeZone}).\n`);
  return 0;
}
