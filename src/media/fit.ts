import { shorten, weightOf, type Words } from './words.ts';

/** Lays words out in a size (pixels) and says whether all of them have their place. */
export type Lay = (words: Words, size: number) => Promise<{ readonly fits: boolean; readonly svg: string }>;

/** A longer title is no title any more; and no card holds as many letters as this, so that more need not be tried. */
const longestTitle = 160;
const mostLetters = 3000;

/**
 * The drawing in the largest size in which all words have their place. Words that do not fit even in the smallest are
 * left out at the end, with an ellipsis in their place: nothing ever runs off the card.
 *
 * @param sizes from large to small, at least one
 */
export async function fit(words: Words, sizes: readonly number[], lay: Lay): Promise<string> {
  const whole = {
    ...words,
    title: words.title && shorten(words.title, longestTitle),
    text: shorten(words.text, mostLetters),
  };
  const worthTrying = sizes.filter((size) => size <= largestFor(whole.text));
  const usable = worthTrying.length > 0 ? worthTrying : sizes.slice(-1);
  const found = await firstThat(0, usable.length - 1, (index) => lay(whole, usable[index] ?? 0));
  if (found) return found;

  const smallest = usable.at(-1) ?? 0;
  const letters = Array.from(whole.text).length;
  const shortened = await firstThat(1, letters, (left) =>
    lay({ ...whole, text: shorten(whole.text, letters - left) }, smallest),
  );
  // A template that leaves no room at all for the text still gets drawn: its author sees what is wrong.
  return shortened ?? (await lay({ ...whole, text: '' }, smallest)).svg;
}

/** A long text in the largest size that just fits would be a wall: it gets air instead. */
function largestFor(text: string): number {
  const weight = weightOf(text);
  if (weight <= 50) return 92;
  if (weight <= 100) return 76;
  if (weight <= 180) return 64;
  if (weight <= 320) return 54;
  return 46;
}

/** The drawing at the first number for which it fits, given that it also fits for every later one. */
async function firstThat(
  first: number,
  last: number,
  draw: (number: number) => Promise<{ fits: boolean; svg: string }>,
): Promise<string | undefined> {
  let best: string | undefined;
  let [low, high] = [first, last];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const drawn = await draw(middle);
    if (drawn.fits) {
      best = drawn.svg;
      high = middle - 1;
    } else low = middle + 1;
  }
  return best;
}
