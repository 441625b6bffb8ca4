import { readFileSync } from 'node:fs';
import { keyOf } from './words.ts';

/**
 * What an English word means, as a direction of length 1: words used alike point the same way. Undefined for a word that
 * the file does not hold. `scripts/make-vectors.mjs` makes the file; it is read at the first call, in milliseconds, and kept.
 */
export function vectorOf(word: string): Float32Array | undefined {
  const known = remembered.get(word);
  if (known !== undefined || remembered.has(word)) return known;
  loaded ??= read(readFileSync(new URL('vectors.bin', import.meta.url)));
  const vector = loaded(word);
  if (remembered.size > 20_000) remembered.clear();
  remembered.set(word, vector);
  return vector;
}

/** Texts say the same words again and again. */
const remembered = new Map<string, Float32Array | undefined>();

let loaded: ((word: string) => Float32Array | undefined) | undefined;

/** How alike two directions are: 1 the same, 0 nothing in common. */
export function likeness(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i += 1) sum += one[i]! * other[i]!;
  return sum;
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

/** How the words lie in the file is told by scripts/words/vector-layout.mjs. */
function read(file: Buffer): (word: string) => Float32Array | undefined {
  if (file.toString('latin1', 0, 4) !== 'CLV2')
    throw new Error('vectors.bin holds no word vectors: run scripts/make-vectors.mjs.');
  const count = file.readUInt32LE(4);
  const dims = file.readUInt32LE(8);
  // A copy, because numbers of four bytes must begin at a multiple of four.
  const keys = new Uint32Array(file.buffer.slice(file.byteOffset + 12, file.byteOffset + 12 + count * 4));
  const checks = file.subarray(12 + count * 4, 12 + count * 5);
  const coordinates = file.subarray(12 + count * 5);
  return (word) => {
    const { key, check } = keyOf(word);
    const [hash, checkByte] = [key >>> 0, (check ^ (check >>> 8)) & 0xff];
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (keys[middle]! < hash) low = middle + 1;
      else high = middle;
    }
    for (let at = low; keys[at] === hash; at += 1)
      if (checks[at] === checkByte) return unit(stepsAt(coordinates, at, dims));
    return undefined;
  };
}

/** Two coordinates of four bits in each byte, the first in its lower half; 0 stands for half a step up. */
function stepsAt(coordinates: Uint8Array, at: number, dims: number): Float32Array {
  const vector = new Float32Array(dims);
  const start = (at * dims) / 2;
  for (let d = 0; d < dims; d += 1) {
    const half = coordinates[start + (d >> 1)]! >> (d & 1 ? 4 : 0);
    vector[d] = ((half & 15) ^ 8) - 7.5;
  }
  return vector;
}
