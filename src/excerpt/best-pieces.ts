import type { Atom } from './atoms.ts';
import { explanationOf } from './explanation.ts';
import { firstWords } from './first-words.ts';
import { rulerOf, type CutNote, type Filled, type RoomOf, type Ruler } from './fill.ts';
import { clausesOf, fragmentsOf, rejoined } from './fragments.ts';
import { penalties } from './penalties.ts';
import { piecesWithin, planOf, planWithin, type Plan, type PlanOrder, type Stretch } from './plan.ts';
import type { Mode } from './prices.ts';

export interface CutWishes {
  readonly mode: Mode;
  readonly explain: boolean;
  /** Up to here there is room for all the hashtags a piece is wished, and for half of them; the room itself where absent. */
  readonly easyOf?: RoomOf;
  readonly fewOf?: RoomOf;
}

/**
 * Divides the atoms where the sum of penalties over all pieces is least, as TeX breaks paragraphs into lines. Costs the number
 * of sentences times those that fit one piece. With `explain`, a note for each cut says what it won over.
 */
export function bestPieces(
  atoms: readonly Atom[],
  roomOf: RoomOf,
  length: (text: string) => number,
  { mode, explain, easyOf = roomOf, fewOf = roomOf }: CutWishes,
): Filled {
  const ruler = rulerOf(length);
  if (isOnePiece(atoms, easyOf(0), ruler)) return { pieces: [[...atoms]], notes: [] };
  const { plan, stretches } = bestPlan(
    divisible(atoms, roomOf, ruler),
    { mode, roomOf, fewOf, easyOf },
    ruler,
  );
  const pieces: Atom[][] = [];
  const notes: CutNote[] = [];
  for (const [index, stretch] of stretches.entries()) {
    const { start, end, alone } = stretch;
    const own = rejoined(plan.atoms.slice(start, end));
    const carried = alone ? undefined : plan.carried[start];
    pieces.push(carried === undefined ? own : [carried, { ...own[0]!, join: '\n\n' }, ...own.slice(1)]);
    if (carried !== undefined) notes.push({ ...carriedNote(carried, own[0]!), piece: index });
    const cut = cutNote(own.at(-1)!, roomOf, ruler);
    if (cut !== undefined) notes.push({ ...cut, piece: index });
    if (explain && end < plan.atoms.length)
      notes.push({ ...explanationOf(plan, stretch, stretches.length - index - 1), piece: index + 1 });
  }
  return { pieces, notes };
}

/** Nothing is cheaper than one piece that holds it all. */
function isOnePiece(atoms: readonly Atom[], room: number, ruler: Ruler): boolean {
  let width = 0;
  for (const atom of atoms) {
    width += ruler.join(atom.join) + ruler.atom(atom);
    if (width > room) return false;
  }
  return true;
}

/** The sentences, those that no piece holds in parts: behind a heading that must not be left alone there is less room. */
function divisible(atoms: readonly Atom[], roomOf: RoomOf, ruler: Ruler): Atom[] {
  const room = Math.min(roomOf(0), roomOf(1));
  const all: Atom[] = [];
  let headings = 0;
  for (const atom of atoms) {
    const width = ruler.atom(atom);
    const beside = atom.kind === 'heading' || headings === 0 ? 0 : headings + ruler.join(atom.join);
    if (width + beside <= room) all.push(atom);
    else for (const part of fragmentsOf(atom, { first: room - beside, other: room }, ruler)) all.push(part);
    if (atom.kind !== 'heading') headings = 0;
    else
      headings =
        headings + width <= room * mostHeadings
          ? headings + width + ruler.join(atom.join)
          : Math.min(width, room * mostHeadings);
  }
  return all;
}

/** Headings that take more of a piece leave no room for what they head. */
const mostHeadings = 0.75;

/**
 * The cheapest division, if it takes no more pieces than the words need and one; else the cheapest of those that take no more, or of
 * those that take the fewest. A series keeps its sentences whole for that; in a thread, where the rest of one is read right away, they
 * may be divided at their clauses.
 */
function bestPlan(atoms: readonly Atom[], order: PlanOrder, ruler: Ruler): Division {
  const plan = planOf(atoms, order, ruler);
  const enough = neededFor(plan.upTo[atoms.length]!, order.roomOf) + 1;
  let best: Division = { plan, stretches: piecesWithin(plan, Infinity) };
  if (best.stretches.length <= enough || enough > longest) return best;
  const dearest = penalties.pieceSaved[order.mode];
  best = withFewer(plan, best, enough, dearest);
  for (const shortest of order.mode === 'series' ? [] : restingPlaces) {
    if (best.stretches.length <= enough) break;
    const clauses = atoms.flatMap((atom) => clausesOf(atom, shortest));
    if (clauses.length > atoms.length) best = withFewer(planOf(clauses, order, ruler), best, enough, dearest);
  }
  return best;
}

interface Division {
  readonly plan: Plan;
  readonly stretches: readonly Stretch[];
}

/**
 * The cheapest division into no more than `enough` pieces, or into the fewest that are possible, for which each piece that it has
 * less than `known` costs no more than `dearest`; `known` where there is none.
 */
function withFewer(free: Plan, known: Division, enough: number, dearest: number): Division {
  const pieces = known.stretches.length;
  const plan = planWithin(free, pieces - 1);
  for (let most = enough; most < pieces; most += 1) {
    const stretches = piecesWithin(plan, most);
    const dearer = plan.costs[most]![0]! - free.costs[0]![0]!;
    if (stretches.length > 0 && dearer <= dearest * (pieces - stretches.length)) return { plan, stretches };
  }
  return known;
}

/** The shortest clauses behind which a sentence may be divided that need not be; shorter ones only where longer ones are not enough. */
const restingPlaces = [40, 20];

/** Of more pieces nobody counts one. */
const longest = 20;

function neededFor(width: number, roomOf: RoomOf): number {
  return Math.max(1, 1 + Math.ceil((width - roomOf(0)) / roomOf(1)));
}

function carriedNote(over: Atom, first: Atom): CutNote {
  const what = over.kind === 'heading' ? 'heading' : 'sentence';
  return {
    line: first.line,
    rule: 'said-again',
    text: `The ${what} “${firstWords(over.text)}” is said again here: what follows leans on it.`,
  };
}

/** Says so where a piece ends inside a sentence. */
function cutNote({ part, line, text }: Atom, roomOf: RoomOf, ruler: Ruler): CutNote | undefined {
  if (part?.behind === undefined) return undefined;
  const first = firstWords(part.whole.text);
  if (
    ruler.atom(part.whole) <= Math.min(roomOf(0), roomOf(1)) &&
    part.behind !== 'letter' &&
    part.behind !== 'word'
  )
    return {
      line,
      rule: 'clause',
      text: `A sentence goes on in the next piece, so that there are no more pieces than there must be: “${firstWords(text)}”.`,
    };
  const how = {
    clause: 'after a clause',
    comma: 'after a comma',
    word: 'between two words',
    letter: 'inside a word',
  }[part.behind];
  return {
    line,
    rule: part.behind === 'letter' ? 'long-word' : 'long-sentence',
    text: `A ${part.behind === 'letter' ? 'word' : 'sentence'} that no piece holds was cut ${how}: “${first}”.`,
  };
}
