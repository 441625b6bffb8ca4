import { basename } from 'node:path';
import { chargesFor } from '../app/budget.ts';
import { excerptsFor } from '../app/cut-excerpts.ts';
import { UserError } from '../domain/errors.ts';
import { sumOf } from '../domain/money.ts';
import { noSuchPost, proposeSlots, scheduleExcerpts } from '../app/schedule-excerpts.ts';
import { platformOf } from '../platforms/index.ts';
import { columns } from '../report/columns.ts';
import { findPost, findPostByName } from '../store/posts.ts';
import { publicationLine, publicationTable, tellLeftOut, timeIn } from './publication-lines.ts';
import { dripOf, textOf } from './options.ts';
import type { Context, Options } from './verb.ts';

/** Shows where an imported post's excerpts would go, or puts them there. */
export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { io } = context;
  const word = args[0]!;
  const wanted = textOf(options['platform']);
  if (wanted !== undefined) platformOf(wanted);
  const platforms = wanted === undefined ? undefined : [wanted];
  const drip = dripOf(options['drip']);
  const app = await context.app();
  const { db } = app.database;
  const post = (await findPostByName(db, basename(word))) ?? (await findPost(db, word));
  if (post === undefined) throw noSuchPost(word);
  const cut = await excerptsFor(app, post);
  if (wanted !== undefined && !cut.some(({ platform }) => platform === wanted))
    throw new UserError(
      `${post.name} is not meant for ${wanted}: add it to the platforms of its front matter, or leave out --platform.`,
    );
  const { timeZone } = app.config.timetable;
  const how = { platforms, drip, anyway: options['anyway'] === true };

  if (options['queue'] === true) {
    for (const { sentence } of (await proposeSlots(app, post, how)).costs) io.err(`${sentence}\n`);
    const { publications, added, leftOut } = await scheduleExcerpts(app, post, how);
    if (options['json'] === true)
      for (const publication of publications) io.out(`${JSON.stringify(publicationLine(publication))}\n`);
    else io.out(`${publicationTable(publications, timeZone)}${added} newly planned.\n`);
    tellLeftOut(io, leftOut);
    return 0;
  }
  const { proposals, leftOut, withoutChannel, costs } = await proposeSlots(app, post, how);
  if (options['json'] === true) {
    for (const { excerpt, channelId, dueAt, slotReason } of proposals) {
      io.out(
        `${JSON.stringify({ platform: excerpt.platform, channel: channelId, excerpt: excerpt.excerpt, of: excerpt.of, at: dueAt.toISOString(), why: slotReason, cost: sumOf(chargesFor(platformOf(excerpt.platform), excerpt)) })}\n`,
      );
    }
  } else if (proposals.length === 0) {
    io.out(
      cut.length === 0
        ? 'There is nothing to plan.\n'
        : leftOut.length > 0 || withoutChannel.length > 0
          ? 'There is nothing that can be planned.\n'
          : 'Everything of this version is on the calendar already.\n',
    );
  } else {
    io.out(
      columns(
        ['platform', 'excerpt', 'time', 'why'],
        proposals.map(({ excerpt, dueAt, slotReason }) => [
          excerpt.platform,
          `${excerpt.excerpt}/${excerpt.of}`,
          timeIn(dueAt, timeZone),
          slotReason,
        ]),
      ),
    );
  }
  if (options['json'] !== true) for (const { sentence } of costs) io.out(`${sentence}\n`);
  tellLeftOut(io, leftOut);
  for (const name of withoutChannel)
    io.err(
      `${name}: no channel is connected: "cutline channels add" connects one, "npm start" those of the sandbox.\n`,
    );
  return withoutChannel.length === 0 ? 0 : 1;
}
