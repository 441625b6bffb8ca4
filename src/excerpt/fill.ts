import type { Note } from '../domain/note.ts';
import type { Atom } from './atoms.ts';
import { firstWords } from './first-words.ts';
import { sourceOf } from './source-of.ts';
import { splitLong } from './split.ts';

/** Atoms that stay in one piece: a heading with what it heads, a line ending in a colon with what it announces. */
type Unit = readonly Atom[];

export interface Filled {
  /** The atoms of each piece, in order. */
  readonly pieces: readonly Atom[][];
  readonly notes: readonly CutNote[];
}

/** `piece` is the one it belongs to, counted from 0: a line may be in several. */
export interface CutNote extends Note {
  readonly piece?: number;
}

/** What the text of the n-th piece may measure, frame and hashtags taken off. */
export type RoomOf = (piece: number) => number;

/** Fills pieces one after the other; sentences that no piece holds are divided. No way of cutting at sentences takes fewer pieces. */
export function fillPieces(atoms: readonly Atom[], roomOf: RoomOf, length: (text: string) => number): Filled {
  const ruler = rulerOf(length);
  const notes: Note[] = [];
  const units = unitsOf(atoms, roomOf, ruler, notes);
  return { pieces: fill(units, roomOf, ruler).map((piece) => piece.flat()), notes };
}

/** Measures by adding up: every platform's unit adds up over words and joints, or is at most a little less than the sum. */
export interface Ruler {
  readonly atom: (atom: Atom) => number;
  readonly join: (join: Atom['join']) => number;
  readonly text: (text: string) => number;
}

export function rulerOf(length: (text: string) => number): Ruler {
  const atoms = new Map<Atom, number>();
  const joins = new Map<string, number>([['', 0]]);
  const remembered = <K>(seen: Map<K, number>, key: K, text: string): number => {
    let measured = seen.get(key);
    if (measured === undefined) seen.set(key, (measured = length(text)));
    return measured;
  };
  return {
    atom: (atom) => remembered(atoms, atom, atom.text),
    join: (join) => remembered(joins, join, join),
    text: length,
  };
}

/** Its width, or any beyond `most`. */
function widthOf(unit: Unit, ruler: Ruler, most = Infinity): number {
  let width = 0;
  for (const [index, atom] of unit.entries()) {
    width += ruler.atom(atom) + (index === 0 ? 0 : ruler.join(atom.join));
    if (width > most) break;
  }
  return width;
}

function roomFor(units: readonly Unit[], roomOf: RoomOf): number {
  return Math.min(roomOf(units.length === 0 ? 0 : 1), roomOf(1));
}

function unitsOf(atoms: readonly Atom[], roomOf: RoomOf, ruler: Ruler, notes: Note[]): Unit[] {
  const units: Unit[] = [];
  let leading: Atom[] = [];
  for (const [index, atom] of atoms.entries()) {
    leading.push(atom);
    if (atom.leads === true && index < atoms.length - 1) continue;
    addUnit(units, leading, roomOf, ruler, notes);
    leading = [];
  }
  return units;
}

/** Adds a unit that fits; one that does not is loosened, and at last divided. A post may be nothing but headings: what is let go is gone over in turn. */
function addUnit(units: Unit[], whole: Unit, roomOf: RoomOf, ruler: Ruler, notes: Note[]): void {
  let unit = whole;
  let room = 0;
  let headsWidth = 0;
  for (;;) {
    room = roomFor(units, roomOf);
    if (widthOf(unit, ruler, room) <= room) {
      units.push(unit);
      return;
    }
    const last = unit.at(-1)!;
    headsWidth = unit.length < 2 ? 0 : widthOf(unit.slice(0, -1), ruler, room) + ruler.join(last.join);
    // A lead-in is let go where that saves the sentence after it from being cut; a heading only when it would fill half of the piece.
    const saves = ruler.atom(last) <= room;
    const loose =
      headsWidth > room / 2
        ? 0
        : saves
          ? unit.slice(0, -1).findLastIndex((atom) => atom.kind !== 'heading')
          : -1;
    if (unit.length < 2 || loose < 0) break;
    addUnit(units, unit.slice(0, loose + 1), roomOf, ruler, notes);
    unit = unit.slice(loose + 1);
  }
  const heads = unit.slice(0, -1);
  const last = unit.at(-1)!;
  const parts = splitLong(last.text, (part) => (part === 0 ? room - headsWidth : roomOf(1)), ruler.text);
  for (const [index, part] of parts.entries()) {
    const ahead = parts[index - 1]?.division;
    const atom: Atom = {
      ...last,
      text: part.text,
      join: index === 0 ? last.join : ' ',
      span: sourceOf(last, part.start, part.end),
      part: {
        whole: last,
        from: part.start,
        to: part.end,
        ...(ahead === undefined ? {} : { ahead }),
        ...(part.division === undefined ? {} : { behind: part.division }),
      },
    };
    units.push(index === 0 ? [...heads, atom] : [atom]);
    if (part.division !== undefined) notes.push(noteOf(part.division, last));
  }
}

function noteOf(division: 'clause' | 'word' | 'letter', atom: Atom): Note {
  const cut = { clause: 'after a clause', word: 'between two words', letter: 'inside a word' }[division];
  return {
    line: atom.line,
    rule: division === 'letter' ? 'long-word' : 'long-sentence',
    text: `A ${division === 'letter' ? 'word' : 'sentence'} that no piece holds was cut ${cut}: “${firstWords(atom.text)}”.`,
  };
}

function fill(units: readonly Unit[], roomOf: RoomOf, ruler: Ruler): Unit[][] {
  const pieces: Unit[][] = [];
  let used = 0;
  for (const [index, unit] of units.entries()) {
    const current = pieces.at(-1);
    const width = widthOf(unit, ruler);
    const added = ruler.join(unit[0]!.join) + width;
    // A sentence that had to be divided ends a piece with every part but its last: else the ellipsis would stand inside one.
    const broken = units[index - 1]?.at(-1)?.part?.behind !== undefined;
    if (current === undefined || broken || used + added > roomOf(pieces.length - 1)) {
      pieces.push([unit]);
      used = width;
    } else {
      current.push(unit);
      used += added;
    }
  }
  return pieces;
}
