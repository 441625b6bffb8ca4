import type { Atom } from './atoms.ts';
import type { RoomOf, Ruler } from './fill.ts';
import { markAfter, markBefore } from './fragments.ts';
import { leaningOn } from './leaning.ts';
import { penalties } from './penalties.ts';
import { endingBetween, isUnanswered, openingWith, type Mode } from './prices.ts';
import { listsOf, quotesOf, sectionsOf, type Run } from './sections.ts';

/** Everything that is known of the atoms, and where the pieces end that cost least in all. Prices are whole numbers. */
export interface Plan {
  readonly mode: Mode;
  /** Sentences, and parts of those that may be divided. */
  readonly atoms: readonly Atom[];
  readonly roomOf: RoomOf;
  /** Up to here there is room for all the hashtags a piece is wished, and for half of them. */
  readonly easyOf: RoomOf;
  readonly fewOf: RoomOf;
  /** Width from the first atom to this one, joints included. */
  readonly upTo: Float64Array;
  readonly joints: Float64Array;
  /** Width of what marks a cut before a piece that begins with this atom; behind one that ends before it. */
  readonly before: Float64Array;
  readonly behind: Float64Array;
  /** Width of what is said again over a piece that begins with this atom. */
  readonly again: Float64Array;
  /** Price of a piece that begins with this atom, whatever it holds, and of one over which nothing is said again; of one that ends before it. */
  readonly opening: Float64Array;
  readonly openingAlone: Float64Array;
  readonly ending: Float64Array;
  /** What can be said again over a piece that begins with this atom. */
  readonly carried: readonly (Atom | undefined)[];
  /** A piece would hold the whole section, list or quotation that is torn before this atom. */
  readonly tornSection: Uint8Array;
  readonly tornList: Uint8Array;
  readonly tornQuote: Uint8Array;
  /** The heading of which one sentence stands before this atom: a piece that began before that heading leaves it lonely. */
  readonly lonelyFrom: Int32Array;
  /** Before this atom is no end of a clause: a piece that began before the place given here had a better end. */
  readonly betterFrom: Int32Array;
  /**
   * Least cost of everything from an atom on, where the piece that begins there ends, and whether nothing is said again over it though
   * something could be. One row for any number of pieces, or one for each number that may be left, from none on.
   */
  readonly costs: readonly Float64Array[];
  readonly nexts: readonly Int32Array[];
  readonly alones: readonly Uint8Array[];
}

/** What a plan is made for. */
export interface PlanOrder {
  readonly mode: Mode;
  readonly roomOf: RoomOf;
  readonly easyOf: RoomOf;
  readonly fewOf: RoomOf;
}

/** Weighs all divisions of the atoms into pieces against one another. */
export function planOf(
  atoms: readonly Atom[],
  { mode, roomOf, easyOf, fewOf }: PlanOrder,
  ruler: Ruler,
): Plan {
  const count = atoms.length;
  const plan: Plan = {
    mode,
    atoms,
    roomOf,
    easyOf,
    fewOf,
    upTo: new Float64Array(count + 1),
    joints: new Float64Array(count),
    before: new Float64Array(count),
    behind: new Float64Array(count + 1),
    again: new Float64Array(count),
    opening: new Float64Array(count),
    openingAlone: new Float64Array(count),
    ending: new Float64Array(count + 1),
    carried: mode === 'series' ? leaningOn(atoms, roomOf, ruler) : [],
    tornSection: new Uint8Array(count + 1),
    tornList: new Uint8Array(count + 1),
    tornQuote: new Uint8Array(count + 1),
    lonelyFrom: new Int32Array(count + 1),
    betterFrom: new Int32Array(count + 1),
    costs: [new Float64Array(count + 1)],
    nexts: [new Int32Array(count)],
    alones: [new Uint8Array(count)],
  };
  measure(plan, ruler);
  price(plan);
  solve(plan);
  return plan;
}

/** Weighs the divisions into at most so many pieces. */
export function planWithin(plan: Plan, most: number): Plan {
  const count = plan.atoms.length;
  const within: Plan = {
    ...plan,
    costs: Array.from({ length: most + 1 }, () => new Float64Array(count + 1).fill(Infinity)),
    nexts: Array.from({ length: most + 1 }, () => new Int32Array(count)),
    alones: Array.from({ length: most + 1 }, () => new Uint8Array(count)),
  };
  solveWithin(within, most);
  return within;
}

function measure({ atoms, joints, upTo, before, behind, again, carried }: Plan, ruler: Ruler): void {
  for (const [index, atom] of atoms.entries()) {
    joints[index] = ruler.join(atom.join);
    upTo[index + 1] = upTo[index]! + joints[index]! + ruler.atom(atom);
    const ahead = atom.part?.ahead;
    const over = carried[index];
    if (ahead !== undefined) {
      before[index] = ruler.text(markBefore(ahead));
      behind[index] = ruler.text(markAfter(ahead));
    } else if (over !== undefined) again[index] = ruler.atom(over) + ruler.join('\n\n');
  }
}

function price(plan: Plan): void {
  const { atoms, mode, opening, openingAlone, ending, carried, lonelyFrom, betterFrom } = plan;
  let heading = 0;
  let sentences = 0;
  let better = 0;
  for (let at = 1; at < atoms.length; at += 1) {
    const last = atoms[at - 1]!;
    const first = atoms[at]!;
    ending[at] =
      endingBetween(last, first, mode).price + (isUnanswered(last, first) ? penalties.unanswered[mode] : 0);
    openingAlone[at] = openingWith(first, undefined, mode)?.price ?? 0;
    opening[at] =
      carried[at] === undefined ? openingAlone[at]! : (openingWith(first, carried[at], mode)?.price ?? 0);
    if (last.kind !== 'heading') sentences += last.part?.behind === undefined ? 1 : 0;
    else if (atoms[at - 2]?.kind !== 'heading') {
      heading = at - 1;
      sentences = 0;
    }
    if (sentences === 1 && first.kind !== 'heading') lonelyFrom[at] = heading;
    const ahead = first.part?.ahead;
    if (ahead === 'word' || ahead === 'letter') betterFrom[at] = better;
    else if (last.kind !== 'heading') better = at;
  }
  const room = plan.roomOf(1);
  markTorn(plan, sectionsOf(atoms), plan.tornSection, penalties.tornSection[mode], room);
  markTorn(plan, listsOf(atoms), plan.tornList, penalties.tornList[mode], room);
  markTorn(plan, quotesOf(atoms), plan.tornQuote, penalties.tornQuote[mode], room);
}

function markTorn(
  { upTo, joints, ending }: Plan,
  runs: readonly Run[],
  torn: Uint8Array,
  price: number,
  room: number,
): void {
  for (const { start, end } of runs) {
    if (upTo[end]! - upTo[start]! - joints[start]! > room) continue;
    for (let at = start + 1; at < end; at += 1) {
      torn[at] = 1;
      ending[at] = ending[at]! + price;
    }
  }
}

/** From the last atom to the first. A thread's first piece has less room than the others, and it can only begin at the first atom. */
function solve(plan: Plan): void {
  const count = plan.atoms.length;
  const cost = plan.costs[0]!;
  const next = plan.nexts[0]!;
  for (let start = count - 1; start >= 0; start -= 1) {
    const room = plan.roomOf(start === 0 ? 0 : 1);
    const hashtags = hashtagRoomAt(plan, start);
    let least = Infinity;
    for (let end = start + 1; end <= count; end += 1) {
      const width = widthBetween(plan, start, end, false);
      if (width > room && end > start + 1) {
        // Only the mark of a cut may be too much here: a little farther on it may not be needed.
        if (width - plan.behind[end]! > room) break;
        continue;
      }
      const total = costOf(plan, { start, end, alone: false }, width, hashtags) + cost[end]!;
      // Of equals the fuller piece, so that nothing depends on chance.
      if (total <= least) {
        least = total;
        next[start] = end;
      }
    }
    cost[start] = least;
  }
}

function solveWithin(plan: Plan, most: number): void {
  const { costs, nexts, alones, behind } = plan;
  const count = plan.atoms.length;
  for (const row of costs) row[count] = 0;
  for (let start = count - 1; start >= 0; start -= 1) {
    const room = plan.roomOf(start === 0 ? 0 : 1);
    const hashtags = hashtagRoomAt(plan, start);
    for (const alone of openingsAt(plan, start)) {
      for (let end = start + 1; end <= count; end += 1) {
        const width = widthBetween(plan, start, end, alone);
        if (width > room && end > start + 1) {
          if (width - behind[end]! > room) break;
          continue;
        }
        const own = costOf(plan, { start, end, alone }, width, hashtags);
        for (let left = 1; left <= most; left += 1) {
          const total = own + costs[left - 1]![end]!;
          if (total < Infinity && total <= costs[left]![start]!) {
            costs[left]![start] = total;
            nexts[left]![start] = end;
            alones[left]![start] = alone ? 1 : 0;
          }
        }
      }
    }
  }
}

/** Whether nothing is said again over a piece that begins here: both ways where something can be, and a piece may be saved by it. */
export function openingsAt({ carried, costs }: Plan, start: number): readonly boolean[] {
  return carried[start] === undefined || costs.length === 1 ? saidAgain : either;
}

const saidAgain = [false];
const either = [true, false];

export function widthBetween(plan: Plan, start: number, end: number, alone: boolean): number {
  const { upTo, joints, before, behind, again } = plan;
  return (
    before[start]! + (alone ? 0 : again[start]!) + upTo[end]! - upTo[start]! - joints[start]! + behind[end]!
  );
}

export const shortTail = 1 / 3;

/** Up to where a piece has room for its hashtags. */
export interface HashtagRoom {
  readonly few: number;
  readonly easy: number;
}

export function hashtagRoomAt({ easyOf, fewOf }: Plan, start: number): HashtagRoom {
  const piece = start === 0 ? 0 : 1;
  return { few: fewOf(piece), easy: easyOf(piece) };
}

/** The atoms of one piece, the last one left out. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  /** Nothing is said again over it, though something could be. */
  readonly alone: boolean;
}

/** What a piece costs by itself and by where it ends. */
export function costOf(
  plan: Plan,
  { start, end, alone }: Stretch,
  width: number,
  hashtags: HashtagRoom,
): number {
  const fill = width / hashtags.easy;
  const opening =
    penalties.piece +
    (alone ? plan.openingAlone[start]! : plan.opening[start]!) +
    crowdedPrice(width, hashtags);
  if (end === plan.atoms.length) return opening + tailPrice(start, fill);
  return (
    opening +
    plan.ending[end]! +
    (start < plan.lonelyFrom[end]! ? penalties.lonelyHeading : 0) +
    (start < plan.betterFrom[end]! ? penalties.avoidable : 0) +
    emptinessPrice(plan.mode, fill)
  );
}

export function crowdedPrice(width: number, { few, easy }: HashtagRoom): number {
  return width <= easy ? 0 : width <= few ? penalties.crowded : penalties.crowdedOut;
}

export function emptinessPrice(mode: Mode, fill: number): number {
  const empty = Math.max(0, 1 - fill);
  return Math.round(penalties.emptiness[mode] * empty * empty);
}

export function tailPrice(start: number, fill: number): number {
  return start > 0 && fill < shortTail ? Math.round(penalties.shortTail * (1 - fill / shortTail)) : 0;
}

/** The pieces, first to last, when at most `most` may be used; none when that is not possible. */
export function piecesWithin({ costs, nexts, alones, atoms }: Plan, most: number): Stretch[] {
  const many = costs.length > 1;
  if (costs[many ? most : 0]![0] === Infinity) return [];
  const pieces: Stretch[] = [];
  for (let start = 0, left = most; start < atoms.length; left -= 1) {
    const row = many ? left : 0;
    const end = nexts[row]![start]!;
    pieces.push({ start, end, alone: alones[row]![start] === 1 });
    start = end;
  }
  return pieces;
}
