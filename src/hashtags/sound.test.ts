import { expect, it } from 'vitest';
import { byLetter, soundingLike } from './sound.ts';

const words = byLetter([
  'python',
  'studio',
  'pilates',
  'melatonin',
  'robot',
  'marketing',
  'botany',
  'patience',
  'summer',
  'market',
]);

it('finds the English word that a Korean one spells by its sound', () => {
  expect(soundingLike('파이썬', words)).toEqual(['python']);
  expect(soundingLike('스튜디오', words)).toEqual(['studio']);
  expect(soundingLike('필라테스', words)).toEqual(['pilates']);
  expect(soundingLike('멜라토닌', words)).toEqual(['melatonin']);
  expect(soundingLike('마케팅', words)).toEqual(['marketing']);
});

it('says nothing of words that are too short or of another sound', () => {
  expect(soundingLike('비', words)).toEqual([]);
  expect(soundingLike('어깨통증', words)).toEqual([]);
  expect(soundingLike('허리디스크', words)).toEqual([]);
  expect(soundingLike('python', words)).toEqual([]);
});
