import { importPost } from '../app/import-post.ts';
import { excerptsFor } from '../app/cut-excerpts.ts';
import { readNamedFile } from './read-file.ts';
import { textOf } from './options.ts';
import type { Context, Options } from './verb.ts';

/** Takes posts in and says what was cut from each. */
export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { io } = context;
  const files = args.map((name) => readNamedFile(io.cwd, name));
  const app = await context.app();
  for (const file of files) {
    const { post, parsed, change } = await importPost(app, {
      ...file,
      campaign: textOf(options['campaign']),
      evergreen: options['evergreen'] === true ? true : undefined,
    });
    const excerpts = await excerptsFor(app, post);
    if (options['json'] === true) {
      io.out(
        `${JSON.stringify({ id: post.id, name: post.name, title: post.title, version: post.version, change, excerpts: excerpts.length, hashtags: parsed.hashtags, notes: parsed.notes })}\n`,
      );
      continue;
    }
    const word = { new: 'imported', changed: `changed: version ${post.version}`, same: 'unchanged' }[change];
    io.out(
      `${post.name} – "${post.title}" (${word}): ${excerpts.length} excerpts, ${parsed.hashtags.length} hashtags\n`,
    );
    for (const note of parsed.notes) io.err(`${post.name}:${note.line}: ${note.text}\n`);
  }
  return 0;
}
