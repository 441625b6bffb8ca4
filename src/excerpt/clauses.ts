import type { Atom } from './atoms.ts';
import type { Unit } from './fill.ts';

/** A clause shorter than this is no place to rest. In UTF-16 units; Korean, Chinese and Japanese say twice as much in a letter. */
const shortest = 40;
const shortestDense = 20;

const goesOn =
  'and|but|or|so|because|which|who|when|while|if|although|though|since|where|whereas|unless|until|then|und|aber|oder|denn|sondern|dass|weil|wenn|während|obwohl|y|e|pero|porque|que|si|cuando|aunque|mientras|et|mais|ou|car|parce|qui|quand|lorsque|puis';
const strict = [
  String.raw`[;:](?=\s\p{L})|(?=\s[–—]\s)|,(?=\s(?:${goesOn})\s)`,
  String.raw`[가-힣](?:지만|는데|으며|하며|므로|니까|어서|아서|해서|하고|되고|면),?(?=\s)`,
  String.raw`(?<=[ぁ-ん])、|[，；]`,
].join('|');
/** Behind a semicolon or colon, before a dash, and behind a comma: `clauses` where one begins, `commas` where perhaps a list goes on. */
const ends = {
  clauses: new RegExp(strict, 'gu'),
  commas: new RegExp(String.raw`${strict}|[,、](?=\s?\p{L})`, 'gu'),
} as const;

/** A unit whose last sentence is divided at its clauses; where they meet in one piece again, `rejoined` mends them. */
export function clausesOf(unit: Unit, at: keyof typeof ends): Unit[] {
  const last = unit.at(-1)!;
  if (last.part !== undefined || last.kind === 'heading' || last.kind === 'code') return [unit];
  const { text } = last;
  const least = /[\p{Lo}]{4}/u.test(text) ? shortestDense : shortest;
  const cuts: number[] = [];
  for (const match of text.matchAll(ends[at])) {
    const end = match.index + match[0].length;
    if (end - (cuts.at(-1) ?? 0) >= least && text.length - end >= least) cuts.push(end);
  }
  if (cuts.length === 0) return [unit];
  return [0, ...cuts].map((start, index) => {
    const end = cuts[index] ?? text.length;
    const words = text.slice(start, end);
    const atom: Atom = {
      ...last,
      text: words.trim(),
      join: index === 0 ? last.join : /^\s/u.test(words) ? ' ' : '',
      clause: { opens: index === 0, closes: index === cuts.length },
    };
    return index === 0 ? [...unit.slice(0, -1), atom] : [atom];
  });
}

export const goesOnAfter = ' …';
export const goesOnBefore = '… ';

/** The atoms of one piece with clauses of a sentence put together again, and an ellipsis where the piece begins or ends inside one. */
export function rejoined(atoms: readonly Atom[]): Atom[] {
  const whole: Atom[] = [];
  for (const atom of atoms) {
    const before = whole.at(-1);
    if (before?.clause !== undefined && atom.clause?.opens === false) {
      const clause = { opens: before.clause.opens, closes: atom.clause.closes };
      whole[whole.length - 1] = { ...before, text: before.text + atom.join + atom.text, clause };
    } else whole.push(atom);
  }
  return whole.map((atom) => {
    const { clause, ...rest } = atom;
    if (clause === undefined) return atom;
    const text = `${clause.opens ? '' : goesOnBefore}${atom.text}${clause.closes ? '' : goesOnAfter}`;
    if (clause.opens && clause.closes) return { ...rest, text };
    return { ...rest, text, part: clause.closes ? 'last' : 'open' };
  });
}
