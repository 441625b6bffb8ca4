import { emptyLexicon, type Lexicon } from './lexicon.ts';
import { fitOf, type Fit, type Leaning } from './fit.ts';
import { readText, type Reading } from './reading.ts';
import { readTag, type Tag } from './tag.ts';

export interface Scored {
  readonly tag: Tag;
  readonly fit: Fit;
  /** 0 to about 1. */
  readonly score: number;
}

/** All hashtags for one text, best first; those of equal worth in the given order. */
export function score(
  tags: readonly Tag[],
  reading: Reading,
  heading: Reading | undefined,
  leaning: Leaning,
): Scored[] {
  return tags
    .map((tag) => {
      const fit = fitOf(tag, reading, leaning);
      const above = heading === undefined ? undefined : fitOf(tag, heading, leaning);
      return { tag, fit, score: worth(tag, fit, reading) + (above === undefined ? 0 : 0.15 * above.fit) };
    })
    .sort((a, b) => b.score - a.score);
}

export function tagsOf(
  hashtags: readonly string[],
  lexicon: Lexicon = emptyLexicon,
): { tags: Tag[]; leaning: Leaning } {
  const tags = hashtags.map((hashtag) => readTag(hashtag, lexicon));
  const leaning = new Map<number, number>();
  for (const { senses, units } of tags) {
    for (const { ambiguous, field } of senses.length > 0
      ? senses.slice(0, 1)
      : units.flatMap((unit) => unit.senses.slice(0, 1)))
      if (!ambiguous) leaning.set(field, (leaning.get(field) ?? 0) + 1);
  }
  return { tags, leaning };
}

function worth(tag: Tag, fit: Fit, reading: Reading): number {
  if (fit.fit === 0) return 0;
  const often = 1 + 0.08 * Math.log2(fit.count);
  const early = 1 - 0.08 * fit.at;
  const own = tag.korean === reading.korean ? 1 : 0.98;
  return fit.fit * (0.7 + 0.3 * tag.says) * often * early * own;
}

export { readText };
