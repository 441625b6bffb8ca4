import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseHashtags, hashtagChooser, type HashtagChoices, type HashtagRequest } from './choose.ts';
import { parseLexicon } from './lexicon.ts';

const { lexicon } = parseLexicon([
  `[body: body = 몸]
ligament = 인대
joint = 관절
belly = 배?
[travel: travel = 여행]
ship = 배?
ferry = 페리
[musculoskeletal: pain relief = 통증치료]
pain = 통증
arthritis = 관절염
prolotherapy = 프롤로주사, 인대증식치료
frustration ~ angry, fed up, tired of`,
]);
const rules = { most: 5, advised: 3 };
const roomFor = (): boolean => true;
const choose = (
  candidates: readonly string[],
  text: string,
  choices: Partial<HashtagChoices> = {},
  request: Partial<HashtagRequest> = {},
) => chooseHashtags({ candidates, rules, lexicon, ...choices }, { text, roomFor, ...request });
const scoresOf = (candidates: readonly string[], text: string): Record<string, number> =>
  Object.fromEntries(choose(candidates, text).ranking.map(({ hashtag, score }) => [hashtag, score]));

describe('ranking', () => {
  it('finds compounds, inflections, translations and what gives a subject away', () => {
    const text = 'She was angry. Muscles go into spasm: a muscle spasm pulls on the ligaments.';
    const { ranking } = choose(['tendon', 'musclespasm', '인대', 'ligament', 'frustration'], text);
    const why = Object.fromEntries(ranking.map((ranked) => [ranked.hashtag, ranked.why]));
    expect(why).toEqual({
      musclespasm: 'the text says “muscle spasm”',
      ligament: 'the text says “ligaments”',
      인대: '“ligaments” in the text means the same',
      frustration: '“angry” speaks of it',
      tendon: '“ligaments” in the text comes near to it',
    });
    expect(ranking.findIndex(({ hashtag }) => hashtag === 'tendon')).toBeGreaterThan(2);
  });

  it('reads Korean behind its particles and inside its compounds, and finds English hashtags for it', () => {
    const { chosen } = choose(['pain', 'ligament', '관절', 'surgery'], '인대가 늘어나면 관절이 흔들립니다.');
    expect(chosen).toEqual(['관절', 'ligament']);
    expect(
      scoresOf(['허리디스크초기증상'], '허리 디스크의 초기 증상입니다.').허리디스크초기증상,
    ).toBeGreaterThan(0.8);
  });

  it.each([
    ['This is not arthritis.', 'arthritis'],
    ['Without surgery, most people are better in June.', 'surgery'],
    ['It is often taken for arthritis.', 'arthritis'],
    ['관절염이 아닙니다.', 'arthritis'],
    ['We do not perform surgery here.', 'surgery'],
    ['수술 없이 좋아집니다.', '수술'],
  ])('does not take what is denied: %s', (text, hashtag) => {
    expect(choose([hashtag], text).chosen).toEqual([]);
    expect(scoresOf([hashtag], text)[hashtag]).toBeLessThan(0.3);
  });

  it('keeps what one is told not to do, and what is more than a word', () => {
    expect(choose(['contactlenses'], 'Never sleep in contact lenses.').chosen).toEqual(['contactlenses']);
    expect(choose(['pain'], 'It is not only pain.').chosen).toEqual(['pain']);
  });

  it('tells an ambiguous word by what is spoken of', () => {
    expect(scoresOf(['ship', 'ferry'], '배를 타고 갑니다. 페리는 큽니다.').ship).toBeGreaterThan(0.7);
    const ache = '몸이 무겁고 배가 아픕니다.';
    expect(scoresOf(['ship', 'ferry'], ache).ship).toBeLessThan(0.5);
    expect(choose(['ship', 'ferry'], ache).chosen).toEqual([]);
  });

  it('finds by its meaning what the text does not say, and takes it only where that is clear', () => {
    const text = 'The kneecap and the cartilage behind it ache on the stairs.';
    const { ranking } = choose(['mortgage', 'knee'], text);
    expect(ranking[0]).toMatchObject({ hashtag: 'knee' });
    expect(ranking[0]!.score).toBeGreaterThan(2 * ranking[1]!.score);
  });

  it('knows Korean verbs by what all their forms begin with', () => {
    const verbs = parseLexicon(['[fitness]\nrun = 달리-, 뛰-']).lexicon;
    const score = (text: string): number => choose(['run'], text, { lexicon: verbs }).ranking[0]!.score;
    expect(score('매일 아침 달리면 좋습니다.')).toBeGreaterThan(0.5);
    expect(score('매일 뛰는 사람')).toBeGreaterThan(0.5);
    expect(score('뛰르르 떨리는 문')).toBeLessThan(score('매일 뛰는 사람') / 2);
  });

  it('believes a language that is told rather than the letters', () => {
    const told = (lang: string): number => choose(['인대'], '인대 ligament', {}, { lang }).ranking[0]!.score;
    expect(told('ko')).toBeGreaterThan(told('en'));
  });

  it('takes whole words only', () => {
    const { ranking, chosen } = choose(['pain', 'age', 'c', '배'], 'Painting in the garage, 배추를 보다');
    for (const { why } of ranking) expect(why).not.toContain('the text says');
    expect(chosen).toEqual([]);
  });

  it('learns from the post which of its terms mean the same', () => {
    const post = ['드라이니들링(dry needling)은 바늘로 합니다.'];
    const text = 'Dry needling takes ten minutes.';
    expect(choose(['드라이니들링'], text, { post }).chosen).toEqual(['드라이니들링']);
    expect(choose(['드라이니들링'], text).chosen).toEqual([]);
  });

  it('knows abbreviations by their letters', () => {
    expect(choose(['prp'], 'Platelet rich plasma is drawn from blood.').chosen).toEqual(['prp']);
    expect(choose(['plateletrichplasma'], 'PRP is drawn from blood.').chosen).toEqual(['plateletrichplasma']);
  });

  it('puts what the heading says higher', () => {
    const [first] = choose(['joint', 'tendon'], 'A joint and a tendon.', {}, { heading: 'Tendons' }).ranking;
    expect(first).toMatchObject({ hashtag: 'tendon', why: 'the heading says “Tendons”' });
  });

  it('thinks less of what the whole post says', () => {
    const post = ['pain here', 'pain there', 'pain again', 'pain and the knee', 'pain still'];
    const [first] = choose(['pain', 'kneecap'], 'pain of the kneecap', { post }).ranking;
    expect(first!.hashtag).toBe('kneecap');
  });

  it('lets past results weigh in where there are any', () => {
    const brought = (hashtag: string): number => (hashtag === 'tendon' ? 1.5 : 1);
    expect(choose(['joint', 'tendon'], 'A joint and a tendon.', { brought }).chosen).toEqual([
      'tendon',
      'joint',
    ]);
  });
});

describe('choosing', () => {
  const text = 'Muscle spasm pulls on the ligaments. 관절이 아프면 통증이 옵니다. Ligaments hold the joint.';
  const candidates = ['anger', 'pain', 'musclespasm', '관절', 'ligament', 'tendon'];

  it('takes no more than is advised, and none that nothing speaks for', () => {
    expect(choose(candidates, text).chosen).toHaveLength(3);
    expect(choose(['anger', 'tendon'], text).chosen).toEqual([]);
  });

  it('takes the campaign’s first, then the pinned, beyond what is advised but not beyond the cap', () => {
    const campaign = ['spring', 'clinic'];
    expect(choose(candidates, text, { campaign, pinned: ['anger'] }).chosen).toEqual([
      'spring',
      'clinic',
      'anger',
    ]);
    expect(choose(candidates, text, { campaign: ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'] }).chosen).toHaveLength(
      5,
    );
    expect(choose(candidates, text, { campaign }).ranking[0]!.why).toBe('belongs to the campaign');
  });

  it('takes a campaign’s for no substitute of the subject, though both say a word of it', () => {
    const heel = 'Your heel hurts in the morning. Stretch it before the first step.';
    const tags = ['heelpain', 'foot'];
    expect(choose(tags, heel).chosen).toEqual(['heelpain']);
    for (const campaign of [['heeldays'], ['springweek']])
      expect(choose(tags, heel, { campaign }).chosen).toEqual([...campaign, 'heelpain']);
  });

  it('never takes what is never to be used, in any spelling, whoever asks for it', () => {
    const { chosen, ranking } = choose(candidates, text, {
      campaign: ['Spring'],
      pinned: ['tendon'],
      never: ['#SPRING', 'tendon', 'Ligament'],
    });
    expect(chosen.filter((hashtag) => /spring|tendon|ligament/i.test(hashtag))).toEqual([]);
    expect(ranking.map(({ hashtag }) => hashtag)).not.toContain('ligament');
  });

  it('passes over what does not fit and goes on with what does', () => {
    const short = (hashtags: readonly string[]): boolean => hashtags.join(' ').length <= 14;
    const { chosen } = choose(candidates, text, {}, { roomFor: short });
    expect(chosen.length).toBeGreaterThan(1);
    expect(short(chosen)).toBe(true);
  });

  it('lets no near duplicates crowd out a second subject', () => {
    const { chosen } = choose(['lowbackpain', 'backpain', 'sleep'], 'Low back pain robs people of sleep.', {
      rules: { most: 2, advised: 2 },
    });
    expect(chosen).toEqual(['lowbackpain', 'sleep']);
  });

  it('brings names and places where the reader is asked to come, and into the opening', () => {
    const own = { brand: ['yoonclinic'], place: ['metrovancouver'] };
    const tags = ['yoonclinic', 'metrovancouver', 'ligament'];
    expect(choose(tags, 'Ligaments heal slowly.', own).chosen).toEqual(['ligament']);
    expect(choose(tags, 'Call us today.', own).chosen).toEqual(['yoonclinic', 'metrovancouver']);
    expect(choose(tags, 'Ligaments heal slowly.', own, { opens: true }).chosen).toEqual([
      'ligament',
      'yoonclinic',
      'metrovancouver',
    ]);
  });

  it('says so when it has guessed that a hashtag is a name or a place', () => {
    const [first] = choose(['burnabyacupunctureclinic'], 'Call us today.').ranking;
    expect(first!.why).toContain('guessed');
  });

  it('gives each its turn over a series, and no set twice in a row', () => {
    const next = hashtagChooser({
      candidates: ['pain', 'joint', 'ligament', 'tendon'],
      rules: { most: 2, advised: 2 },
      lexicon,
    });
    const series = Array.from(
      { length: 6 },
      () => next({ text: 'Pain of joint, ligament, tendon.', roomFor }).chosen,
    );
    expect(new Set(series.flat()).size).toBe(4);
    for (const [i, chosen] of series.entries()) if (i > 0) expect(chosen).not.toEqual(series[i - 1]);
  });

  it('is fair over any series: each that fits as well as others has its turn, no set comes twice in a row', () => {
    const known = ['pain', 'joint', 'ligament', 'arthritis', 'prolotherapy', 'ferry'];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(known, { minLength: 3 }),
        fc.integer({ min: 1, max: 3 }),
        (tags, advised) => {
          fc.pre(tags.length > advised);
          const next = hashtagChooser({ candidates: tags, rules: { most: 5, advised }, lexicon });
          // The text says each of them as much as any other.
          const text = tags.map((tag) => `It is ${tag}.`).join(' ');
          const series = Array.from({ length: 10 * known.length }, () => next({ text, roomFor }).chosen);
          expect(new Set(series.flat())).toEqual(new Set(tags));
          for (const [i, chosen] of series.entries()) {
            expect(chosen.length).toBeLessThanOrEqual(advised);
            expect(new Set(chosen).size).toBe(chosen.length);
            if (i > 0) expect(chosen.toSorted()).not.toEqual(series[i - 1]!.toSorted());
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('counts those that stand in the text, and does not say them again', () => {
    const rules = { most: 3, advised: 3 };
    const written = 'Pain of a #joint, a #Ligament or a tendon.';
    const { chosen } = choose(['joint', 'ligament', 'tendon', 'pain'], written, { rules });
    expect(chosen).toHaveLength(1);
    expect(['tendon', 'pain']).toContain(chosen[0]);
  });

  it('takes each once, whatever its letter case or form, and none where there is room for none', () => {
    const decomposed = '관절'.normalize('NFD');
    expect(choose(['Pain', 'PAIN', '관절', decomposed], 'pain 관절이').chosen.toSorted()).toEqual([
      'Pain',
      '관절',
    ]);
    expect(choose(candidates, text, { rules: { most: 0, advised: 0 }, campaign: ['spring'] }).chosen).toEqual(
      [],
    );
    expect(choose([], text)).toMatchObject({ ranking: [], chosen: [] });
  });
});
