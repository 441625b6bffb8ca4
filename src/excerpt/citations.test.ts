import { describe, expect, it } from 'vitest';
import { withoutCitations } from './citations.ts';

describe('withoutCitations takes out', () => {
  it.each([
    ['It helps [3].', 'It helps.'],
    ['It helps [2–5, 7] and [1,2] and [3; 4].', 'It helps and and.'],
    ['It helps (Rabago, 2017).', 'It helps.'],
    ['It helps (Rabago & Nourani, 2017).', 'It helps.'],
    ['It helps (Kim et al., 2019; Lee 2020).', 'It helps.'],
    ['It helps (Kim 2019).', 'It helps.'],
    ['It helps [Kim 2019].', 'It helps.'],
    ['It helps [Kim et al., 2019, p. 12].', 'It helps.'],
    ['It helps (see Kim, Lee, & Park, 2019; van der Berg 2018, pp. 3-5).', 'It helps.'],
    ['It helps (Kim, 2019a, 2019b).', 'It helps.'],
    ['It helps (World Health Organization, 2020).', 'It helps.'],
    ['It helps (WHO, 2019).', 'It helps.'],
    ['It helps (Müller und Weiß, 2019).', 'It helps.'],
    ['It helps (Kim, in press).', 'It helps.'],
    ['도움이 된다(김 등, 2019).', '도움이 된다.'],
    ['도움이 된다(김철수, 2019; 이영희와 박민수, 2020).', '도움이 된다.'],
    ['도움이 된다 (보건복지부, 2021).', '도움이 된다.'],
    ['도움이 된다(Kim 등, 2019).', '도움이 된다.'],
    ['効果がある（山田ら、2018）。', '効果がある。'],
    ['It helps.¹ Rest too,² and ice¹⁻³ help⁴,⁵.', 'It helps. Rest too, and ice help.'],
    ['효과가 있다³.', '효과가 있다.'],
  ])('%j', (text, bare) => {
    expect(withoutCitations(text)).toBe(bare);
  });
});

describe('withoutCitations leaves', () => {
  it.each([
    'We do so (since 2019).',
    'It came up (Korea, 2019).',
    'It came up (Seoul, 2019) and (Vancouver 2010).',
    'It opened (May 2019), (March, 2020), (Spring 2021).',
    'A room of 20 m², 10² of them, 5 cm³ and x².',
    'Ten inch² and 3 ft².',
    'The games (Olympics 2018) and (Windows 2000).',
    'It is old (2019) and (1998–2003).',
    'He was born here (born 1956) and (founded in 1990).',
    'It cost less (about 2000 won).',
    'See the table (Table 2, 2019).',
    '개원했습니다(2019년 3월). 이전했습니다(서울, 2019).',
    '고쳤습니다(개정, 2020), (강원도, 2019).',
    'Call us [now] or write (by mail).',
    'It has [1200] beds.',
    'He won (Super Bowl 2019).',
  ])('%j', (text) => {
    expect(withoutCitations(text)).toBe(text);
  });
});
