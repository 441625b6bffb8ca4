import type { Atom } from './atoms.ts';
import { rulerOf, unitsOf, widthOf, type Filled, type RoomOf, type Ruler, type Unit } from './fill.ts';
import { opensPointingBack, penalties } from './penalties.ts';
import type { Note } from '../domain/note.ts';

/**
 * Divides the atoms where the sum of penalties over all pieces is least, as TeX breaks paragraphs into lines. Costs the number
 * of sentences times those that fit one piece. With `explain`, a note for each cut says what it won over.
 */
export function bestPieces(
  atoms: readonly Atom[],
  roomOf: RoomOf,
  length: (text: string) => number,
  { mode, explain }: { readonly mode: 'series' | 'thread'; readonly explain: boolean },
): Filled {
  const ruler = rulerOf(length);
  const notes: Note[] = [];
  const units = unitsOf(atoms, roomOf, ruler, notes);
  const plan = planOf(units, mode, ruler);
  const totals = cheapest(plan, roomOf);
  const pieces: Atom[][] = [];
  for (let start = 0; start < units.length;) {
    const end = totals.next[start]!;
    pieces.push(units.slice(start, end).flat());
    if (explain && end < units.length) notes.push(explanation(plan, totals, roomOf, start, end));
    start = end;
  }
  return { pieces, notes };
}

interface Plan {
  readonly emptiness: number;
  readonly units: readonly Unit[];
  /** Width from the first unit to this one, joints included. */
  readonly upTo: Float64Array;
  readonly joints: Float64Array;
  /** Cost of a piece that begins with this unit, whatever it holds; of one that ends before it. */
  readonly opening: Float64Array;
  readonly ending: Float64Array;
  /** The rest of a divided sentence follows: the piece ends here. */
  readonly mustEnd: Uint8Array;
}

function planOf(units: readonly Unit[], mode: 'series' | 'thread', ruler: Ruler): Plan {
  const count = units.length;
  const plan = {
    emptiness: penalties.emptiness[mode],
    units,
    upTo: new Float64Array(count + 1),
    joints: new Float64Array(count),
    opening: new Float64Array(count),
    ending: new Float64Array(count + 1),
    mustEnd: new Uint8Array(count + 1),
  };
  for (const [index, unit] of units.entries()) {
    const first = unit[0]!;
    plan.joints[index] = ruler.join(first.join);
    plan.upTo[index + 1] = plan.upTo[index]! + plan.joints[index]! + widthOf(unit, ruler);
    plan.opening[index] =
      first.part === undefined && first.kind !== 'heading' && opensPointingBack(first.text)
        ? penalties.pointsBack[mode]
        : 0;
    plan.ending[index] = endingBefore(first);
    if (unit.at(-1)!.part === 'open') plan.mustEnd[index + 1] = 1;
  }
  return plan;
}

function endingBefore(first: Atom): number {
  if (first.kind === 'heading') return penalties.endOfSection;
  if (first.join === '\n\n' || first.join === '') return penalties.endOfParagraph;
  if (first.join === '\n') return penalties.insideList;
  return penalties.endOfSentence;
}

interface Totals {
  /** Least cost of everything from this unit on. */
  readonly cost: Float64Array;
  /** Where the piece that begins here ends. */
  readonly next: Int32Array;
}

/** From the last unit to the first. A thread's first piece has less room than the others, and it can only begin at the first unit. */
function cheapest(plan: Plan, roomOf: RoomOf): Totals {
  const count = plan.units.length;
  const cost = new Float64Array(count + 1);
  const next = new Int32Array(count + 1);
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
      if (plan.mustEnd[end] === 1) break;
    }
    cost[start] = least;
  }
  return { cost, next };
}

function widthBetween({ upTo, joints }: Plan, start: number, end: number): number {
  return upTo[end]! - upTo[start]! - joints[start]!;
}

const shortTail = 1 / 3;

function costOf(plan: Plan, start: number, end: number, fill: number): number {
  const opening = penalties.piece + plan.opening[start]!;
  if (end < plan.units.length) {
    const empty = 1 - fill;
    return opening + plan.ending[end]! + plan.emptiness * empty * empty;
  }
  return opening + (start > 0 && fill < shortTail ? penalties.shortTail * (1 - fill / shortTail) : 0);
}

/** Why the piece ends there and not at the next best place. */
function explanation(plan: Plan, totals: Totals, roomOf: RoomOf, start: number, end: number): Note {
  const room = roomOf(start === 0 ? 0 : 1);
  let rival = 0;
  let least = Infinity;
  for (let other = start + 1; other <= plan.units.length; other += 1) {
    const width = widthBetween(plan, start, other);
    if (width > room && other > start + 1) break;
    const total = costOf(plan, start, other, width / room) + totals.cost[other]!;
    if (other !== end && total < least) {
      least = total;
      rival = other;
    }
    if (plan.mustEnd[other] === 1) break;
  }
  const first = plan.units[end]![0]!;
  const won = `Cut before “${opening(first)}”: ${accountOf(plan, start, end, room)}, ${Math.round(totals.cost[start]!)} in all`;
  const lost =
    rival === 0
      ? 'nothing else fits'
      : rival === plan.units.length
        ? `to go on to the end would have cost ${Math.round(least)}`
        : `before “${opening(plan.units[rival]![0]!)}” it would have cost ${Math.round(least)} (${accountOf(plan, start, rival, room)})`;
  return { line: first.line, rule: 'cut', text: `${won}; ${lost}.` };
}

function accountOf(plan: Plan, start: number, end: number, room: number): string {
  const fill = widthBetween(plan, start, end) / room;
  const parts = [`${Math.round(fill * 100)} % full ${Math.round(plan.emptiness * (1 - fill) ** 2)}`];
  if (end < plan.units.length) {
    const first = plan.units[end]![0]!;
    const place =
      first.kind === 'heading'
        ? 'end of a section'
        : first.join === '\n\n'
          ? 'end of a paragraph'
          : first.join === '\n'
            ? 'inside a list'
            : 'inside a paragraph';
    parts.push(`${place} ${plan.ending[end]}`);
    if (plan.opening[end]! > 0) parts.push(`the next points back ${plan.opening[end]}`);
  }
  return parts.join(', ');
}

function opening(atom: Atom): string {
  return `${atom.text.split(/\s+/u, 5).join(' ').slice(0, 40)}…`;
}
