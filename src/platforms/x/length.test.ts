import { describe, expect, test } from 'vitest';
import { weightedLength } from './length.ts';

const cases: readonly (readonly [what: string, text: string, weight: number])[] = [
  ['nothing', '', 0],
  ['Latin', 'Knee pain, again?', 17],
  ['Latin with marks, composed', 'é', 1],
  ['Latin with marks, decomposed: counted in NFC', 'e\u0301', 1],
  ['a mark that composes with nothing', 'x\u0301', 2],
  ['Hangul', '무릎 통증', 9],
  ['Hangul jamo that make one syllable', '\u1112\u1161\u11ab', 2],
  ['Han and kana', '膝の痛み', 8],
  ['the last letter that weighs 1 and the first that weighs 2', '\u10ff\u1100', 3],
  ['plain quotes and dashes', '“a” ‘b’ – —', 11],
  ['ellipsis', '…', 2],
  ['bullet', '•', 2],
  ['signs beyond the light ranges', '→€™№≤⅓', 12],
  ['signs within them', '½°µ×©', 5],
  ['primes weigh 1, the per mille sign 2', '′″‰', 4],
  ['thin space and zero-width non-joiner weigh 1', '\u2009\u200c', 2],
  ['a line break with a carriage return', 'a\r\nb', 4],
  ['letters that make a post invalid', '\ufeff\uffff', 4],
  ['half a surrogate pair', '\ud83d', 2],
  ['Han beyond the basic plane', '\u{20021}', 2],
  ['a link', 'https://example.com/a/rather/long/path?with=query', 23],
  ['a link among words', 'See https://example.com now', 4 + 23 + 4],
  ['a link that is shorter than its weight', 'a.io', 23],
  ['a bare domain', 'example.com', 23],
  ['a missing space behind a full stop', 'It is pain.It hurts', 6 + 23 + 6],
  ['a title without a space', 'Dr.Kim', 23],
  ['a file name in a country', 'README.md', 23],
  ['a sentence that ends', 'It hurts. It heals.', 19],
  ['a decimal point', 'at 3.5 cm', 9],
  ['an abbreviation', 'e.g. this, i.e. that', 20],
  ['a full stop before a quote', 'He said “no.” Then', 18],
  ['an e-mail address', 'mail me@example.com', 19],
  ['no top-level domain', 'http://localhost', 16],
  ['a hashtag', '#prolotherapy', 13],
  ['a port behind a bare domain is text', 'example.com:8080', 23 + 5],
  ['a query behind a bare domain is text', 'example.com?a=1', 23 + 4],
  ['a path behind one belongs to it', 'example.com/?a=1', 23],
  ['a domain after Hangul', '주소는example.com입니다', 6 + 23 + 6],
  ['a domain in Hangul, without a protocol', '병원.한국', 9],
  ['a domain in Hangul, with a protocol', 'https://병원.한국', 23],
  ['an emoji', '😷', 2],
  ['an emoji with a skin tone', '👍🏽', 2],
  ['a family', '👨‍👩‍👧‍👦', 2],
  ['a profession', '👩🏻‍⚕️', 2],
  ['a flag', '🇰🇷', 2],
  ['two letters that are no flag', '🇰🇰', 4],
  ['Scotland', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}', 2],
  ['a keycap', '1️⃣', 2],
  ['a keycap without the variation selector', '#⃣', 2],
  ['a copyright sign as a picture', '©️', 2],
  ['a trade mark sign as a picture', '™️', 2],
  ['a picture as text', '☺︎', 4],
  ['a heart', '❤️', 2],
  ['a couple', '👩‍❤️‍💋‍👨', 2],
  ['a man running', '🏃🏿‍♂️', 2],
  ['a detective', '🕵️‍♀️', 2],
  ['a sequence newer than the official counter: its parts', '🐦‍🔥', 5],
  ['an emoji behind a link', 'https://example.com👍🏽', 25],
];

describe('weighted length', () => {
  test.each(cases)('%s', (_, text, weight) => {
    expect(weightedLength(text)).toBe(weight);
  });

  test('is the sum of the parts of a text that are set apart by spaces', () => {
    const parts = cases.map(([, text]) => text).filter((text) => text !== '' && !/^\p{M}/u.test(text));
    const joined = parts.join(' ');
    expect(weightedLength(joined)).toBe(
      parts.reduce((sum, part) => sum + weightedLength(part), parts.length - 1),
    );
  });

  test('a long text without an end is counted in passing', () => {
    const hard = `${'あ'.repeat(20_000)}.みんな ${'a.'.repeat(10_000)}`;
    expect(weightedLength(hard)).toBe(40_000 + 7 + 1 + 20_000);
  });
});
