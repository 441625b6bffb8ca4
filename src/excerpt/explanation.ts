import type { CutNote } from './fill.ts';
import { costOf, widthBetween, type Plan } from './plan.ts';
import { penalties } from './penalties.ts';

/**
 * Why a piece that begins at `start` ends at `end` and not at the next best place. The numbers are points: what each of the two
 * costs here, and by how much the whole post would be worse.
 */
export function explanationOf(plan: Plan, start: number, end: number): CutNote {
  const { line, span } = plan.units[end]![0]!;
  const won = `Cut before “${openingAt(plan, end)}”: ${accountOf(plan, start, end)}`;
  const rival = rivalOf(plan, start, end);
  return { line, at: span[0], rule: 'cut', text: `${won}. ${overWhat(plan, start, end, rival)}` };
}

function overWhat(
  plan: Plan,
  start: number,
  end: number,
  rival: { readonly end: number; readonly total: number } | undefined,
): string {
  if (rival === undefined) return 'No other place was possible.';
  const more = Math.round(rival.total - totalOf(plan, start, end));
  const where =
    rival.end === plan.units.length ? 'to go on to the end' : `before “${openingAt(plan, rival.end)}”`;
  const worse =
    more > 0 ? `${more} points worse for the post as a whole` : 'no worse, but the piece is emptier';
  return `The next best was ${where}: ${accountOf(plan, start, rival.end)}; ${worse}.`;
}

function totalOf(plan: Plan, start: number, end: number): number {
  return costOf(plan, start, end, fillOf(plan, start, end)) + plan.cost[end]!;
}

function fillOf(plan: Plan, start: number, end: number): number {
  return widthBetween(plan, start, end) / plan.roomOf(start === 0 ? 0 : 1);
}

function rivalOf(plan: Plan, start: number, end: number): { end: number; total: number } | undefined {
  let best: { end: number; total: number } | undefined;
  for (let other = start + 1; other <= plan.units.length; other += 1) {
    if (fillOf(plan, start, other) > 1 && other > start + 1) break;
    const total = totalOf(plan, start, other);
    if (other !== end && (best === undefined || total < best.total)) best = { end: other, total };
    if (plan.mustEnd[other] === 1) break;
  }
  return best;
}

/** In words, each with its price: what this piece and the cut behind it cost. */
function accountOf(plan: Plan, start: number, end: number): string {
  const fill = fillOf(plan, start, end);
  const parts = [`piece ${Math.round(fill * 100)} % full`];
  if (end === plan.units.length) return `${parts[0]}, and the last one`;
  const empty = Math.round(plan.emptiness * (1 - fill) ** 2);
  if (empty > 0) parts[0] += ` (${empty})`;
  const first = plan.units[end]![0]!;
  const place =
    plan.endsInside[end] === 1
      ? 'inside a sentence, after a clause'
      : first.kind === 'heading'
        ? 'before a heading'
        : first.join === '\n\n'
          ? 'at the end of a paragraph'
          : first.join === '\n'
            ? 'between two items'
            : first.kind === 'list-item'
              ? 'inside an item'
              : 'inside a paragraph, after a sentence';
  parts.push(priced(place, plan.ending[end]!));
  if (plan.lonely[end] === 1 && end > start + 1)
    parts.push(priced('a heading with one sentence at the end of the piece', penalties.lonelyHeading));
  const opening = plan.opening[end]!;
  const again = plan.carried[end];
  if (again !== undefined)
    parts.push(priced(`the next piece points back and says “${shortened(again.text)}” again`, opening));
  else if (opening >= penalties.pointsBack.series)
    parts.push(priced('the next piece opens with a word that points back', opening));
  else if (opening > 0) parts.push(priced('the next piece points back, which a thread can bear', opening));
  return parts.join(', ');
}

function priced(what: string, price: number): string {
  return price === 0 ? what : `${what} (${price})`;
}

function openingAt(plan: Plan, at: number): string {
  return shortened(plan.units[at]![0]!.text);
}

/** The first words of a text, to know it by. */
export function shortened(text: string): string {
  const words = text.split(/\s+/u, 7);
  const few = words.slice(0, 6).join(' ');
  if (few.length > 45) return `${Array.from(few).slice(0, 40).join('')}…`;
  return words.length > 6 ? `${few} …` : few;
}
