import { readFileSync } from 'node:fs';
import { hashTable } from './hash-table.ts';

/**
 * English words and pairs of words with what they cost: the negative logarithm of how likely they are, in nats.
 * `scripts/make-words.mjs` makes the file and `scripts/words/layout.mjs` says how it lies there.
 */
export interface WordList {
  /** Undefined: not in the list. */
  word(key: WordKey): number | undefined;
  /** Cost of the second word after the first; undefined: the pair is not in the list. */
  pair(first: WordKey, second: WordKey): number | undefined;
  /** Cost of the letters from `start` to `end`, codes 1–26, as a word that nobody knows. */
  unknown(codes: Uint8Array, start: number, end: number): number;
}

/** Hash of a word; built letter by letter, so that every part of a text is looked up without cutting it out. */
export interface WordKey {
  readonly key: number;
  readonly check: number;
}

export const emptyKey: WordKey = { key: 0x811c9dc5, check: 7 };

export function longer({ key, check }: WordKey, code: number): WordKey {
  return { key: Math.imul(key ^ code, 0x01000193), check: (Math.imul(check, 31) + code) & 0xffff };
}

export function keyOf(word: string): WordKey {
  let key = emptyKey;
  for (let i = 0; i < word.length; i += 1) key = longer(key, word.charCodeAt(i));
  return key;
}

/** Names that are one word in spite of a capital inside them: JavaScript. */
export function cappedNames(): ReadonlySet<string> {
  names ??= new Set(
    readFileSync(new URL('names.txt', import.meta.url), 'utf8')
      .trim()
      .split(/\s+/),
  );
  return names;
}

let names: Set<string> | undefined;

let loaded: WordList | undefined;

/** Read from the file at the first call, a few milliseconds; kept. */
export function wordList(): WordList {
  loaded ??= read(readFileSync(new URL('words.bin', import.meta.url)));
  return loaded;
}

function read(file: Buffer): WordList {
  if (file.toString('latin1', 0, 4) !== 'CLW1')
    throw new Error('words.bin is not a word list: run scripts/make-words.mjs.');
  const words = file.readUInt32LE(4);
  const pairs = file.readUInt32LE(8);
  const wordTable = tableAt(file, 12, words);
  const pairTable = tableAt(file, 12 + words * 6, pairs);
  const letters = file.subarray(12 + (words + pairs) * 6);
  return {
    word: (word) => wordTable(word.key >>> 0, checkByte(word)),
    pair: (first, second) => {
      const key = Math.imul(((first.key >>> 0) ^ 0x9e3779b9) >>> 0, 0x85ebca6b) ^ (second.key >>> 0);
      const check = checkByte(first) * 3 + checkByte(second);
      return pairTable(Math.imul(key, 0x01000193) >>> 0, check & 0xff);
    },
    unknown: (codes, start, end) => {
      let cost = 0;
      let before = 0;
      for (let i = start; i < end; i += 1) {
        const code = codes[i]!;
        cost += letters[before * 27 + code]!;
        before = (before % 27) * 27 + code;
      }
      return (cost + letters[before * 27]!) / 10;
    },
  };
}

export function checkByte({ check }: WordKey): number {
  return (check ^ (check >>> 8)) & 0xff;
}

/** What the words of a table cost; undefined for one that it does not hold. */
function tableAt(
  file: Buffer,
  start: number,
  count: number,
): (key: number, check: number) => number | undefined {
  const placeOf = hashTable(file, start, count);
  const costs = file.subarray(start + count * 5, start + count * 6);
  return (key, check) => {
    const at = placeOf(key, check);
    return at < 0 ? undefined : costs[at]! / 10;
  };
}
