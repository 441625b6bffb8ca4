import { readFileSync } from 'node:fs';
import { hashTable } from './hash-table.ts';
import { checkByte, keyOf } from './words.ts';

/** A word that the file of vectors holds, as its place there: nothing is unpacked before it is compared. */
export type WordPlace = number;

/** Undefined for a word that the file does not hold. The file is read at the first call, in milliseconds, and kept. */
export function placeOf(word: string): WordPlace | undefined {
  const key = keyOf(word);
  const at = file().placeOf(key.key >>> 0, checkByte(key));
  return at < 0 ? undefined : at;
}

/**
 * What an English word means, as a direction of length 1: words used alike point the same way. `scripts/make-vectors.mjs`
 * makes the file.
 */
export function directionOf(place: WordPlace): Float32Array {
  const { dims } = file();
  const vector = new Float32Array(dims);
  const length = unpack(place, vector);
  for (let d = 0; d < dims; d += 1) vector[d]! /= length;
  return vector;
}

/** How alike two directions are: 1 the same, 0 nothing in common. */
export function likeness(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i += 1) sum += one[i]! * other[i]!;
  return sum;
}

/** Several directions made ready to be compared with one after the other. */
export interface SideBySide {
  /** How alike the word is to each of them, written into the numbers from `at` on. */
  word(place: WordPlace, likes: Float32Array, at: number): void;
  direction(other: Float32Array, likes: Float32Array, at: number): void;
}

/**
 * Three directions share a number: whole coordinates so short that what each comes to keeps to its own 18 of the 53 bits.
 * One product then serves three, and nothing is lost.
 */
export function sideBySide(directions: readonly Float32Array[]): SideBySide {
  const { dims } = file();
  const blocks = Math.ceil(directions.length / (3 * lanes));
  const packed = new Float64Array(blocks * dims * lanes);
  const lengths = new Float64Array(directions.length);
  for (let i = 0; i < directions.length; i += 1) {
    const direction = directions[i]!;
    const lane = Math.floor(i / 3);
    const start = Math.floor(lane / lanes) * dims * lanes + (lane % lanes);
    const shift = fieldSize ** (i % 3);
    let square = 0;
    for (let d = 0; d < dims; d += 1) {
      const step = Math.round(direction[d]! * packedLength);
      packed[start + d * lanes]! += step * shift;
      square += step * step;
    }
    lengths[i] = Math.sqrt(square);
  }
  const steps = new Float64Array(dims);
  const sums = new Float64Array(blocks * lanes);
  const compare = (length: number, likes: Float32Array, at: number): void => {
    for (let block = 0; block < blocks; block += 1) multiply(packed, block, steps, sums);
    for (let i = 0; i < directions.length; i += 1) {
      const sum = sums[Math.floor(i / 3)]!;
      const rest = Math.round(sum / fieldSize);
      likes[at + i] = (sum - rest * fieldSize) / (lengths[i]! * length);
      sums[Math.floor(i / 3)] = rest;
    }
  };
  return {
    word: (place, likes, at) => compare(unpack(place, steps), likes, at),
    direction: (other, likes, at) => {
      let square = 0;
      for (let d = 0; d < dims; d += 1) {
        steps[d] = Math.round(other[d]! * otherLength);
        square += steps[d]! ** 2;
      }
      compare(Math.sqrt(square), likes, at);
    },
  };
}

/** Sums that are made at once, so that none waits for another. */
const lanes = 4;
/** A word's steps are at most 15 √192 long; with `packedLength` that stays below half of what a field holds. */
const [fieldSize, packedLength, otherLength] = [2 ** 18, 500, 205];

function multiply(packed: Float64Array, block: number, steps: Float64Array, sums: Float64Array): void {
  let [a, b, c, d] = [0, 0, 0, 0];
  let at = block * steps.length * lanes;
  for (let i = 0; i < steps.length; i += 1) {
    const step = steps[i]!;
    a += step * packed[at]!;
    b += step * packed[at + 1]!;
    c += step * packed[at + 2]!;
    d += step * packed[at + 3]!;
    at += lanes;
  }
  sums[block * lanes] = a;
  sums[block * lanes + 1] = b;
  sums[block * lanes + 2] = c;
  sums[block * lanes + 3] = d;
}

/** The direction between several, each with its weight; undefined where there is none. */
export function between(
  vectors: readonly (readonly [vector: Float32Array, weight: number])[],
): Float32Array | undefined {
  const [first] = vectors;
  if (first === undefined) return undefined;
  const sum = new Float32Array(first[0].length);
  for (const [vector, weight] of vectors)
    for (let i = 0; i < sum.length; i += 1) sum[i]! += weight * vector[i]!;
  return unit(sum);
}

function unit(vector: Float32Array): Float32Array | undefined {
  const length = Math.sqrt(likeness(vector, vector));
  if (length === 0) return undefined;
  for (let i = 0; i < vector.length; i += 1) vector[i]! /= length;
  return vector;
}

interface VectorFile {
  readonly dims: number;
  readonly placeOf: (hash: number, check: number) => number;
  readonly coordinates: Uint8Array;
}

let loaded: VectorFile | undefined;

function file(): VectorFile {
  return (loaded ??= read(readFileSync(new URL('vectors.bin', import.meta.url))));
}

/** How the words lie in the file is told by scripts/words/vector-layout.mjs. */
function read(bytes: Buffer): VectorFile {
  if (bytes.toString('latin1', 0, 4) !== 'CLV2')
    throw new Error('vectors.bin holds no word vectors: run scripts/make-vectors.mjs.');
  const count = bytes.readUInt32LE(4);
  const dims = bytes.readUInt32LE(8);
  return { dims, placeOf: hashTable(bytes, 12, count), coordinates: bytes.subarray(12 + count * 5) };
}

/**
 * The steps of a word in each dimension, odd numbers from -15 to 15, and how long they are together. Two coordinates of
 * four bits lie in each byte, the first in its lower half; 0 stands for half a step up.
 */
function unpack(place: WordPlace, steps: Float32Array | Float64Array): number {
  const { coordinates, dims } = file();
  const start = (place * dims) / 2;
  let square = 0;
  for (let d = 0; d < dims; d += 2) {
    const byte = coordinates[start + (d >> 1)]!;
    const even = (((byte & 15) ^ 8) << 1) - 15;
    const odd = (((byte >> 4) ^ 8) << 1) - 15;
    steps[d] = even;
    steps[d + 1] = odd;
    square += even * even + odd * odd;
  }
  return Math.sqrt(square);
}
