import { describe, expect, it } from 'vitest';
import { chooseHashtags, type HashtagChoices } from './choose.ts';

const rules = { most: 5, advised: 3 };
const text = 'Muscle spasm pulls on the ligaments. 관절이 아프면 통증이 옵니다. Ligaments hold the joint.';
const candidates = ['anger', 'pain', 'musclespasm', '관절', 'ligament', 'tendon'];
const choose = (choices: Partial<HashtagChoices>, request = {}) =>
  chooseHashtags({ candidates, rules, ...choices }, { text, roomFor: () => true, ...request });

describe('chooseHashtags', () => {
  it('puts what stands in the text first, then the order of the author', () => {
    const { ranking, chosen } = choose({});
    expect(chosen).toEqual(['ligament', 'musclespasm', '관절']);
    expect(ranking.map(({ hashtag }) => hashtag).slice(3)).toEqual(['anger', 'pain', 'tendon']);
  });

  it('says why, in words of the text', () => {
    const why = Object.fromEntries(
      choose({}, { heading: 'Tendons' }).ranking.map((ranked) => [ranked.hashtag, ranked.why]),
    );
    expect(why).toEqual({
      tendon: 'the heading says “Tendons”',
      ligament: 'the text says “ligaments” twice',
      musclespasm: 'the text says “Muscle spasm”',
      관절: 'the text says “관절”',
      anger: 'not in this text; taken in the order the author gave',
      pain: 'not in this text; taken in the order the author gave',
    });
  });

  it('takes whole words only', () => {
    const { ranking } = chooseHashtags(
      { candidates: ['pain', 'age', 'c', '배'], rules },
      { text: 'Painting in the garage, 배를 보다', roomFor: () => true },
    );
    expect(ranking.every(({ why }) => why.startsWith('not in this text'))).toBe(true);
  });

  it('takes the campaign’s first, then the pinned, beyond what is advised but not beyond the cap', () => {
    const campaign = ['spring', 'clinic'];
    expect(choose({ campaign, pinned: ['anger'] }).chosen).toEqual(['spring', 'clinic', 'anger']);
    expect(choose({ campaign: ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'] }).chosen).toEqual([
      'a1',
      'a2',
      'a3',
      'a4',
      'a5',
    ]);
    expect(choose({ campaign }).ranking[0]!.why).toBe('belongs to the campaign');
  });

  it('never takes what is never to be used, in any spelling, whoever asks for it', () => {
    const { chosen, ranking } = choose({
      campaign: ['Spring'],
      pinned: ['tendon'],
      never: ['#SPRING', 'tendon', 'Ligament'],
    });
    expect(chosen).toEqual(['musclespasm', '관절', 'anger']);
    expect(ranking.map(({ hashtag }) => hashtag)).not.toContain('ligament');
  });

  it('passes over what does not fit and goes on with what does', () => {
    const roomFor = (hashtags: readonly string[]): boolean => hashtags.join(' ').length <= 12;
    expect(choose({}, { roomFor }).chosen).toEqual(['ligament', '관절']);
  });

  it('takes each once, whatever its letter case or form', () => {
    const decomposed = '관절'.normalize('NFD');
    expect(
      chooseHashtags(
        { candidates: ['Pain', 'PAIN', '관절', decomposed], rules },
        { text, roomFor: () => true },
      ).chosen,
    ).toEqual(['관절', 'Pain']);
  });

  it('takes none where there is room for none', () => {
    expect(choose({ rules: { most: 0, advised: 0 }, campaign: ['spring'] }).chosen).toEqual([]);
    expect(chooseHashtags({ candidates: [], rules }, { text, roomFor: () => true })).toMatchObject({
      ranking: [],
      chosen: [],
    });
  });
});
