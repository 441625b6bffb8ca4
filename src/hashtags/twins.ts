import type { Tag, Unit } from './tag.ts';

/** For each hashtag the indices of those that mean the same, in whatever language. */
export function twinsOf(tags: readonly Tag[]): number[][] {
  return tags.map((tag, i) => tags.flatMap((other, j) => (i !== j && meansTheSame(tag, other) ? [j] : [])));
}

/** As a whole by the lexicon, or part by part in whatever order: #코어운동 and #coreexercise. */
function meansTheSame(tag: Tag, other: Tag): boolean {
  if (tag.letters === other.letters) return true;
  if (
    tag.senses.some((one) =>
      other.senses.some((two) => one.concept === two.concept && !(one.ambiguous && two.ambiguous)),
    )
  )
    return true;
  if (tag.units.length !== other.units.length) return false;
  return allIn(tag.units, other.units) && allIn(other.units, tag.units);
}

function allIn(units: readonly Unit[], others: readonly Unit[]): boolean {
  return units.every((unit) => others.some((other) => sameUnit(unit, other)));
}

function sameUnit(one: Unit, other: Unit): boolean {
  if (one.stems.join('') === other.stems.join('')) return true;
  return one.senses.some(
    ({ concept, broad }) => !broad && other.senses.some((two) => two.concept === concept),
  );
}
