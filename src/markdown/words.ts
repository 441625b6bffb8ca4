import type { Link, Place } from '../domain/source-post.ts';

/** Words of a block before they are finished: a soft line break is still `\n`, a hard one `hardBreak`. */
export interface RawWords {
  readonly text: string;
  readonly places: readonly Place[];
  readonly links: readonly Link[];
}

export const hardBreak = '\u2028';

/** Puts the words of one block together, leaf by leaf, cleans them, and remembers where each came from. */
export class WordBuilder {
  readonly places: Place[] = [];
  readonly links: Link[] = [];
  /** Ranges of the text that are bold. */
  readonly bold: [start: number, end: number][] = [];
  length = 0;
  /** Put together only when asked for: looking into a string that grows would copy all of it each time. */
  #parts: string[] = [];

  get text(): string {
    if (this.#parts.length > 1) this.#parts = [this.#parts.join('')];
    return this.#parts[0] ?? '';
  }

  /** Adds the text of a leaf that stands in `source` from `start` to `end`. */
  add(value: string, source: string, start: number, end: number): void {
    if (value.length === end - start && plainWords.test(value) && !/ {2}|^[ \n]| \n|\n /.test(value)) {
      this.#push(value, start);
    } else {
      this.#addPieceByPiece(value, source, start, end);
    }
  }

  /** Adds text as it is, line breaks being hard ones: code. */
  addVerbatim(value: string, start: number): void {
    this.#push(value.replaceAll(/\r\n?|\n/g, hardBreak).normalize('NFC'), start);
  }

  /** Adds letters that do not stand in the source, at the place they explain. */
  addGlue(value: string, start: number): void {
    this.#push(value, start);
  }

  breakLine(start: number): void {
    this.#trimEnd();
    this.#push(hardBreak, start);
  }

  /** A line break, unless the line has not begun yet. */
  endLine(start: number): void {
    const last = this.#parts.at(-1)?.trimEnd().at(-1);
    if (last !== undefined && last !== hardBreak) this.breakLine(start);
  }

  #trimEnd(): void {
    for (let last = this.#parts.pop(); last !== undefined; last = this.#parts.pop()) {
      const trimmed = last.trimEnd();
      this.length -= last.length - trimmed.length;
      if (trimmed === '') continue;
      this.#parts.push(trimmed);
      break;
    }
    while (this.places.length > 0 && this.places.at(-1)!.text >= this.length) this.places.pop();
  }

  /** Remembers that the words from `from` on are a link. */
  linkFrom(from: number, url: string): void {
    const text = this.#textFrom(from).trimStart();
    if (text !== '') this.links.push({ text, url, at: this.length - text.length });
  }

  /** Remembers that the words from `from` on are bold. */
  boldFrom(from: number): void {
    if (this.length > from) this.bold.push([from, this.length]);
  }

  #textFrom(from: number): string {
    let text = '';
    for (let at = this.#parts.length - 1; at >= 0 && text.length < this.length - from; at -= 1)
      text = this.#parts[at]! + text;
    return text.slice(text.length - (this.length - from));
  }

  #push(value: string, start: number): void {
    if (value === '') return;
    this.places.push({ text: this.length, source: start });
    this.#parts.push(value);
    this.length += value.length;
  }

  /** Leaves with entities, escapes, invisible letters, decomposed letters or white space that Markdown has eaten. */
  #addPieceByPiece(value: string, source: string, start: number, end: number): void {
    let at = start;
    for (const [gapOrWord] of value.matchAll(/\s+|\S+/gu)) {
      if (/^\s/u.test(gapOrWord)) {
        this.#addGap(gapOrWord, at);
        continue;
      }
      const found = source.indexOf(gapOrWord, at);
      const begin = found >= 0 && found < end ? found : Math.min(at + gapBefore(source, at), end);
      at = found >= 0 && found < end ? found + gapOrWord.length : begin + wordLength(source, begin);
      this.#addWord(gapOrWord.replaceAll(invisible, '').normalize('NFC'), begin, at);
    }
  }

  /** Where the source writes a word otherwise, its first and last letter at least have their right places. */
  #addWord(word: string, start: number, end: number): void {
    if (word.length === end - start || word.length < 2) return this.#push(word, start);
    this.#push(word.slice(0, -1), start);
    this.#push(word.slice(-1), end - 1);
  }

  #addGap(gap: string, at: number): void {
    const seen = gap.replaceAll('\ufeff', '');
    if (seen === '') return;
    const last = this.#parts.at(-1)?.at(-1);
    if (last === undefined || last === ' ' || last === '\n' || last === hardBreak) return;
    const wanted = seen.includes(hardBreak) ? hardBreak : /[\r\n]/.test(seen) ? '\n' : ' ';
    this.#push(wanted, at);
  }
}

/** White space is only single spaces and line feeds, nothing is invisible, and nothing can be composed. */
const plainWords =
  /^[\n\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u2100-\u2125\u2190-\u21ff\u2460-\u24ff\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]*$/;

/** Soft hyphens, zero-width spaces, byte order marks and controls. Joiners and direction marks stay: scripts and emoji need them. */
// oxlint-disable-next-line no-control-regex -- controls are what is looked for
const invisible = /[\u00ad\u200b\u2060\ufeff\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

function gapBefore(source: string, at: number): number {
  const gap = /\s*/uy;
  gap.lastIndex = at;
  return gap.exec(source)![0].length;
}

function wordLength(source: string, at: number): number {
  const word = /\S*/uy;
  word.lastIndex = at;
  return word.exec(source)![0].length;
}

/** Part of the words, from `start` to `end` of their text, white space at both ends taken off. */
export function sliceWords(words: RawWords, start: number, end: number): RawWords {
  const text = words.text.slice(start, end);
  const from = start + (text.length - text.trimStart().length);
  const to = Math.max(from, start + text.trimEnd().length);
  const places: Place[] = [];
  for (let at = Math.max(0, lastAtOrBefore(words.places, from)); at < words.places.length; at += 1) {
    const place = words.places[at]!;
    if (place.text >= to) break;
    const cut = Math.max(0, from - place.text);
    places.push({ text: place.text + cut - from, source: place.source + cut });
  }
  const links = words.links
    .filter((link) => link.at >= from && link.at + link.text.length <= to)
    .map((link) => ({ ...link, at: link.at - from }));
  return { text: words.text.slice(from, to), places, links };
}

/** Index of the last run that begins at or before `at`; -1 for none. A long paragraph is sliced line by line: no walk for each. */
function lastAtOrBefore(places: readonly Place[], at: number): number {
  let low = -1;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (places[middle]!.text <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Lines of the words, as `[start, end]` in their text. */
export function linesOf(text: string): [number, number][] {
  // Most texts are one line: a search tells that faster than a walk.
  if (!text.includes('\n') && !text.includes(hardBreak)) return [[0, text.length]];
  const lines: [number, number][] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && text[at] !== '\n' && text[at] !== hardBreak) continue;
    lines.push([start, at]);
    start = at + 1;
  }
  return lines;
}

/** The finished words: a soft break is a space (none between letters that are written without spaces), a hard one `\n`. */
export function finishWords(raw: RawWords): RawWords {
  const words = sliceWords(raw, 0, raw.text.length);
  if (!words.text.includes('\n') && !words.text.includes(hardBreak)) return composed(words);
  const joined = words.text.includes('\n') ? closeUp(words) : words;
  const text = joined.text.replaceAll('\n', ' ').replaceAll(hardBreak, '\n');
  const links = joined.links.map((link) => ({
    ...link,
    text: link.text.replaceAll('\n', ' ').replaceAll(hardBreak, '\n'),
  }));
  return composed({ ...joined, text, links });
}

const unspaced = String.raw`[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60]`;
const breakInUnspaced = new RegExp(`(?<=${unspaced})\\n(?=${unspaced})`, 'gu');

/** Chinese and Japanese lines are joined without a space. */
function closeUp(words: RawWords): RawWords {
  const breaks = Array.from(words.text.matchAll(breakInUnspaced), ({ index }) => index);
  if (breaks.length === 0) return words;
  const places: Place[] = [];
  let gone = 0;
  for (const [index, place] of words.places.entries()) {
    places.push({ text: place.text - gone, source: place.source });
    const end = words.places[index + 1]?.text ?? words.text.length;
    for (; gone < breaks.length && breaks[gone]! < end; gone += 1) {
      const at = breaks[gone]!;
      if (places.at(-1)!.text === at - gone) places.pop();
      places.push({ text: at - gone, source: place.source + at + 1 - place.text });
    }
  }
  const text = words.text.replaceAll(breakInUnspaced, '');
  const links = words.links.map((link) => {
    const at = link.at - countBelow(breaks, link.at);
    const end = link.at + link.text.length;
    return { ...link, at, text: text.slice(at, end - countBelow(breaks, end)) };
  });
  return { text, places, links };
}

function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Letters that meet only where two leaves meet may still compose; places stay right to within that letter. */
function composed(words: RawWords): RawWords {
  const text = words.text.normalize('NFC');
  return text === words.text ? words : { ...words, text };
}
