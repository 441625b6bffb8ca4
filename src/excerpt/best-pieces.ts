import type { Atom } from './atoms.ts';
import { clausesOf, rejoined } from './clauses.ts';
import { explanationOf, shortened } from './explanation.ts';
import { rulerOf, unitsOf, type CutNote, type Filled, type RoomOf, type Ruler, type Unit } from './fill.ts';
import { penalties } from './penalties.ts';
import { planOf, type Plan } from './plan.ts';

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
  const notes: CutNote[] = [];
  const units = unitsOf(atoms, roomOf, ruler, notes);
  const plan = mode === 'series' ? planOf(units, mode, roomOf, ruler, 0) : threadPlan(units, roomOf, ruler);
  const pieces: Atom[][] = [];
  for (let start = 0; start < plan.units.length;) {
    const end = plan.next[start]!;
    const own = rejoined(plan.units.slice(start, end).flat());
    const carried = plan.carried[start];
    pieces.push(carried === undefined ? own : [carried, { ...own[0]!, join: '\n\n' }, ...own.slice(1)]);
    if (carried !== undefined) notes.push(carriedNote(carried, own[0]!));
    if (plan.endsInside[end] === 1) notes.push(clauseNote(own.at(-1)!));
    if (explain && end < plan.units.length) notes.push(explanationOf(plan, start, end));
    start = end;
  }
  return { pieces, notes };
}

/** Whole sentences, unless they take more pieces than the words need: then clauses, at the highest price that mends it. */
function threadPlan(units: readonly Unit[], roomOf: RoomOf, ruler: Ruler): Plan {
  let best = planOf(units, 'thread', roomOf, ruler, 0);
  let pieces = piecesIn(best);
  const needed = Math.ceil(best.upTo[units.length]! / roomOf(1));
  if (pieces <= needed + 1 || needed >= longestThread) return best;
  for (const { price, at } of penalties.endOfClause) {
    const clauses = units.flatMap((unit) => clausesOf(unit, at));
    if (clauses.length === units.length) continue;
    const plan = planOf(clauses, 'thread', roomOf, ruler, price);
    const fewer = piecesIn(plan);
    if (fewer < pieces) {
      best = plan;
      pieces = fewer;
    }
    if (pieces <= needed + 1) break;
  }
  return best;
}

/** Of longer ones nobody counts the pieces. */
const longestThread = 25;

function piecesIn({ next, units }: Plan): number {
  let pieces = 0;
  for (let at = 0; at < units.length; at = next[at]!) pieces += 1;
  return pieces;
}

function carriedNote(over: Atom, first: Atom): CutNote {
  const what = over.kind === 'heading' ? 'heading' : 'sentence';
  return {
    line: first.line,
    at: first.span[0],
    rule: 'said-again',
    text: `The ${what} “${shortened(over.text)}” is said again here: what follows points back to it.`,
  };
}

function clauseNote(last: Atom): CutNote {
  return {
    line: last.line,
    at: last.span[0],
    rule: 'clause',
    text: `A sentence goes on in the next piece, so that the thread is no longer than it must be: “${shortened(last.text)}”.`,
  };
}
