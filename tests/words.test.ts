import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeWords } from '../scripts/make-words.mjs';

test('the word list is the one that the packages and our own lists make', { timeout: 60_000 }, async () => {
  const kept = readFileSync(new URL('../src/hashtags/words.bin', import.meta.url));
  expect((await makeWords()).equals(kept)).toBe(true);
});
