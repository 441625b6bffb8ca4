import { expect, it } from 'vitest';
import { emptyLexicon, parseLexicon } from './lexicon.ts';
import { suggestHashtags } from './suggest.ts';

const { lexicon } = parseLexicon([
  '[musculoskeletal: pain relief = 통증치료]\nmuscle spasm = 근육경련\nprolotherapy = 프롤로주사',
]);

it('suggests what the post says and has no hashtag for, in both scripts', () => {
  const texts = [
    'Prolotherapy calms a muscle spasm.',
    '체외충격파치료는 프롤로주사와 다릅니다.',
    'Prolotherapy takes time.',
  ];
  const suggested = suggestHashtags(texts, ['프롤로주사'], lexicon).map(({ hashtag }) => hashtag);
  expect(suggested).toContain('prolotherapy');
  expect(suggested).toContain('musclespasm');
  expect(suggested.some((hashtag) => hashtag.startsWith('체외충격파'))).toBe(true);
  expect(suggested).not.toContain('프롤로주사');
});

it('suggests no everyday words and nothing twice', () => {
  expect(suggestHashtags(['Come and see the people who make things better.'], [], emptyLexicon)).toEqual([]);
  const twice = suggestHashtags(['Mechanoreceptors. Mechanoreceptors!'], [], emptyLexicon);
  expect(twice).toEqual([{ hashtag: 'mechanoreceptors', why: 'the post says it 2 times' }]);
});
