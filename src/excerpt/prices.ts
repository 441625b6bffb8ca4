import type { Atom } from './atoms.ts';
import { firstWords } from './first-words.ts';
import { opensPointingBack, penalties } from './penalties.ts';

export type Mode = 'series' | 'thread';

/** One reason why a piece costs what it costs, in words and in points; a whole number. */
export interface Priced {
  readonly what: string;
  readonly price: number;
}

/** What it costs that a piece ends between two atoms, whatever else it holds. */
export function endingBetween(last: Atom, first: Atom, mode: Mode): Priced {
  const ahead = first.part?.ahead;
  if (ahead !== undefined) return insideSentence(ahead, last, mode);
  if (last.kind === 'heading') return { what: 'a heading ends the piece', price: penalties.headingEnds };
  if (last.leads === true)
    return { what: 'parted from the words that announce it', price: penalties.tornLeadIn };
  if (first.kind === 'heading') return { what: 'before a heading', price: penalties.endOfSection };
  if (first.join === '\n\n' || first.join === '')
    return { what: 'at the end of a paragraph', price: penalties.endOfParagraph };
  if (first.join === '\n') return { what: 'between two items', price: penalties.insideList };
  if (first.kind === 'list-item') return { what: 'inside an item', price: penalties.insideItem[mode] };
  return { what: 'inside a paragraph, after a sentence', price: penalties.endOfSentence };
}

/** A question whose answer follows in another piece. */
export function isUnanswered(last: Atom, first: Atom): boolean {
  return (
    /[?？؟]["”’)」]*$/u.test(last.text) &&
    last.part?.behind === undefined &&
    last.kind !== 'heading' &&
    first.kind !== 'heading'
  );
}

function insideSentence(ahead: NonNullable<Atom['part']>['ahead'], last: Atom, mode: Mode): Priced {
  switch (ahead) {
    case 'clause':
      return { what: 'inside a sentence, after a clause', price: penalties.endOfClause[mode] };
    case 'comma':
      return { what: 'inside a sentence, after a comma', price: penalties.comma[mode] };
    case 'letter':
      return { what: 'inside a word that no piece holds', price: penalties.insideWord };
    default:
      return clinging.test(last.text)
        ? {
            what: `between two words, after “${clinging.exec(last.text)![0]}”`,
            price: penalties.endOfWord + penalties.clingingWord,
          }
        : { what: 'between two words', price: penalties.endOfWord };
  }
}

const clinging =
  /(?<![\p{L}\p{N}])(?:an?|the|of|to|in|on|at|by|for|with|from|and|or|is|are|not|no|el|la|los|las|un|una|de|del|en|con|por|y|le|les|une|des|du|et|der|die|das|den|dem|ein|eine|einen|im|von|mit|und|zu)$/iu;

/** What it costs that a piece begins with an atom; `again` is what is said again over it. */
export function openingWith(first: Atom, again: Atom | undefined, mode: Mode): Priced | undefined {
  if (leansBack(first)) {
    if (again !== undefined)
      return {
        what: `it points back, and “${firstWords(again.text)}” is said again`,
        price: penalties.carried,
      };
    const what =
      mode === 'series' ? 'it opens with a word that points back' : 'it points back, which a thread can bear';
    return { what, price: penalties.pointsBack[mode] };
  }
  if (mode === 'thread' || !goesOnInList(first)) return undefined;
  if (again !== undefined)
    return {
      what: `it goes on with a list, and “${firstWords(again.text)}” is said again`,
      price: penalties.listCarried,
    };
  return { what: 'it opens in the middle of a list', price: penalties.goesOnInList };
}

/** It opens with a word that points back to what its reader has not seen. */
export function leansBack(first: Atom): boolean {
  if (first.part?.ahead !== undefined || first.kind === 'heading') return false;
  let leans = leaning.get(first);
  if (leans === undefined) leaning.set(first, (leans = opensPointingBack(first.text)));
  return leans;
}

/** A post is cut for one platform after the other, and most of its sentences are the same for all. */
const leaning = new WeakMap<Atom, boolean>();

/** An item or row that is not the first of its list, or a sentence inside one. */
export function goesOnInList({ kind, join, part }: Atom): boolean {
  return (
    (kind === 'list-item' || kind === 'table-row') &&
    part?.ahead === undefined &&
    join !== '\n\n' &&
    join !== ''
  );
}
