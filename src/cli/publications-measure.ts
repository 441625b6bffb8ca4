import { publicationOf } from '../app/change-publication.ts';
import { measure } from '../app/measure.ts';
import type { Context } from './verb.ts';

export async function run(context: Context, args: readonly string[]): Promise<number> {
  const app = await context.app();
  const publication = await publicationOf(app, args[0]!);
  const reason = await measure(app, { publicationId: publication.id, age: 'now' });
  if (reason === undefined) {
    context.io.out('Its numbers have been read: "cutline report" counts them.\n');
    return 0;
  }
  context.io.err(`Its numbers could not be read: ${reason}\n`);
  return 1;
}
