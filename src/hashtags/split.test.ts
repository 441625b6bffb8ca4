import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitHashtag } from './split.ts';

it.each([
  ['musclespasm', 'muscle spasm'],
  ['restrictedmovement', 'restricted movement'],
  ['regenerativejointinjection', 'regenerative joint injection'],
  ['therapist', 'therapist'],
  ['BlackLivesMatter', 'Black Lives Matter'],
  ['RIPSteveJobs', 'RIP Steve Jobs'],
  ['iPhone', 'iPhone'],
  ['JavaScript', 'JavaScript'],
  ['USA', 'USA'],
  ['ladygaga', 'lady gaga'],
  ['covid19', 'covid 19'],
  ['windows7', 'windows 7'],
  ['h1n1', 'h1n1'],
  ['back_pain', 'back pain'],
  ['café', 'café'],
  ['허리디스크초기증상', '허리 디스크 초기 증상'],
  ['프롤로주사', '프롤로 주사'],
  ['관절', '관절'],
  ['K뷰티', 'K 뷰티'],
  ['日本旅行', '日本旅行'],
])('%s', (hashtag, words) => {
  expect(splitHashtag(hashtag).join(' ')).toBe(words);
});

it('keeps every letter, in order, whatever the hashtag', () => {
  const letters = fc.array(fc.constantFrom(...'abcDEF019_é관절디스크日本ñ'), { maxLength: 40 });
  fc.assert(
    fc.property(letters, (parts) => {
      const hashtag = parts.join('').normalize('NFC');
      expect(splitHashtag(hashtag).join('')).toBe(hashtag.replaceAll('_', ''));
    }),
  );
});

it('leaves what nobody writes as it is', () => {
  expect(splitHashtag('a'.repeat(5000))).toEqual(['a'.repeat(5000)]);
  expect(splitHashtag('')).toEqual([]);
});
