import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { directionOf, likeness, placeOf, sideBySide } from './vectors.ts';

const directionOfWord = (word: string): Float32Array => directionOf(placeOf(word)!);
const like = (one: string, other: string): number => likeness(directionOfWord(one), directionOfWord(other));

it('puts words that are used alike near each other', () => {
  expect(like('knee', 'knee')).toBeCloseTo(1);
  for (const [word, near, far] of [
    ['knee', 'ligament', 'mortgage'],
    ['mortgage', 'loan', 'knee'],
    ['insomnia', 'sleep', 'bakery'],
    ['bread', 'bakery', 'lawyer'],
    ['puppy', 'dog', 'tax'],
    ['espresso', 'coffee', 'dentist'],
    ['tendon', 'ligament', 'pizza'],
    ['lawyer', 'court', 'garden'],
  ] as const) {
    expect(like(word, near), `${word} ${near}`).toBeGreaterThan(0.4);
    expect(like(word, far), `${word} ${far}`).toBeLessThan(0.2);
  }
});

it('compares one word with many at once as well as one by one', () => {
  const words =
    'knee ligament mortgage loan insomnia sleep bakery bread lawyer puppy dog tax espresso court'.split(' ');
  const directions = words.map(directionOfWord);
  const compare = sideBySide(directions);
  const likes = new Float32Array(words.length + 1);
  for (const [i, word] of words.entries()) {
    compare.word(placeOf(word)!, likes, 1);
    for (const [j, other] of words.entries()) expect(likes[j + 1]).toBeCloseTo(like(word, other), 2);
    compare.direction(directions[i]!, likes, 1);
    for (const [j, other] of words.entries()) expect(likes[j + 1]).toBeCloseTo(like(word, other), 2);
  }
});

it('knows nothing of a word that is in no list', () => {
  expect(placeOf('qzxvw')).toBeUndefined();
});

it('holds the words of the lexicon, of which the file must be made again when many are added', () => {
  const folder = new URL('../../config/lexicon/', import.meta.url);
  const words = readdirSync(folder)
    .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split('\n'))
    .filter((line) => line.includes('=') && !line.startsWith('#'))
    .flatMap(
      (line) =>
        line
          .split('=')[0]!
          .toLowerCase()
          .match(/[a-z]{3,}/g) ?? [],
    );
  const unknown = [...new Set(words)].filter((word) => placeOf(word) === undefined);
  expect(unknown.length / new Set(words).size).toBeLessThan(0.01);
});
