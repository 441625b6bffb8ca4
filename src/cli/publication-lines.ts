import { Temporal } from 'temporal-polyfill';
import type { Publication } from '../domain/publication.ts';
import { columns } from '../report/columns.ts';
import type { Io } from './verb.ts';

/** One publication as scripts read it. */
export function publicationLine(publication: Publication): Record<string, unknown> {
  const { excerpt, outcome } = publication;
  return {
    id: publication.id,
    platform: publication.platform,
    excerpt: excerpt.excerpt,
    of: excerpt.of,
    pieces: excerpt.pieces,
    hashtags: excerpt.hashtags,
    length: Math.max(...excerpt.lengths),
    limit: excerpt.limit,
    state: publication.state,
    at: (publication.publishedAt ?? publication.dueAt).toISOString(),
    url: publication.url,
    ...(publication.holdReason === null ? {} : { hold: publication.holdReason }),
    ...(outcome !== null && 'reason' in outcome ? { reason: outcome.reason } : {}),
  };
}

/** The same for people: a table, one publication a line. */
export function publicationTable(publications: readonly Publication[], timeZone: string): string {
  if (publications.length === 0) return 'There is nothing on the calendar.\n';
  return columns(
    ['id', 'platform', 'excerpt', 'hashtags', 'length/limit', 'time', 'state', 'address'],
    publications.map((publication) => [
      publication.id,
      publication.platform,
      `${publication.excerpt.excerpt}/${publication.excerpt.of}`,
      publication.excerpt.hashtags.map((hashtag) => `#${hashtag}`).join(' '),
      `${Math.max(...publication.excerpt.lengths)}/${publication.excerpt.limit}`,
      timeIn(publication.publishedAt ?? publication.dueAt, timeZone),
      publication.state,
      publication.url ?? '',
    ]),
  );
}

/** What was not planned, on standard error, and how it is planned all the same. */
export function tellLeftOut(io: Pick<Io, 'err'>, sentences: readonly string[]): void {
  for (const sentence of sentences) io.err(`${sentence}\n`);
  if (sentences.length > 0) io.err('--anyway plans them all the same.\n');
}

/** An instant as the clock on the wall shows it there: "2026-12-01 09:30". */
export function timeIn(at: Date, timeZone: string): string {
  const there = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  return there.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
}
