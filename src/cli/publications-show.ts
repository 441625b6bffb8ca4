import { adviceFor } from '../app/after.ts';
import { publicationOf } from '../app/change-publication.ts';
import { whyHeld } from '../app/why-held.ts';
import { listAttempts } from '../store/attempts.ts';
import { findChannel } from '../store/channels.ts';
import { publicationLine, timeIn } from './publication-lines.ts';
import type { Context, Options } from './verb.ts';

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { io } = context;
  const app = await context.app();
  const publication = await publicationOf(app, args[0]!);
  const attempts = await listAttempts(app.database.db, publication.id);
  if (options['json'] === true) {
    io.out(`${JSON.stringify({ ...publicationLine(publication), why: publication.slotReason, attempts })}\n`);
    return 0;
  }
  const { timeZone } = app.config.timetable;
  const channel = await findChannel(app.database.db, publication.channelId);
  const { excerpt, outcome } = publication;
  io.out(
    `${publication.platform} · ${channel?.name ?? ''} · excerpt ${excerpt.excerpt} of ${excerpt.of} · ${publication.state}\n`,
  );
  io.out(
    `${timeIn(publication.publishedAt ?? publication.dueAt, timeZone)} (${timeZone}) – ${publication.slotReason}\n`,
  );
  const held = (await whyHeld(app, [publication])).get(publication.id);
  if (held !== undefined) io.out(`Held back: ${held}\n`);
  if (publication.url !== null) io.out(`${publication.url}\n`);
  if (outcome !== null && 'reason' in outcome)
    io.out(`${outcome.reason} ${publication.state === 'failed' ? adviceFor(outcome) : ''}\n`);
  excerpt.pieces.forEach((piece, i) =>
    io.out(`\n${piece}\n(${excerpt.lengths[i]}/${excerpt.limit} ${excerpt.unit})\n`),
  );
  for (const attempt of attempts) {
    const ended =
      attempt.outcome === null
        ? 'open'
        : `${attempt.outcome.kind}${'reason' in attempt.outcome ? ` – ${attempt.outcome.reason}` : ''}`;
    io.out(`\nattempt ${attempt.number} (${attempt.kind}) ${timeIn(attempt.startedAt, timeZone)}: ${ended}`);
  }
  io.out('\n');
  return 0;
}
