import { spanIn, type Span } from '../domain/source-post.ts';
import type { Atom } from './atoms.ts';

/**
 * Where in the source the words of an atom from `from` to `to` of its text stand. Parts that follow one another never overlap. What is
 * shown differs from what is written by addresses, spaces and marks that were set, and by citations that were left out: word by
 * word the two are brought together again.
 */
export function sourceOf(atom: Atom, from: number, to: number): Span {
  const { block, sentence, span, text } = atom;
  if (block === undefined || sentence === undefined || (from === 0 && to === text.length)) return span;
  const words = alignmentOf(atom, block.text.slice(sentence.start, sentence.end));
  const start = from === 0 ? 0 : border(words, from).behind;
  const end = to === text.length ? sentence.end - sentence.start : border(words, to).ahead;
  return spanIn(block, sentence.start + start, sentence.start + Math.max(start, end));
}

interface Words {
  readonly text: string;
  readonly written: string;
  /** Where each word begins in `text`, and in `written`; -1 for a word that is not written. */
  readonly shown: readonly number[];
  readonly places: readonly number[];
  /** Up to where `written` is shown by all words before. */
  readonly done: readonly number[];
}

/** A sentence is looked at once, however many parts it has. */
const aligned = new WeakMap<Atom, Words>();

/** What is left out between two words is shorter. */
const farthest = 160;

function alignmentOf(atom: Atom, written: string): Words {
  const known = aligned.get(atom);
  if (known !== undefined) return known;
  const { text, block, sentence } = atom;
  const marker = sentence!.start === 0 && block!.marker !== undefined ? block!.marker.length : 0;
  const shown: number[] = [];
  const places: number[] = [];
  const done: number[] = [];
  let end = 0;
  for (const { 0: shownWord, index: from } of text.matchAll(/\S+/gu)) {
    // The mark that opens a quotation is ours where the author wrote none.
    const ours =
      from === 0 && block!.kind === 'quote' && /^[“「]/u.test(text) && text[0] !== written[0] ? 1 : 0;
    const word = shownWord.slice(ours);
    const index = from + ours;
    const near = index < marker ? -1 : written.slice(end, end + farthest + word.length).indexOf(word);
    shown.push(index);
    places.push(near < 0 ? -1 : end + near);
    done.push(end);
    if (near >= 0) end += near + word.length;
  }
  const words = { text, written, shown, places, done };
  aligned.set(atom, words);
  return words;
}

/** A border between two words, or inside one, in `written`: where what stands ahead of it ends, and what stands behind it begins. */
function border(
  { text, written, shown, places, done }: Words,
  at: number,
): { ahead: number; behind: number } {
  let low = 0;
  let high = shown.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (shown[middle]! < at) low = middle;
    else high = middle - 1;
  }
  const from = shown[low]!;
  const length = (shown[low + 1] ?? text.length) - from;
  const word = text.slice(from, from + length).trimEnd();
  const place = places[low]!;
  if (from + word.length > at) {
    const inside = place >= 0 ? place + at - from : insideOf(written, word, done[low]!, at - from);
    return { ahead: inside, behind: inside };
  }
  const next = places[low + 1];
  const ahead = place < 0 ? done[low]! : place + word.length;
  const behind = next === undefined || next < 0 ? spaceBehind(written, ahead) : next;
  // A word that is written otherwise belongs to what is shown before the border.
  return {
    ahead: place < 0 && next !== undefined && next >= 0 ? written.slice(0, next).trimEnd().length : ahead,
    behind,
  };
}

/** In a word that is written otherwise: where the letters behind the border stand next to where their number says, else there. */
function insideOf(written: string, word: string, done: number, at: number): number {
  const start = spaceBehind(written, done);
  const expected = start + at;
  const from = Math.max(start, expected - farthest);
  const window = written.slice(from, expected + farthest);
  const letters = word.slice(at, at + 6);
  const before = window.lastIndexOf(letters, expected - from);
  const after = window.indexOf(letters, expected - from);
  const near = [before, after].filter((each) => each >= 0);
  if (near.length === 0) return Math.min(written.length, expected);
  const distance = (each: number): number => Math.abs(from + each - expected);
  return from + near.reduce((best, each) => (distance(each) < distance(best) ? each : best));
}

function spaceBehind(text: string, at: number): number {
  return at + /^\s*/u.exec(text.slice(at, at + 100))![0].length;
}
