import { hashtagKey } from '../domain/hashtag.ts';
import type { Measured } from './counted.ts';

/** Views of publications with a hashtag beside those without it. */
export interface Comparison {
  readonly verdict: 'more' | 'less' | 'about the same' | 'too few to say';
  /** How many per cent more (or, below 0, fewer) views; null when there are too few. */
  readonly percent: number | null;
  /** Publications with views on either side. */
  readonly with: number;
  readonly without: number;
  /** The same for a person. */
  readonly words: string;
}

const fewest = 3;
const samePercent = 10;

/**
 * Compares like with like: what a publication with the hashtag brought is held against the mean of those without it on the same
 * platform, for a film is seen more often than a line of text whatever its hashtags. Platforms with one side alone are left out.
 */
export function compareHashtag(hashtag: string, measured: readonly Measured[]): Comparison {
  const key = hashtagKey(hashtag);
  const sides = new Map<string, { readonly with: number[]; readonly without: number[] }>();
  for (const { platform, hashtags, metrics } of measured) {
    if (metrics.views === undefined) continue;
    const side = sides.get(platform) ?? { with: [], without: [] };
    sides.set(platform, side);
    side[hashtags.some((own) => hashtagKey(own) === key) ? 'with' : 'without'].push(metrics.views);
  }
  const comparable = [...sides.values()].filter((side) => side.with.length > 0 && side.without.length > 0);
  const counts = { with: count(comparable, 'with'), without: count(comparable, 'without') };
  const brought = total(comparable.flatMap((side) => side.with));
  const expected = total(
    comparable.map((side) => side.with.length * (total(side.without) / side.without.length)),
  );

  if (counts.with < fewest || counts.without < fewest || expected === 0) {
    return { verdict: 'too few to say', percent: null, ...counts, words: 'too few to say' };
  }
  const percent = Math.round((brought / expected - 1) * 100);
  const verdict = Math.abs(percent) < samePercent ? 'about the same' : percent > 0 ? 'more' : 'less';
  return { verdict, percent, ...counts, words: inWords(verdict, percent, counts) };
}

function inWords(
  verdict: 'more' | 'less' | 'about the same',
  percent: number,
  counts: { with: number; without: number },
): string {
  const against = `(${counts.with} with it, ${counts.without} without)`;
  if (verdict === 'about the same') return `about as many views as without it ${against}`;
  return `${Math.abs(percent)} % ${verdict === 'more' ? 'more' : 'fewer'} views than without it ${against}`;
}

function count(
  sides: readonly { readonly with: readonly number[]; readonly without: readonly number[] }[],
  of: 'with' | 'without',
): number {
  return total(sides.map((side) => side[of].length));
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
