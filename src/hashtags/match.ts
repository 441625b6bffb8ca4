/** A text made ready for looking up many hashtags: its words folded and without what stands between them. */
export interface SearchableText {
  readonly text: string;
  /** The words, one directly after the other. */
  readonly letters: string;
  /** Where each word begins in `letters`, in order; one more for the end. */
  readonly starts: readonly number[];
  /** Where each word begins in `text`. */
  readonly places: readonly number[];
}

export function searchable(text: string): SearchableText {
  // Folding changes the length of a few letters (İ); then places are only near, which is good enough to show the words.
  const folded = text.normalize('NFC').toLowerCase();
  let letters = '';
  const starts: number[] = [];
  const places: number[] = [];
  for (let at = 0; at < folded.length;) {
    const from = at;
    while (at < folded.length && isWordUnit(folded.charCodeAt(at))) at += 1;
    if (at > from) {
      starts.push(letters.length);
      places.push(from);
      letters += folded.slice(from, at);
    }
    at += 1;
  }
  starts.push(letters.length);
  return { text, letters, starts, places };
}

/** Letters, marks and digits. By hand: a pattern of Unicode classes takes five times as long, and this is asked of every letter. */
function isWordUnit(unit: number): boolean {
  if (unit < 0x80) return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39);
  if (unit >= 0xac00 && unit <= 0xd7a3) return true;
  if (unit >= 0xd800 && unit <= 0xdfff) return false;
  let known = wordUnits.get(unit);
  if (known === undefined) {
    known = /^[\p{L}\p{M}\p{N}]$/u.test(String.fromCharCode(unit));
    wordUnits.set(unit, known);
  }
  return known;
}

const wordUnits = new Map<number, boolean>();

/** A hashtag made ready for being looked up in many texts. */
export interface Sought {
  readonly letters: string;
  /** Whether it may stand inside a word. */
  readonly inside: boolean;
}

/**
 * A hashtag's letters must be whole words that follow each other ("musclespasm" is "muscle spasm"), a plural aside. Korean,
 * Japanese and Chinese words carry endings or no spaces between them, so there the letters need only stand in the text.
 */
export function sought(hashtag: string): Sought {
  const letters = hashtag
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '');
  const inside = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letters);
  return { letters: inside ? letters : singular(letters), inside };
}

function singular(letters: string): string {
  return letters.length > 3 && /[^su]s$/.test(letters) ? letters.slice(0, -1) : letters;
}

/** Where a hashtag stands in a text, in its `letters`. */
export interface Match {
  /** First place. */
  readonly start: number;
  readonly end: number;
  /** How often it comes. */
  readonly count: number;
}

export function findIn(searched: SearchableText, { letters, inside }: Sought): Match | undefined {
  // A single letter or syllable stands everywhere.
  if (letters.length < 2) return undefined;
  let count = 0;
  let start = -1;
  let end = -1;
  for (
    let at = searched.letters.indexOf(letters);
    at >= 0;
    at = searched.letters.indexOf(letters, at + letters.length)
  ) {
    const to = inside ? at + letters.length : wordEnd(searched, at, at + letters.length);
    if (to === undefined) continue;
    if (count === 0) [start, end] = [at, to];
    count += 1;
  }
  return count === 0 ? undefined : { start, end, count };
}

/** The first place as a share of the text: 0 is its beginning. */
export function shareOf(searched: SearchableText, { start }: Match): number {
  return start / searched.letters.length;
}

/** The words as they stand in the text. */
export function wordsOf(searched: SearchableText, { start, end }: Match): string {
  return searched.text.slice(placeIn(searched, start), placeIn(searched, end - 1) + 1);
}

/** End of the match when both its edges are edges of words, an ending of the plural allowed. */
function wordEnd(searched: SearchableText, at: number, end: number): number | undefined {
  if (!isEdge(searched, at)) return undefined;
  if (isEdge(searched, end)) return end;
  for (const ending of ['s', 'es']) {
    if (searched.letters.startsWith(ending, end) && isEdge(searched, end + ending.length))
      return end + ending.length;
  }
  return undefined;
}

function isEdge(searched: SearchableText, at: number): boolean {
  return searched.starts[wordAt(searched, at)] === at;
}

function placeIn(searched: SearchableText, at: number): number {
  const word = wordAt(searched, at);
  return searched.places[word]! + at - searched.starts[word]!;
}

/** Index of the word that the place lies in. */
function wordAt({ starts }: SearchableText, at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
