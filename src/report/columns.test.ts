import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columns, columnsOf, fit } from './columns.ts';

describe('columns of a terminal', () => {
  it.each([
    ['', 0],
    ['plain', 5],
    ['é', 1],
    ['é'.normalize('NFD'), 1],
    ['관절', 4],
    ['관절'.normalize('NFD'), 4],
    ['漢字かなカナ', 12],
    ['ｶﾅ', 2],
    ['ＡＢ', 4],
    ['한 a', 4],
    ['🙂', 2],
    ['👩‍⚕️', 2],
    ['🇰🇷', 2],
    ['❤️', 2],
    ['1️⃣', 2],
    ['a​b', 2],
    ['–…', 2],
    ['สวัสดี', 4],
  ])('%s takes %i', (text, width) => {
    expect(columnsOf(text)).toBe(width);
  });

  it('are cut with an ellipsis, never inside a letter, never too wide', () => {
    expect(fit('관절이 아프다', 20)).toBe('관절이 아프다');
    expect(fit('관절이 아프다', 8)).toBe('관절이…');
    expect(fit('관절이 아프다', 6)).toBe('관절…');
    expect(fit('👩‍⚕️👩‍⚕️👩‍⚕️', 5)).toBe('👩‍⚕️👩‍⚕️…');
    const property = fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 1, max: 30 }),
      (text, most) => {
        expect(columnsOf(fit(text, most))).toBeLessThanOrEqual(most);
      },
    );
    fc.assert(property, { numRuns: 500, seed: 20_261_124 });
  });

  it('stand below one another', () => {
    const heads = [{ head: 'name', most: 6 }, { head: 'views', right: true }, 'what'];
    const rows = [
      ['관절', '1', 'a\tb\nc'],
      ['ligaments', '1,000'],
    ];
    expect(columns(heads, rows)).toBe('name    views  what\n관절        1  a b c\nligam…  1,000\n');
  });
});
