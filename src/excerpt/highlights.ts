import type { Atom } from './atoms.ts';
import { opensPointingBack } from './penalties.ts';

/** The excerpts that stand best alone, in the order of the text: each is one list of pieces. */
export function highlightsOf(threads: readonly Atom[][][], count: number): Atom[][][] {
  const scored = threads.map((pieces, index) => ({
    pieces,
    index,
    score: standing(pieces.flat().filter(({ carried }) => carried !== true)),
  }));
  const best = scored.toSorted((a, b) => b.score - a.score || a.index - b.index).slice(0, count);
  return best.toSorted((a, b) => a.index - b.index).map(({ pieces }) => pieces);
}

/** A claim with its reason, a definition, a question with its answer, a numbered step with its lead-in. */
function standing(atoms: readonly Atom[]): number {
  const said = atoms.filter(({ kind }) => kind !== 'heading');
  const [first] = said;
  if (first === undefined) return -10;
  const text = said.map((atom) => atom.text).join(' ');
  let score = 0;
  if (atoms[0]!.kind === 'heading') score += 2;
  if (opensPointingBack(first.text) && atoms[0]!.kind !== 'heading') score -= 4;
  if (atoms.some(({ part }) => part !== undefined)) score -= 3;
  if (reasons.test(text)) score += 2;
  if (definitions.test(first.text)) score += 2;
  if (/[?？؟]/u.test(atoms[0]!.text) && said.length > 1) score += 2;
  if (said.some(({ kind }) => kind === 'list-item'))
    score += said.some(({ leads }) => leads === true) ? 2 : -2;
  if (/\d/.test(text)) score += 0.5;
  return score + Math.min(said.length, 4) / 4;
}

const reasons =
  /\b(?:because|since|therefore|so that|which is why|due to|weil|denn|porque|parce que|car)\b|때문|므로|덕분|ので|ため|因为|因此|لأن/iu;
const definitions =
  /^(?:\p{L}[\p{L}\s-]{2,40}\s(?:is|are|means|refers to|ist|es|est)\s(?:an?|the|when|ein|eine|un|una|une)\b)|(?:이란|란)\s|(?:을|를)\s말합니다|とは|是指|هو\s/u;
