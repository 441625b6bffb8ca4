import { describe, expect, it } from 'vitest';
import { findHashtags, isHashtag } from './find-hashtags.ts';

const tagsOf = (text: string): string[] => findHashtags(text).map((found) => found.hashtag);

describe('findHashtags', () => {
  it.each([
    ['a #pain and #목통증.', ['pain', '목통증']],
    ['#日本語。', ['日本語']],
    ['＃fullwidth', ['fullwidth']],
    ['#back_pain #c2c #2024goals', ['back_pain', 'c2c', '2024goals']],
    ['(#pain), "#neck"', ['pain', 'neck']],
    ['#a-b', ['a']],
    ['✌#hand', ['hand']],
  ])('finds in %j', (text, expected) => {
    expect(tagsOf(text)).toEqual(expected);
  });

  it.each([
    '#16',
    '#_ #1_2',
    'a#b',
    '&#pain',
    '# pain',
    'https://a.org/#pain and a.org/x#y',
    '#http://a.org',
    '#a#',
    '1#one',
  ])('finds none in %j', (text) => {
    expect(tagsOf(text)).toEqual([]);
  });

  it('gives places that cut the hashtag with its sign out of the text', () => {
    const text = '관절이 아프면 #관절 #neck!';
    expect(findHashtags(text).map(({ start, end }) => text.slice(start, end))).toEqual(['#관절', '#neck']);
  });

  it('stores the composed form', () => {
    expect(tagsOf('#관절'.normalize('NFD'))).toEqual(['관절']);
  });
});

describe('isHashtag', () => {
  it('is about the whole word', () => {
    expect(['pain', '관절', 'back_pain', '2024x'].map(isHashtag)).toEqual([true, true, true, true]);
    expect(['', '2024', 'back-pain', 'back pain'].map(isHashtag)).toEqual([false, false, false, false]);
  });
});
