import { setTimeout as pause } from 'node:timers/promises';
import { adviceFor } from '../app/after.ts';
import type { App } from '../app/app.ts';
import { moveTo } from '../app/change-publication.ts';
import { importPost, readForImport } from '../app/import-post.ts';
import { platformsMeant } from '../app/platforms-meant.ts';
import { proposeSlots } from '../app/propose-slots.ts';
import { scheduleExcerpts } from '../app/schedule-excerpts.ts';
import { UserError } from '../domain/errors.ts';
import { platformOf, platforms } from '../platforms/index.ts';
import { databaseTime } from '../store/database.ts';
import { listPublications, type StoredPublication } from '../store/publications.ts';
import { publicationLine, publicationTable, tellLeftOut, timeIn } from './publication-lines.ts';
import { readNamedFile } from './read-file.ts';
import { dripOf, textOf } from './options.ts';
import type { Context, Io, Options } from './verb.ts';

/** The whole way of one post. Exit 0 only if every publication is published (or, without `--now`, planned). */
export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { io } = context;
  const wanted = textOf(options['platform']);
  if (wanted !== undefined) platformOf(wanted);
  const drip = dripOf(options['drip']);
  const file = readNamedFile(io.cwd, args[0]!);
  // Before the store is opened: a first one takes seconds to make, and a mistake in the file needs none.
  const read = readForImport({ config: context.config, platforms }, { ...file, name: args[0]! });
  const meant = platformsMeant(read.markdown, read.parsed, platforms);
  if (wanted !== undefined && !meant.some(({ id }) => id === wanted))
    throw new UserError(
      `${args[0]} is not meant for ${wanted}: its front matter names ${meant.map(({ id }) => id).join(', ')}; add ${wanted} there, or leave out --platform.`,
    );
  const app = await context.app();
  const { post, change } = await importPost(app, { ...file, campaign: textOf(options['campaign']) });
  const atOnce = options['now'] === true;
  const how = {
    atOnce,
    drip,
    anyway: options['anyway'] === true,
    platforms: wanted === undefined ? undefined : [wanted],
  };
  for (const { sentence } of (await proposeSlots(app, post, how)).costs) io.err(`${sentence}\n`);
  const scheduled = await scheduleExcerpts(app, post, how);
  const ids = new Set(
    scheduled.publications
      .filter(({ platform }) => wanted === undefined || platform === wanted)
      .map(({ id }) => id),
  );
  if (options['json'] !== true) {
    const was =
      change === 'same' ? 'was here already' : change === 'changed' ? `is version ${post.version}` : 'is new';
    io.err(`"${post.title}" ${was}; ${scheduled.added} of ${ids.size} publications are newly planned.\n`);
    if (scheduled.kept > 0)
      io.err(`${scheduled.kept} of its earlier version say the same and stay as they are planned.\n`);
    if (scheduled.replaced > 0)
      io.err(`${scheduled.replaced} of its earlier version had not gone out and gave way.\n`);
    if (!atOnce) io.err(reachOf(scheduled.publications, ids, app.config.timetable.timeZone));
  }
  tellLeftOut(io, scheduled.leftOut);
  if (atOnce) {
    await bringForward(app, scheduled.publications);
    await waitForAll(app, io, post.id, ids);
  }

  const ended = (await listPublications(app.database.db, { postId: post.id })).filter(({ id }) =>
    ids.has(id),
  );
  ended.sort(
    (a, b) =>
      app.platforms.findIndex(({ id }) => id === a.platform) -
        app.platforms.findIndex(({ id }) => id === b.platform) || a.excerpt.excerpt - b.excerpt.excerpt,
  );
  if (options['json'] === true)
    for (const publication of ended) io.out(`${JSON.stringify(publicationLine(publication))}\n`);
  else io.out(publicationTable(ended, app.config.timetable.timeZone));
  return complain(io, ended, scheduled.withoutChannel, atOnce);
}

/** "x: 14 planned, the last for 2 December 2026 09:00", a line for each platform: a long post reaches farther than its author may think. */
function reachOf(
  publications: readonly StoredPublication[],
  ids: ReadonlySet<string>,
  timeZone: string,
): string {
  const mine = publications.filter(({ id, state }) => ids.has(id) && state === 'scheduled');
  return [...new Set(mine.map(({ platform }) => platform))]
    .map((platform) => {
      const due = mine.filter((one) => one.platform === platform).map(({ dueAt }) => dueAt);
      const last = new Date(Math.max(...due.map((at) => at.getTime())));
      return `${platform}: ${due.length} planned, the last for ${timeIn(last, timeZone)}.\n`;
    })
    .join('');
}

/** What was planned for later earlier on goes out now as well. */
async function bringForward(app: App, publications: readonly StoredPublication[]): Promise<void> {
  const now = await databaseTime(app.database.db);
  for (const { id, state, dueAt } of publications) {
    if (state === 'scheduled' && dueAt.getTime() > now.getTime() + 60_000)
      await moveTo(app, id, now, { anyway: true });
  }
}

/** A try that is put off for longer than this is not waited for: the server goes on with it. */
const patienceMs = 60_000;

async function waitForAll(app: App, io: Io, postId: string, ids: ReadonlySet<string>): Promise<void> {
  let shown = '';
  for (;;) {
    io.signal.throwIfAborted();
    const mine = (await listPublications(app.database.db, { postId })).filter(({ id }) => ids.has(id));
    const published = mine.filter(({ state }) => state === 'published').length;
    const open = mine.filter((publication) => isUnderWay(publication, app.now()));
    const line = `${published} of ${mine.length} published${open.length > 0 ? `, under way: ${[...new Set(open.map(({ platform }) => platform))].join(', ')}` : ''}`;
    if (line !== shown) io.err(io.terminal ? `\r\u001b[K${line}` : `${line}\n`);
    shown = line;
    if (open.length === 0) break;
    await pause(200, undefined, { signal: io.signal });
  }
  if (io.terminal) io.err('\n');
}

function isUnderWay({ state, dueAt }: StoredPublication, now: Date): boolean {
  if (state === 'publishing') return true;
  return (state === 'scheduled' || state === 'settling') && dueAt.getTime() - now.getTime() < patienceMs;
}

function complain(
  io: Io,
  publications: readonly StoredPublication[],
  withoutChannel: readonly string[],
  atOnce: boolean,
): number {
  for (const name of withoutChannel)
    io.err(`${name}: no channel is connected; "cutline channels add" connects one.\n`);
  const open = publications.filter(({ state }) => (atOnce ? state !== 'published' : state === 'failed'));
  for (const { platform, excerpt, state, outcome } of open) {
    const reason = outcome !== null && 'reason' in outcome ? outcome.reason : 'It has not been tried yet.';
    io.err(
      `${platform} ${excerpt.excerpt}/${excerpt.of} is ${state}: ${reason} ${state === 'failed' ? adviceFor(outcome) : 'It goes on while Cutline runs.'}\n`,
    );
  }
  return open.length + withoutChannel.length === 0 ? 0 : 1;
}
