import type { Excerpt } from '../domain/excerpt.ts';
import type { ImportChanges } from '../app/import-post.ts';
import { sentencesChanged, type VersionChange } from '../app/version-changes.ts';
import { timeIn } from './publication-lines.ts';

/** One change as scripts read it. */
export function changeLine(
  source: string,
  { change }: ImportChanges,
  one: VersionChange,
): Record<string, unknown> {
  const { what, platform, publication, excerpt } = one;
  return {
    source,
    change,
    what,
    platform,
    excerpt: shownIn(one)?.excerpt,
    of: shownIn(one)?.of,
    ...(publication === undefined
      ? {}
      : { id: publication.id, state: publication.state, at: atOf(publication).toISOString() }),
    ...(publication === undefined || what === 'kept' || what === 'out'
      ? {}
      : { before: publication.excerpt.pieces }),
    ...(excerpt === undefined || what === 'kept' || what === 'out' ? {} : { after: excerpt.pieces }),
  };
}

/** What is out is called by its own place, not by that of the words which come too late. */
function shownIn({ what, publication, excerpt }: VersionChange): Excerpt | undefined {
  return what === 'out' ? publication?.excerpt : (excerpt ?? publication?.excerpt);
}

const meanings: Readonly<Record<VersionChange['what'], string>> = {
  out: 'is out, or has begun to go out, and stays',
  kept: 'stays as it is',
  changed: 'gets other words at the same time',
  removed: 'is taken off the calendar',
  added: 'is not on the calendar yet',
};

/** The same for people: what stays in one line, what changes with the sentences that go (-) and come (+). */
export function changesInWords(source: string, { change, changes }: ImportChanges, timeZone: string): string {
  if (change === 'same') return `${source}: nothing has changed.\n`;
  const lines = [`${source} (${change}): ${countedIn(changes)}`];
  for (const one of changes) lines.push(...linesOf(one, change === 'new', timeZone));
  return `${lines.join('\n')}\n`;
}

/** How many changed words a post that was taken in shows at once; the rest is a matter for --diff. */
const mostShown = 6;

/** What the new version will do to what is on the calendar, once it is planned: shortly, behind what was taken in. */
export function pendingInWords({ changes }: ImportChanges, timeZone: string): string {
  const touched = changes.filter(({ what }) => what === 'changed' || what === 'removed');
  const lines = [`Planned anew ("cutline plan <file> --queue"), on the calendar: ${countedIn(changes)}`];
  for (const one of touched.slice(0, mostShown)) lines.push(...linesOf(one, false, timeZone));
  if (touched.length > mostShown)
    lines.push(
      `  … ${touched.length - mostShown} more change: "cutline import <file> --diff" shows what would.`,
    );
  return `${lines.join('\n')}\n`;
}

function countedIn(changes: readonly VersionChange[]): string {
  return (Object.keys(meanings) as VersionChange['what'][])
    .map((what) => [what, changes.filter((one) => one.what === what).length] as const)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}

/** What becomes of one excerpt, and for changed words the sentences that go (-) and come (+). */
function linesOf(one: VersionChange, isNew: boolean, timeZone: string): string[] {
  const { what, platform, publication, excerpt } = one;
  const shown = shownIn(one)!;
  const at = publication === undefined ? '' : `, ${timeIn(atOf(publication), timeZone)}`;
  const lines = [`  ${platform} ${shown.excerpt}/${shown.of}${at}: ${meanings[what]}`];
  if (what === 'kept' || what === 'out' || isNew) return lines;
  const { gone, come } = sentencesChanged(publication?.excerpt.pieces ?? [], excerpt?.pieces ?? []);
  for (const sentence of gone) lines.push(`    - ${sentence}`);
  const told = what === 'added' ? come.slice(0, 1) : come;
  for (const sentence of told) lines.push(`    + ${sentence}`);
  if (told.length < come.length) lines.push(`      … ${come.length - told.length} more`);
  return lines;
}

function atOf({ publishedAt, dueAt }: NonNullable<VersionChange['publication']>): Date {
  return publishedAt ?? dueAt;
}
