import { firstWords } from './first-words.ts';
import type { CutNote } from './fill.ts';
import { penalties } from './penalties.ts';
import {
  costOf,
  crowdedPrice,
  emptinessPrice,
  hashtagRoomAt,
  openingsAt,
  tailPrice,
  widthBetween,
  type Plan,
  type Stretch,
} from './plan.ts';
import { endingBetween, isUnanswered, openingWith, type Priced } from './prices.ts';

/**
 * Why a piece ends where it does and not at the next best place, with `left` pieces to come. Both are told with all that they cost: the
 * parts add up to the sum that follows them, and the smaller sum won.
 */
export function explanationOf(plan: Plan, stretch: Stretch, left: number): CutNote {
  const { line } = plan.atoms[stretch.end]!;
  const won = `Cut before “${openingAt(plan, stretch.end)}”: ${accountOf(plan, stretch, left)}`;
  const rival = rivalOf(plan, stretch, left);
  const over =
    rival === undefined
      ? plan.costs.length > 1
        ? 'No other place was possible without one piece more.'
        : 'No other place was possible.'
      : `The next best was ${rival.end === plan.atoms.length ? 'to go on to the end' : `before “${openingAt(plan, rival.end)}”`}: ${accountOf(plan, rival, left)}.`;
  return { line, rule: 'cut', text: `${won}. ${over}` };
}

/** "a piece (100), 81 % full (4), at the end of a paragraph (3), what follows (412) = 519". */
function accountOf(plan: Plan, stretch: Stretch, left: number): string {
  const parts = partsOf(plan, stretch);
  const rest = restOf(plan, stretch.end, left);
  if (stretch.end < plan.atoms.length) parts.push({ what: 'what follows', price: rest });
  const sum = parts.reduce((all, { price }) => all + price, 0);
  return `${parts.map(({ what, price }) => `${what} (${price})`).join(', ')} = ${sum}`;
}

/** All that a piece costs, in words; the prices add up to what the plan reckoned with. */
export function partsOf(plan: Plan, { start, end, alone }: Stretch): Priced[] {
  const { atoms, mode, carried, tornSection, tornList, tornQuote, lonelyFrom, betterFrom } = plan;
  const hashtags = hashtagRoomAt(plan, start);
  const width = widthBetween(plan, start, end, alone);
  const fill = width / hashtags.easy;
  const percent = `${Math.round(Math.min(1, fill) * 100)} % full`;
  const parts: Priced[] = [{ what: 'a piece', price: penalties.piece }];
  const opening =
    start === 0 ? undefined : openingWith(atoms[start]!, alone ? undefined : carried[start], mode);
  if (opening !== undefined) parts.push(opening);
  const crowded = crowdedPrice(width, hashtags);
  if (crowded > 0)
    parts.push({
      what: `so full that ${crowded === penalties.crowded ? 'some' : 'most'} hashtags have no place`,
      price: crowded,
    });
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

function restOf({ costs }: Plan, end: number, left: number): number {
  return costs[costs.length > 1 ? left : 0]![end]!;
}

/** The best of the pieces with another end, where there is one. */
function rivalOf(plan: Plan, { start, end }: Stretch, left: number): Stretch | undefined {
  const room = plan.roomOf(start === 0 ? 0 : 1);
  const hashtags = hashtagRoomAt(plan, start);
  let best: { readonly rival: Stretch; readonly total: number } | undefined;
  for (const alone of openingsAt(plan, start)) {
    for (let other = start + 1; other <= plan.atoms.length; other += 1) {
      const width = widthBetween(plan, start, other, alone);
      if (width > room && other > start + 1) {
        if (width - plan.behind[other]! > room) break;
        continue;
      }
      const rival = { start, end: other, alone };
      const total = costOf(plan, rival, width, hashtags) + restOf(plan, other, left);
      if (other !== end && total < Infinity && (best === undefined || total < best.total))
        best = { rival, total };
    }
  }
  return best?.rival;
}

function openingAt(plan: Plan, at: number): string {
  return firstWords(plan.atoms[at]!.text);
}
