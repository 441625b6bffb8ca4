/** Where a sentence was divided, from the gentlest to the harshest way. */
export type Division = 'clause' | 'word' | 'letter';

export interface Part {
  /** With an ellipsis at each end that was cut. */
  readonly text: string;
  /** Range in the text that was given. */
  readonly start: number;
  readonly end: number;
  /** How it was divided from the next part; absent on the last. */
  readonly division?: Division;
}

/**
 * Divides a text of which no piece holds the whole: after a clause, else between words, else between letters as people
 * see them. `roomOf(n)` is what the n-th part may measure, its ellipses included. Every part makes progress, whatever the room.
 */
export function splitLong(
  text: string,
  roomOf: (part: number) => number,
  length: (text: string) => number,
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
    const cut = chooseCut(rest, (end, tail) => length(lead + rest.slice(0, end).trimEnd() + tail) <= room);
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
  readonly division: Division;
}

/** A gentler cut is taken when it leaves the part at least this full. */
const leastFill = 0.4;

function chooseCut(rest: string, fits: (end: number, tail: string) => boolean): Cut {
  const most = largest(rest, (end) => fits(end, ' …'));
  const clause = lastEnd(rest, most, clauseEnds, (end) => fits(end, ' …'));
  if (clause > most * leastFill) return { end: clause, tail: ' …', division: 'clause' };
  const word = lastEnd(rest, most, wordEnds, (end) => fits(end, ' …')) || lastUnspacedWord(rest, most);
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

/** After a comma, semicolon, colon or closing bracket, or before a dash that stands alone. */
const clauseEnds = /[,;:)\]”"»](?=\s)|[、，；：）」』]|(?<=\s)(?=[–—-]\s)/gu;
/** Between words, but not between a number and its unit. */
const wordEnds = /(?<=\S)(?=\s)(?<!\d(?=\s\p{L}{1,5}\b|\s[%°]))/gu;

function lastEnd(text: string, most: number, ends: RegExp, fits: (end: number) => boolean): number {
  const window = text.slice(0, most + 1);
  const found: number[] = [];
  for (const match of window.matchAll(ends)) {
    const end = match.index + match[0].length;
    if (end > 0 && end <= most) found.push(end);
  }
  // The halving above trusts that length grows with the text; an address or an emoji that is whole again may break that a little.
  return found.findLast((end) => fits(end)) ?? 0;
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
