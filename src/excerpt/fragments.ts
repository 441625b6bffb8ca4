import type { Atom, Part } from './atoms.ts';
import { clauseEnds, type Division } from './clauses.ts';
import type { Ruler } from './fill.ts';
import { sourceOf } from './source-of.ts';
import { firstLetters, wordEnds, wordStarts } from './split.ts';

/** What stands where a sentence was cut. */
const goesOnAfter = { word: ' …', letter: '…' } as const;
const goesOnBefore = { word: '… ', letter: '…' } as const;

export function markAfter(division: Division): string {
  return division === 'letter' ? goesOnAfter.letter : goesOnAfter.word;
}

export function markBefore(division: Division): string {
  return division === 'letter' ? goesOnBefore.letter : goesOnBefore.word;
}

/** Room for the first part of a sentence, and for every other, marks of the cut included. */
export interface PartRoom {
  readonly first: number;
  readonly other: number;
}

/** The smallest parts that a sentence is divided into which no piece holds: its clauses; of a clause that is too long the words; of such a word the letters. */
export function fragmentsOf(atom: Atom, room: PartRoom, ruler: Ruler): Atom[] {
  const { text } = atom;
  const bounds: Bound[] = [];
  let from = 0;
  let ahead: Division | undefined;
  for (const end of [...clauseEnds(text), { at: text.length, division: undefined }]) {
    if (end.division !== undefined && end.at - from < room.other / mostClauses) continue;
    addWithin(bounds, text, { from, to: end.at, ahead, behind: end.division }, room, ruler);
    from = end.at;
    ahead = end.division;
  }
  return partsOf(atom, bounds);
}

/** So many parts are enough to fill a piece by: where it holds thousands of words, weighing each of them would cost their square. */
const mostClauses = 100;
const mostWords = 40;

/**
 * A sentence that need not be divided, at those of its clauses that are no shorter than `shortest`, in UTF-16 units; alone where
 * there are none.
 */
export function clausesOf(atom: Atom, shortest: number): Atom[] {
  const { text, kind, part } = atom;
  if (part !== undefined || kind === 'heading' || kind === 'code') return [atom];
  // Korean, Chinese and Japanese say twice as much in a letter.
  const least = /\p{Lo}{4}/u.test(text) ? shortest / 2 : shortest;
  if (text.length < 2 * least) return [atom];
  const bounds: Bound[] = [];
  let from = 0;
  let ahead: Division | undefined;
  for (const { at, division } of clauseEnds(text)) {
    if (at - from < least || text.length - at < least) continue;
    bounds.push({ from, to: at, ahead, behind: division });
    from = at;
    ahead = division;
  }
  return bounds.length === 0
    ? [atom]
    : partsOf(atom, [...bounds, { from, to: text.length, ahead, behind: undefined }]);
}

interface Bound {
  readonly from: number;
  readonly to: number;
  readonly ahead: Division | undefined;
  readonly behind: Division | undefined;
}

function addWithin(bounds: Bound[], text: string, clause: Bound, room: PartRoom, ruler: Ruler): void {
  if (fits(text, clause, room, ruler)) {
    bounds.push(clause);
    return;
  }
  let from = clause.from;
  let { ahead } = clause;
  for (const to of [...endsOfWords(text, clause), clause.to]) {
    if (to < clause.to && to - from < room.other / mostWords) continue;
    const behind = to === clause.to ? clause.behind : 'word';
    addWord(bounds, text, { from, to, ahead, behind }, room, ruler);
    from = to;
    ahead = 'word';
  }
}

function addWord(bounds: Bound[], text: string, word: Bound, room: PartRoom, ruler: Ruler): void {
  if (fits(text, word, room, ruler)) {
    bounds.push(word);
    return;
  }
  let { from, ahead } = word;
  from += spaceAt(text, from);
  for (;;) {
    const left = { ...word, from, ahead };
    if (fits(text, left, room, ruler)) {
      bounds.push(left);
      return;
    }
    const marks = (ahead === undefined ? '' : markBefore(ahead)) + goesOnAfter.letter;
    const own = (from === 0 ? room.first : room.other) - ruler.text(marks);
    const to = from + firstLetters(text.slice(from, word.to), own, ruler.text);
    if (to >= word.to) {
      bounds.push(left);
      return;
    }
    bounds.push({ from, to, ahead, behind: 'letter' });
    from = to;
    ahead = 'letter';
  }
}

/** Whether a part is a piece at most, with the marks of the cuts at its ends. */
function fits(text: string, { from, to, ahead, behind }: Bound, room: PartRoom, ruler: Ruler): boolean {
  const own = from === 0 ? room.first : room.other;
  // No unit counts twenty letters as one, but for addresses, and those are shorter: such a text need not be measured.
  if (to - from > own * 20) return false;
  const marks =
    (ahead === undefined ? 0 : ruler.text(markBefore(ahead))) +
    (behind === undefined ? 0 : ruler.text(markAfter(behind)));
  return ruler.text(text.slice(from, to).trim()) + marks <= own;
}

function endsOfWords(text: string, { from, to }: Bound): number[] {
  const ends: number[] = [];
  const clause = text.slice(from, to);
  let last = 0;
  for (const end of [...Array.from(clause.matchAll(wordEnds), ({ index }) => index), clause.length]) {
    // A script without spaces has words within what looks like one.
    for (const start of wordStarts(clause, last, end)) ends.push(from + start);
    if (end < clause.length && !(from === 0 && marker.test(clause.slice(0, end)))) ends.push(from + end);
    last = end;
  }
  return ends;
}

/** The number or bullet of an item says nothing alone. */
const marker = /^(?:\p{N}{1,4}[.)]|[•–☑☐])$/u;

function spaceAt(text: string, at: number): number {
  return /^\s*/u.exec(text.slice(at, at + 100))![0].length;
}

function partsOf(whole: Atom, bounds: readonly Bound[]): Atom[] {
  const { leads, ...rest } = whole;
  return bounds.map(({ from, to, ahead, behind }, index) => {
    const start = from + spaceAt(whole.text, from);
    const end = start + whole.text.slice(start, to).trimEnd().length;
    return {
      ...rest,
      ...(leads === true && index === bounds.length - 1 ? { leads } : {}),
      text: whole.text.slice(start, end),
      join:
        index === 0
          ? whole.join
          : start > bounds[index - 1]!.to || /\s/u.test(whole.text[start - 1] ?? '')
            ? ' '
            : '',
      part: {
        whole,
        from: start,
        to: end,
        ...(ahead === undefined ? {} : { ahead }),
        ...(behind === undefined ? {} : { behind }),
      },
    };
  });
}

/** The atoms of one piece with parts of a sentence put together again, marked where the piece begins or ends inside one. */
export function rejoined(atoms: readonly Atom[]): Atom[] {
  const joined: Atom[] = [];
  for (const atom of atoms) {
    const before = joined.at(-1);
    if (before?.part !== undefined && before.part.whole === atom.part?.whole)
      joined[joined.length - 1] = { ...atom, join: before.join, part: spanning(before.part, atom.part) };
    else joined.push(atom);
  }
  return joined.map((atom) => (atom.part === undefined ? atom : shownPart(atom, atom.part)));
}

function spanning(first: Part, last: Part): Part {
  const { whole, from, ahead } = first;
  const { to, behind } = last;
  return {
    whole,
    from,
    to,
    ...(ahead === undefined ? {} : { ahead }),
    ...(behind === undefined ? {} : { behind }),
  };
}

function shownPart(atom: Atom, part: Part): Atom {
  const { whole, from, to, ahead, behind } = part;
  if (ahead === undefined && behind === undefined) return { ...whole, join: atom.join };
  const words = whole.text.slice(from, to);
  const text = `${ahead === undefined ? '' : markBefore(ahead)}${words}${behind === undefined ? '' : markAfter(behind)}`;
  return { ...atom, text, span: sourceOf(whole, from, to) };
}
