import type { Atom } from './atoms.ts';
import { goesOnAfter, goesOnBefore } from './clauses.ts';
import { widthOf, type RoomOf, type Ruler, type Unit } from './fill.ts';
import { opensPointingBack, penalties } from './penalties.ts';

/** Everything that is known of the units, and where the pieces end that cost least in all. */
export interface Plan {
  readonly emptiness: number;
  readonly units: readonly Unit[];
  readonly roomOf: RoomOf;
  /** Width from the first unit to this one, joints included. */
  readonly upTo: Float64Array;
  readonly joints: Float64Array;
  /** Width of what is added before a piece that begins with this unit; behind one that ends before it. */
  readonly before: Float64Array;
  readonly behind: Float64Array;
  /** Cost of a piece that begins with this unit, whatever it holds; of one that ends before it. */
  readonly opening: Float64Array;
  readonly ending: Float64Array;
  /** What is said again over a piece that begins with this unit. */
  readonly carried: readonly (Atom | undefined)[];
  /** The section whose heading the last unit before holds goes on: a piece that only begins it there leaves it lonely. */
  readonly lonely: Uint8Array;
  /** The rest of a divided sentence follows: the piece ends here. */
  readonly mustEnd: Uint8Array;
  /** A sentence that need not be divided would be. */
  readonly endsInside: Uint8Array;
  /** Least cost of everything from this unit on, and where the piece that begins here ends. */
  readonly cost: Float64Array;
  readonly next: Int32Array;
}

/**
 * Weighs all divisions of the units into pieces against one another; `endOfClause` is the price of ending inside a sentence that was
 * divided by choice.
 */
export function planOf(
  units: readonly Unit[],
  mode: 'series' | 'thread',
  roomOf: RoomOf,
  ruler: Ruler,
  endOfClause: number,
): Plan {
  const count = units.length;
  const carried = mode === 'series' ? leaningOn(units, roomOf, ruler) : [];
  const plan: Plan = {
    emptiness: penalties.emptiness[mode],
    units,
    roomOf,
    upTo: new Float64Array(count + 1),
    joints: new Float64Array(count),
    before: new Float64Array(count),
    behind: new Float64Array(count + 1),
    opening: new Float64Array(count),
    ending: new Float64Array(count + 1),
    carried,
    lonely: new Uint8Array(count + 1),
    mustEnd: new Uint8Array(count + 1),
    endsInside: new Uint8Array(count + 1),
    cost: new Float64Array(count + 1),
    next: new Int32Array(count),
  };
  for (const [index, unit] of units.entries()) {
    const first = unit[0]!;
    plan.joints[index] = ruler.join(first.join);
    plan.upTo[index + 1] = plan.upTo[index]! + plan.joints[index]! + widthOf(unit, ruler);
    plan.ending[index] = endingBefore(first);
    if (first.clause?.opens === false) {
      plan.ending[index] = endOfClause;
      plan.endsInside[index] = 1;
      plan.before[index] = ruler.text(goesOnBefore);
      plan.behind[index] = ruler.text(goesOnAfter);
    } else if (pointsBack(first)) {
      const again = carried[index];
      plan.opening[index] = again === undefined ? penalties.pointsBack[mode] : penalties.carried;
      if (again !== undefined) plan.before[index] = ruler.atom(again) + ruler.join('\n\n');
    }
    const headed = units[index - 1]?.some(({ kind }) => kind === 'heading') === true;
    if (headed && first.kind !== 'heading') plan.lonely[index] = 1;
    if (unit.at(-1)!.part === 'open') plan.mustEnd[index + 1] = 1;
  }
  solve(plan);
  return plan;
}

function pointsBack(first: Atom): boolean {
  return first.part === undefined && first.kind !== 'heading' && opensPointingBack(first.text);
}

function endingBefore(first: Atom): number {
  if (first.kind === 'heading') return penalties.endOfSection;
  if (first.join === '\n\n' || first.join === '') return penalties.endOfParagraph;
  if (first.join === '\n') return penalties.insideList;
  return first.kind === 'list-item' ? penalties.insideItem : penalties.endOfSentence;
}

/** What is said again takes at most this share of the room. */
const mostCarried = 0.3;

/** For each unit that points back: the heading over it, or, where there is none, the sentence before it. */
function leaningOn(units: readonly Unit[], roomOf: RoomOf, ruler: Ruler): (Atom | undefined)[] {
  const most = roomOf(1) * mostCarried;
  let heading: Atom | undefined;
  return units.map((unit, index) => {
    const over = heading ?? units[index - 1]?.at(-1);
    heading = unit.findLast(({ kind }) => kind === 'heading') ?? heading;
    if (over === undefined || !pointsBack(unit[0]!)) return undefined;
    const alone = over.kind === 'heading' || (over.kind === 'paragraph' && over.part === undefined);
    if (!alone || opensPointingBack(over.text) || ruler.atom(over) > most) return undefined;
    return { ...over, join: '', carried: true };
  });
}

/** From the last unit to the first. A thread's first piece has less room than the others, and it can only begin at the first unit. */
function solve(plan: Plan): void {
  const { units, roomOf, cost, next, mustEnd } = plan;
  const count = units.length;
  for (let start = count - 1; start >= 0; start -= 1) {
    const room = roomOf(start === 0 ? 0 : 1);
    let least = Infinity;
    for (let end = start + 1; end <= count; end += 1) {
      const width = widthBetween(plan, start, end);
      if (width > room && end > start + 1) break;
      const total = costOf(plan, start, end, width / room) + cost[end]!;
      // Of equals the fuller piece, so that nothing depends on chance.
      if (total <= least) {
        least = total;
        next[start] = end;
      }
      if (mustEnd[end] === 1) break;
    }
    cost[start] = least;
  }
}

export function widthBetween(plan: Plan, start: number, end: number): number {
  const { upTo, joints, before, behind } = plan;
  return before[start]! + upTo[end]! - upTo[start]! - joints[start]! + behind[end]!;
}

const shortTail = 1 / 3;

export function costOf(plan: Plan, start: number, end: number, fill: number): number {
  const opening = penalties.piece + plan.opening[start]!;
  if (end < plan.units.length) {
    const empty = 1 - fill;
    const lonely = plan.lonely[end] === 1 && end > start + 1 ? penalties.lonelyHeading : 0;
    return opening + plan.ending[end]! + lonely + plan.emptiness * empty * empty;
  }
  return opening + (start > 0 && fill < shortTail ? penalties.shortTail * (1 - fill / shortTail) : 0);
}
