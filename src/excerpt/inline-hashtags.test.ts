import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { findHashtags } from '../domain/find-hashtags.ts';
import { hashtagsBeside, withHashtags } from './inline-hashtags.ts';

it('marks the first place of a word, in the letters of the text', () => {
  expect(withHashtags('Ligaments hold. Ligaments heal.', '#ligaments #pain')).toBe(
    '#Ligaments hold. Ligaments heal.',
  );
  expect(hashtagsBeside('#ligaments #pain', 'Ligaments hold.')).toBe('#pain');
});

it('leaves what is more or less than the word', () => {
  for (const text of [
    'A ligament is none.',
    'Say ligaments-like.',
    '인대가 약합니다.',
    'See ligaments.org or https://a.org/ligaments now',
    'Write to ligaments@a.org',
    'Nothing.',
  ]) {
    expect(withHashtags(text, '#ligaments #인대')).toBe(text);
    expect(hashtagsBeside('#ligaments #인대', text)).toBe('#ligaments #인대');
  }
  expect(withHashtags('인대, 관절', '#인대')).toBe('#인대, 관절');
});

it('shows each hashtag once and loses none, whatever the text', () => {
  const tags = ['knee', 'pain', '무릎', 'café'];
  const word = fc.constantFrom(
    ...tags,
    'Knee',
    'kneecap',
    '무릎이',
    'is',
    'https://a.org/knee',
    '#back',
    '@pain',
    '.',
    '-',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), fc.subarray(tags), (words, some) => {
      const text = words.join(' ');
      const hashtags = some.map((tag) => `#${tag}`).join(' ');
      const piece = `${withHashtags(text, hashtags)}\n\n${hashtagsBeside(hashtags, text)}`;
      const found = findHashtags(piece)
        .map(({ hashtag }) => hashtag.toLowerCase())
        .filter((hashtag) => hashtag !== 'back');
      expect(found.toSorted()).toEqual(some.toSorted());
      // Never longer than with all of them at the end.
      expect(piece.trim().length).toBeLessThanOrEqual(`${text}\n\n${hashtags}`.trim().length + 1);
    }),
  );
});
