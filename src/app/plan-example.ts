import fs from 'node:fs';
import path from 'node:path';
import type { SourcePost } from '../domain/source-post.ts';
import { listPosts } from '../store/posts.ts';
import { movePublication } from '../store/publications.ts';
import type { App } from './app.ts';
import { importPost } from './import-post.ts';
import { publishDue } from './publish-due.ts';
import { scheduleExcerpts } from './schedule-excerpts.ts';

/** Seconds after the start at which the first excerpt of each platform goes out. */
const firstAfterSeconds = 8;

/**
 * On a new store: takes the first example post in and plans it, the first excerpt of each platform in the next seconds and
 * the others on the timetable, so that whoever starts Cutline for the first time sees it publish. Undefined when there are
 * posts already, or real accounts, which an example must never reach.
 */
export async function planExample(app: App): Promise<SourcePost | undefined> {
  const { db } = app.database;
  if ((await listPosts(db)).length > 0) return undefined;
  const name = fs
    .readdirSync(app.config.examplesFolder)
    .sort()
    .find((file) => file.endsWith('.md'));
  if (name === undefined) return undefined;
  const { post } = await importPost(app, {
    name,
    bytes: fs.readFileSync(path.join(app.config.examplesFolder, name)),
  });
  const { publications } = await scheduleExcerpts(app, post, { sandboxOnly: true });
  const firsts = publications.filter(({ excerpt }) => excerpt.excerpt === 1);
  for (const [i, { id }] of firsts.entries()) {
    await movePublication(
      db,
      id,
      new Date(app.now().getTime() + (firstAfterSeconds + 3 * i) * 1000),
      'At once, to show how it goes.',
    );
  }
  await publishDue(app);
  return post;
}
