import { describe, expect, it } from 'vitest';
import { directionOf, mostlyMissing, plain, shorten, tidy, wholeWords, withoutMissing } from './words.ts';

const visible = (text: string): string => text.replaceAll('\u2060', '~');

describe('words on a card', () => {
  it('are joined where Korean must not break', () => {
    expect(visible(wholeWords('보통 4주, (초기)에 3–6회'))).toBe('보~통 4~주~, (~초~기~)~에 3–~6~회');
    expect(wholeWords('A well-known method / 2020-2025')).toBe('A well-known method / 2020-\u20602025');
  });

  it('are tidied', () => {
    expect(tidy(' a \r\n\r\n\r\n\r\nb\t\n')).toBe('a\n\nb');
    expect(tidy('\u1112\u1161\u11ab')).toBe('한');
  });

  it('are shortened to whole words, and endless ones in the middle', () => {
    expect(shorten('one two three', 13)).toBe('one two three');
    expect(shorten('one two three', 10)).toBe('one two…');
    expect(shorten('one two, three', 9)).toBe('one two…');
    expect(shorten('x'.repeat(100), 10)).toBe(`${'x'.repeat(9)}…`);
    expect(shorten('😀😀😀', 2)).toBe('😀…');
  });

  it('run as their first letter does', () => {
    expect(directionOf('123 שלום hello')).toBe('rtl');
    expect(directionOf('“Hello” שלום')).toBe('ltr');
    expect(directionOf('😀 1')).toBe('ltr');
  });

  it('are written plainly, left out or boxed where no font has them', () => {
    expect(plain('ⓐ가', new Set('ⓐ'))).toBe('a가');
    expect(withoutMissing('면역(免疫)과 初期 🫩', new Set('免疫初期🫩'))).toBe('면역과 □□ ');
    expect(withoutMissing('면역(免疫)', new Set('免'))).toBe('면역(□疫)');
    expect(mostlyMissing({ brand: null, title: null, text: '初期 치료 방법' }, new Set('初期'))).toBe(false);
    expect(mostlyMissing({ brand: null, title: '초기', text: '初期 治療' }, new Set('初期治療'))).toBe(true);
  });
});
