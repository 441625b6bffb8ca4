import { publicationStates } from '../domain/publication.ts';
import { noSuchPost } from '../app/schedule-excerpts.ts';
import { findPostByName } from '../store/posts.ts';
import { listPublications } from '../store/publications.ts';
import { publicationLine, publicationTable } from './publication-lines.ts';
import { oneOf, textOf } from './options.ts';
import type { Context, Options } from './verb.ts';

export async function run(context: Context, _: readonly string[], options: Options): Promise<number> {
  const { io } = context;
  const state = oneOf(options['state'], publicationStates, '--state');
  const app = await context.app();
  const name = textOf(options['post']);
  const post = name === undefined ? undefined : await findPostByName(app.database.db, name);
  if (name !== undefined && post === undefined) throw noSuchPost(name);
  const publications = await listPublications(app.database.db, {
    ...(state === undefined ? {} : { states: [state] }),
    ...(post === undefined ? {} : { postId: post.id }),
  });
  if (options['json'] === true)
    for (const publication of publications) io.out(`${JSON.stringify(publicationLine(publication))}\n`);
  else if (publications.length === 0 && state !== undefined) io.out(`Nothing is ${state}.\n`);
  else io.out(publicationTable(publications, app.config.timetable.timeZone));
  return 0;
}
