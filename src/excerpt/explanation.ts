import { firstWords } from './first-words.ts';
import type { CutNote } from './fill.ts';
import { penalties } from './penalties.ts';
import { costOf, emptinessPrice, tailPrice, widthBetween, type Plan } from './plan.ts';
import { endingBetween, isUnanswered, openingWith, type Priced } from './prices.ts';

/**
 * Why a piece that begins at `start` ends at `end` and not at the next best place, with `left` pieces to come. Both are told with all
 * that they cost: the parts add up to the sum that follows them, and the smaller sum won.
 */
export function explanationOf(plan: Plan, start: number, end: number, left: number): CutNote {
  const { line } = plan.atoms[end]!;
  const won = `Cut before “${openingAt(plan, end)}”: ${accountOf(plan, start, end, left)}`;
  const rival = rivalOf(plan, start, end, left);
  const over =
    rival === undefined
      ? plan.costs.length > 1
        ? 'No other place was possible without one piece more.'
        : 'No other place was possible.'
      : `The next best was ${rival === plan.atoms.length ? 'to go on to the end' : `before “${openingAt(plan, rival)}”`}: ${accountOf(plan, start, rival, left)}.`;
  return { line, rule: 'cut', text: `${won}. ${over}` };
}

/** "a piece (100), 81 % full (4), at the end of a paragraph (3), what follows (412) = 519". */
function accountOf(plan: Plan, start: number, end: number, left: number): string {
  const parts = partsOf(plan, start, end);
  const rest = restOf(plan, end, left);
  if (end < plan.atoms.length) parts.push({ what: 'what follows', price: rest });
  const sum = parts.reduce((all, { price }) => all + price, 0);
  return `${parts.map(({ what, price }) => `${what} (${price})`).join(', ')} = ${sum}`;
}

/** All that a piece costs, in words; the prices add up to what the plan reckoned with. */
export function partsOf(plan: Plan, start: number, end: number): Priced[] {
  const { atoms, mode, carried, tornSection, tornList, tornQuote, lonelyFrom, betterFrom } = plan;
  const fill = fillOf(plan, start, end);
  const percent = `${Math.round(widthShare(plan, start, end) * 100)} % full`;
  const parts: Priced[] = [{ what: 'a piece', price: penalties.piece }];
  const opening = start === 0 ? undefined : openingWith(atoms[start]!, carried[start], mode);
  if (opening !== undefined) parts.push(opening);
  if (fill > 1) parts.push({ what: 'so full that hashtags have no place', price: penalties.crowded });
  if (end === atoms.length) {
    parts.push({ what: `the last, ${percent}`, price: tailPrice(start, fill) });
    return parts;
  }
  parts.push({ what: percent, price: emptinessPrice(mode, fill) });
  parts.push(endingBetween(atoms[end - 1]!, atoms[end]!, mode));
  if (isUnanswered(atoms[end - 1]!, atoms[end]!))
    parts.push({
      what: 'a question whose answer follows in the next piece',
      price: penalties.unanswered[mode],
    });
  if (tornSection[end] === 1)
    parts.push({ what: 'a section that one piece would hold is torn', price: penalties.tornSection[mode] });
  if (tornList[end] === 1)
    parts.push({ what: 'a list that one piece would hold is torn', price: penalties.tornList[mode] });
  if (tornQuote[end] === 1)
    parts.push({ what: 'a quotation that one piece would hold is torn', price: penalties.tornQuote[mode] });
  if (start < lonelyFrom[end]!)
    parts.push({ what: 'a heading with one sentence ends the piece', price: penalties.lonelyHeading });
  if (start < betterFrom[end]!)
    parts.push({ what: 'a sentence or clause ends within the piece', price: penalties.avoidable });
  return parts;
}

function fillOf(plan: Plan, start: number, end: number): number {
  return widthBetween(plan, start, end) / plan.easyOf(start === 0 ? 0 : 1);
}

function widthShare(plan: Plan, start: number, end: number): number {
  return Math.min(1, fillOf(plan, start, end));
}

function restOf({ costs }: Plan, end: number, left: number): number {
  return costs[costs.length > 1 ? left : 0]![end]!;
}

/** The best of the other ends, where there is one. */
function rivalOf(plan: Plan, start: number, end: number, left: number): number | undefined {
  const room = plan.roomOf(start === 0 ? 0 : 1);
  let best: { readonly end: number; readonly total: number } | undefined;
  for (let other = start + 1; other <= plan.atoms.length; other += 1) {
    const width = widthBetween(plan, start, other);
    if (width > room && other > start + 1) {
      if (width - plan.behind[other]! > room) break;
      continue;
    }
    const total = costOf(plan, start, other, fillOf(plan, start, other)) + restOf(plan, other, left);
    if (other !== end && total < Infinity && (best === undefined || total < best.total))
      best = { end: other, total };
  }
  return best?.end;
}

function openingAt(plan: Plan, at: number): string {
  return firstWords(plan.atoms[at]!.text);
}
