import path from 'node:path';
import type { App } from '../app/app.ts';
import { changesOfImport, importPost, readForImport } from '../app/import-post.ts';
import { excerptsFor } from '../app/cut-excerpts.ts';
import { sentenceOf, UserError } from '../domain/errors.ts';
import { platforms } from '../platforms/index.ts';
import { findPostByName } from '../store/posts.ts';
import { changeLine, changesInWords, pendingInWords } from './import-diff.ts';
import { postFiles } from './post-files.ts';
import { readNamedFile } from './read-file.ts';
import { textOf } from './options.ts';
import type { Context, Io, Options } from './verb.ts';

/**
 * Takes posts in and says what was cut from each. A file that cannot be taken in is told of on standard error and the others
 * go on; then the exit code is 2.
 */
export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { io } = context;
  const files = postFiles(args, io.cwd);
  refuseNamesakes(files);
  let failed = false;
  for (const file of files) {
    if (io.signal.aborted) return 1;
    try {
      await importOne(context, file, options);
    } catch (thrown) {
      const sentence = sentenceOf(thrown);
      if (sentence === undefined) throw thrown;
      io.err(`cutline: ${sentence}\n`);
      failed = true;
    }
  }
  return failed ? 2 : 0;
}

/** A post is known by the name of its file: of two with the same name one would be taken for a new version of the other. */
function refuseNamesakes(files: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const file of files) {
    const other = seen.get(path.basename(file));
    if (other !== undefined && path.resolve(other) !== path.resolve(file))
      throw new UserError(
        `${other} and ${file} have the same name, and a post is known by its name: give one of them another.`,
      );
    seen.set(path.basename(file), file);
  }
}

async function importOne(context: Context, file: string, options: Options): Promise<void> {
  const { io } = context;
  const named = readNamedFile(io.cwd, file);
  // Before the store is opened: a first one takes seconds to make, and a mistake in the file needs none.
  readForImport({ config: context.config, platforms }, { ...named, name: file });
  const app = await context.app();
  if (options['diff'] === true)
    return showChanges(app, io, { ...named, campaign: textOf(options['campaign']) }, options);
  const json = options['json'] === true;
  // Before it is taken in, while what is pending can still be told from what comes.
  const known = json ? undefined : await findPostByName(app.database.db, named.name);
  const found =
    known === undefined
      ? undefined
      : await changesOfImport(app, { ...named, campaign: textOf(options['campaign']) });
  const { post, parsed, change } = await importPost(app, {
    ...named,
    campaign: textOf(options['campaign']),
    evergreen: options['evergreen'] === true ? true : undefined,
  });
  const excerpts = await excerptsFor(app, post);
  if (json) {
    io.out(
      `${JSON.stringify({ id: post.id, name: post.name, title: post.title, version: post.version, change, excerpts: excerpts.length, hashtags: parsed.hashtags, notes: parsed.notes })}\n`,
    );
    return;
  }
  const word = { new: 'imported', changed: `changed: version ${post.version}`, same: 'unchanged' }[change];
  io.out(
    `${post.name} – "${post.title}" (${word}): ${excerpts.length} excerpts, ${parsed.hashtags.length} hashtags\n`,
  );
  if (change === 'changed' && found?.changes.some(({ publication }) => publication !== undefined) === true)
    io.out(pendingInWords(found, app.config.timetable.timeZone));
  for (const note of parsed.notes) io.err(`${post.name}:${note.line}: ${note.text}\n`);
}

/** What taking the file in, and planning it, would change; nothing is kept. */
async function showChanges(
  app: App,
  io: Io,
  file: { readonly name: string; readonly bytes: Buffer; readonly campaign: string | undefined },
  options: Options,
): Promise<void> {
  const found = await changesOfImport(app, file);
  if (options['json'] !== true)
    return io.out(changesInWords(file.name, found, app.config.timetable.timeZone));
  for (const one of found.changes) io.out(`${JSON.stringify(changeLine(file.name, found, one))}\n`);
}
