import type { Atom } from './atoms.ts';
import { goesOnInList } from './prices.ts';

/** A run of atoms, `end` left out. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/** Headings with all that stands under them up to the next; headings right behind one another are one. */
export function sectionsOf(atoms: readonly Atom[]): Run[] {
  const runs: Run[] = [];
  let start = 0;
  for (let at = 1; at <= atoms.length; at += 1) {
    const opens = at === atoms.length || (atoms[at]!.kind === 'heading' && atoms[at - 1]!.kind !== 'heading');
    if (!opens) continue;
    if (atoms[start]!.kind === 'heading') runs.push({ start, end: at });
    start = at;
  }
  return runs;
}

/** Lists and tables with the line that announces them. */
export function listsOf(atoms: readonly Atom[]): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < atoms.length; at += 1) {
    if (!isListed(atoms[at]!)) continue;
    const first = at;
    while (
      at + 1 < atoms.length &&
      (goesOnInList(atoms[at + 1]!) || atoms[at + 1]!.part?.ahead !== undefined)
    )
      at += 1;
    runs.push({ start: first - (isLeadIn(atoms[first - 1], atoms[first]!) ? 1 : 0), end: at + 1 });
  }
  return runs;
}

/** Sentences that stand in quotations right behind one another. */
export function quotesOf(atoms: readonly Atom[]): Run[] {
  const runs: Run[] = [];
  for (let start = 0; start < atoms.length; start += 1) {
    let end = start;
    while (atoms[end]?.kind === 'quote') end += 1;
    if (end === start) continue;
    runs.push({ start, end });
    start = end;
  }
  return runs;
}

export function isListed({ kind }: Atom): boolean {
  return kind === 'list-item' || kind === 'table-row';
}

/** A line that announces the list or table which begins with `first`, and is no heading. */
export function isLeadIn(atom: Atom | undefined, first: Atom): boolean {
  return atom?.leads === true && atom.kind !== 'heading' && isListed(first) && !goesOnInList(first);
}
