import type { Tag, Unit } from './tag.ts';

/** How a hashtag stands to the others of its post. */
export interface Kin {
  /** Indices of those that mean the same: what speaks for one speaks for the other. */
  readonly twins: readonly number[];
  /** Share of the others that hold it: #camping among #familycamping and #캠핑요리 is what the post is about. */
  readonly held: number;
}

export function kinOf(tags: readonly Tag[]): Kin[] {
  const twins = tags.map((tag, i) => tags.flatMap((other, j) => (i !== j && meansTheSame(tag, other) ? [j] : [])));
  return tags.map((tag, i) => {
    let held = 0;
    for (const [j, other] of tags.entries())
      if (i !== j && !twins[i]!.includes(j) && other.units.length > tag.units.length && holds(other, tag)) held += 1;
    return { twins: twins[i]!, held: tags.length < 2 ? 0 : held / (tags.length - 1) };
  });
}

/** As a whole by the lexicon, or unit by unit in whatever order: #코어운동 and #coreexercise. */
function meansTheSame(tag: Tag, other: Tag): boolean {
  if (tag.letters === other.letters) return true;
  if (tag.senses.some((one) => other.senses.some((two) => one.concept === two.concept && !(one.ambiguous && two.ambiguous))))
    return true;
  const [parts, others] = [tag.units, other.units];
  if (parts.length !== others.length) return false;
  return parts.every((unit) => others.some((two) => sameUnit(unit, two))) && others.every((unit) => parts.some((two) => sameUnit(two, unit)));
}

function holds(tag: Tag, part: Tag): boolean {
  return part.units.every((unit) => tag.units.some((other) => sameUnit(unit, other)));
}

function sameUnit(one: Unit, other: Unit): boolean {
  if (one.korean === other.korean && one.stems.join('') === other.stems.join('')) return true;
  return one.senses.some(({ concept, broad }) => !broad && other.senses.some((two) => two.concept === concept));
}
