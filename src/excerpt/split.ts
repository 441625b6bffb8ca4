import { clauseEnds, type Division } from './clauses.ts';

export interface Part {
  /** With an ellipsis at each end that was cut. */
  readonly text: string;
  /** Range in the text that was given. */
  readonly start: number;
  readonly end: number;
  /** How it was divided from the next part; absent on the last. */
  readonly division?: Exclude<Division, 'comma'>;
}

/**
 * Divides a text of which no piece holds the whole: after a clause, else between words, else between letters as people
 * see them. `roomOf(n)` is what the n-th part may measure, its ellipses included. Every part makes progress, whatever the room.
 * `leastFill` is for what is shortened rather than divided: a clause that ends sooner is passed over.
 */
export function splitLong(
  text: string,
  roomOf: (part: number) => number,
  length: (text: string) => number,
  leastFill = 0,
): Part[] {
  const parts: Part[] = [];
  let start = 0;
  let lead = '';
  while (start < text.length) {
    const room = roomOf(parts.length);
    const rest = text.slice(start);
    if (fitsWhole(lead + rest, room, length)) {
      parts.push({ text: lead + rest, start, end: text.length });
      break;
    }
    const cut = chooseCut(
      rest,
      leastFill,
      (end, tail) => length(lead + rest.slice(0, end).trimEnd() + tail) <= room,
    );
    const shown = rest.slice(0, cut.end).trimEnd();
    parts.push({ text: lead + shown + cut.tail, start, end: start + shown.length, division: cut.division });
    lead = cut.division === 'letter' ? cut.tail : cut.tail === '' ? '' : '… ';
    start += cut.end;
    start += rest.slice(cut.end).length - rest.slice(cut.end).trimStart().length;
  }
  return parts;
}

/** Beyond this, measuring what is left anew for every part would make a long word cost the square of its length. */
const cheapToMeasure = 4096;

function fitsWhole(text: string, room: number, length: (text: string) => number): boolean {
  if (text.length <= cheapToMeasure) return length(text) <= room;
  return largest(text, (end) => length(text.slice(0, end)) <= room) === text.length;
}

interface Cut {
  readonly end: number;
  readonly tail: string;
  readonly division: NonNullable<Part['division']>;
}

function chooseCut(rest: string, leastFill: number, fits: (end: number, tail: string) => boolean): Cut {
  const most = largest(rest, (end) => fits(end, ' …'));
  const clause = lastEnd(clausesIn(rest, most), (end) => fits(end, ' …'));
  if (clause > most * leastFill) return { end: clause, tail: ' …', division: 'clause' };
  const word = lastEnd(wordsIn(rest, most), (end) => fits(end, ' …')) || lastUnspacedWord(rest, most);
  if (word > 0) return { end: word, tail: ' …', division: 'word' };
  const letters = largest(rest, (end) => fits(end, '…'));
  const grapheme = graphemeAt(rest, letters);
  if (grapheme > 0) return { end: grapheme, tail: '…', division: 'letter' };
  return { end: firstThatFits(rest, fits), tail: '', division: 'letter' };
}

/** The largest end for which the part still fits, found by halving: length never shrinks as a text grows. */
function largest(text: string, fits: (end: number) => boolean): number {
  let low = 0;
  let step = 64;
  while (low + step < text.length && fits(low + step)) {
    low += step;
    step *= 2;
  }
  let high = Math.min(text.length, low + step);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Between words, but not between a number and its unit. */
export const wordEnds = /(?<=\S)(?=\s)(?<!\d(?=\s\p{L}{1,5}\b|\s[%°]))/gu;

/** What follows may decide whether a clause ends. */
function clausesIn(text: string, most: number): number[] {
  return clauseEnds(text.slice(0, most + 16))
    .map(({ at }) => at)
    .filter((at) => at <= most);
}

function wordsIn(text: string, most: number): number[] {
  return Array.from(text.slice(0, most + 1).matchAll(wordEnds), ({ index }) => index).filter(
    (end) => end > 0 && end <= most,
  );
}

/** The halving above trusts that length grows with the text; an address or an emoji that is whole again may break that a little. */
function lastEnd(ends: readonly number[], fits: (end: number) => boolean): number {
  return ends.findLast((end) => fits(end)) ?? 0;
}

const unspacedLetter =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}、。！？]/u;

/** Between words of a script that is written without spaces; 0 where the letters around are of another script. */
function lastUnspacedWord(text: string, most: number): number {
  const from = Math.max(0, most - 200);
  const window = text.slice(from, most + 40);
  if (!unspacedLetter.test(window)) return 0;
  const starts = Array.from(wordSegmenter.segment(window), ({ index }) => from + index).filter(
    (index) => index > from && index <= most,
  );
  return (
    starts.findLast(
      (index) => unspacedLetter.test(text[index - 1]!) && unspacedLetter.test(text[index] ?? '、'),
    ) ?? 0
  );
}

/** Where words begin from `start` to `end`, both left out, in a script that is written without spaces. */
export function wordStarts(text: string, start: number, end: number): number[] {
  if (end - start < shortestUnspaced) return [];
  const run = text.slice(start, end);
  if (!unspacedLetter.test(run)) return [];
  const starts: number[] = [];
  // Window by window: the segmenter takes the longer for each word the longer its text is.
  for (let from = 0; from < run.length;) {
    const window = run.slice(from, from + windowLength);
    const found = Array.from(wordSegmenter.segment(window), ({ index }) => from + index);
    const last = from + window.length === run.length;
    // Where a window ends a word may be cut: its last one is looked for again in the next.
    const next = last || found.length < 2 ? from + window.length : found.at(-1)!;
    for (const at of found) if (at < next) starts.push(start + at);
    from = next;
  }
  return starts.filter(
    (index) =>
      index > start &&
      unspacedLetter.test(text[index - 1]!) &&
      unspacedLetter.test(text[index]!) &&
      !hangs.test(text[index]!),
  );
}

const windowLength = 2000;
const shortestUnspaced = 12;
/** Marks that belong to what stands before them. */
const hangs = /[、。！？]/u;

/** How many UTF-16 units of a word fit, whole letters as people see them; at least one code point. */
export function firstLetters(word: string, room: number, length: (text: string) => number): number {
  const most = largest(word, (end) => length(word.slice(0, end)) <= room);
  return graphemeAt(word, most) || firstThatFits(word, (end) => length(word.slice(0, end)) <= room);
}

/** The last boundary between letters as people see them at or before `most`. */
function graphemeAt(text: string, most: number): number {
  if (most <= 0) return 0;
  if (most >= text.length) return text.length;
  return graphemeSegmenter.segment(text.slice(0, most + 100)).containing(most)?.index ?? 0;
}

const wordSegmenter = new Intl.Segmenter('ja', { granularity: 'word' });
const graphemeSegmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** One letter alone is longer than the room (a tower of marks): cut between code points, and at least one is taken. */
function firstThatFits(text: string, fits: (end: number, tail: string) => boolean): number {
  const end = largest(text, (end) => fits(end, ''));
  const whole = end > 0 && /[\ud800-\udbff]$/.test(text.slice(0, end)) ? end - 1 : end;
  return whole > 0 ? whole : String.fromCodePoint(text.codePointAt(0)!).length;
}
