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
    excerpt: (excerpt ?? publication?.excerpt)?.excerpt,
    of: (excerpt ?? publication?.excerpt)?.of,
    ...(publication === undefined
      ? {}
      : { id: publication.id, state: publication.state, at: atOf(publication).toISOString() }),
    ...(publication === undefined || what === 'kept' || what === 'out'
      ? {}
      : { before: publication.excerpt.pieces }),
    ...(excerpt === undefined || what === 'kept' ? {} : { after: excerpt.pieces }),
  };
}

const meanings: Readonly<Record<VersionChange['what'], string>> = {
  out: 'is out and stays',
  kept: 'stays as it is',
  changed: 'gets other words at the same time',
  removed: 'is taken off the calendar',
  added: 'is not on the calendar yet',
};

/** The same for people: what stays in one line, what changes with the sentences that go (-) and come (+). */
export function changesInWords(source: string, { change, changes }: ImportChanges, timeZone: string): string {
  if (change === 'same') return `${source}: nothing has changed.\n`;
  const counted = (Object.keys(meanings) as VersionChange['what'][])
    .map((what) => [what, changes.filter((one) => one.what === what).length] as const)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`);
  const lines = [`${source} (${change}): ${counted.join(', ')}`];
  for (const one of changes) {
    const { what, platform, publication, excerpt } = one;
    const shown = excerpt ?? publication!.excerpt;
    const at = publication === undefined ? '' : `, ${timeIn(atOf(publication), timeZone)}`;
    lines.push(`  ${platform} ${shown.excerpt}/${shown.of}${at}: ${meanings[what]}`);
    if (what === 'kept' || what === 'out' || change === 'new') continue;
    const { gone, come } = sentencesChanged(publication?.excerpt.pieces ?? [], excerpt?.pieces ?? []);
    for (const sentence of gone) lines.push(`    - ${sentence}`);
    const told = what === 'added' ? come.slice(0, 1) : come;
    for (const sentence of told) lines.push(`    + ${sentence}`);
    if (told.length < come.length) lines.push(`      … ${come.length - told.length} more`);
  }
  return `${lines.join('\n')}\n`;
}

function atOf({ publishedAt, dueAt }: NonNullable<VersionChange['publication']>): Date {
  return publishedAt ?? dueAt;
}
