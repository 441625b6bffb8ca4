import { describe, expect, it } from 'vitest';
import { splitLong } from './split.ts';

const units = (text: string): number => text.length;
const split = (text: string, room: number, length = units): string[] =>
  splitLong(text, () => room, length).map((part) => part.text);

describe('splitLong', () => {
  it('leaves alone what fits', () => {
    expect(splitLong('It fits.', () => 8, units)).toEqual([{ text: 'It fits.', start: 0, end: 8 }]);
  });

  it('divides after a clause first', () => {
    expect(split('When the joint is loose, the muscles hold it all day long.', 40)).toEqual([
      'When the joint is loose, …',
      '… the muscles hold it all day long.',
    ]);
  });

  it('divides after a clause however little of it that leaves, but no word alone is a clause', () => {
    expect(split('If it is so, the muscles hold the joint all day and all night', 40)[0]).toBe(
      'If it is so, …',
    );
    const parts = splitLong('So, the muscles hold the joint all day and all night long', () => 30, units);
    expect(parts.map((part) => part.text)).toEqual([
      'So, the muscles hold the …',
      '… joint all day and all …',
      '… night long',
    ]);
    expect(parts.map((part) => part.division)).toEqual(['word', 'word', undefined]);
  });

  it('passes over a clause that ends too soon where a text is shortened', () => {
    const [part] = splitLong('If so, the muscles hold the joint all day and all night', () => 40, units, 0.4);
    expect(part!.text).toBe('If so, the muscles hold the joint all …');
  });

  it('does not part a number from its unit', () => {
    expect(split('It takes about twelve to 15 mg of it every single day here', 29)[0]).toBe(
      'It takes about twelve to …',
    );
  });

  it('does not cut an address that fits by itself', () => {
    const address = 'https://example.org/a/long/path?x=1';
    expect(split(`Please look at ${address} today`, 40).some((part) => part.includes(address))).toBe(true);
  });

  it('cuts a word only when it is longer than the room, at a letter as people see it', () => {
    const parts = split('👩‍👩‍👧‍👦'.repeat(5), 30);
    expect(parts.join('').replaceAll('…', '')).toBe('👩‍👩‍👧‍👦'.repeat(5));
    for (const part of parts) expect(part.replaceAll('…', '')).toMatch(/^(?:👩‍👩‍👧‍👦)+$/u);
    expect(parts[0]).toMatch(/…$/);
  });

  it('keeps flags whole, of which a pair of letters is one', () => {
    for (const part of split('🇰🇷🇨🇦🇩🇪'.repeat(200), 50))
      expect(part.replaceAll('…', '')).toMatch(/^(?:🇰🇷|🇨🇦|🇩🇪)+$/u);
  });

  it('divides Japanese between words', () => {
    const text = '膝の痛みは長い時間をかけて少しずつ良くなることが多いので焦らないでください';
    const parts = splitLong(text, () => 20, units);
    expect(parts.slice(0, -1).every((part) => part.division === 'word')).toBe(true);
    expect(parts.map((part) => text.slice(part.start, part.end)).join('')).toBe(text);
  });

  it('makes progress with a letter that is longer than the room', () => {
    const tower = `e${'\u0301'.repeat(100)}`;
    const parts = split(`${tower} end`, 20);
    expect(parts.every((part) => part.length <= 20)).toBe(true);
    expect(parts.join('').replaceAll('…', '').replaceAll(' ', '')).toBe(`${tower}end`);
  });

  it('makes progress without any room', () => {
    expect(split('abc', 0).join('')).toBe('abc');
  });

  it('gives places in the text', () => {
    const text = 'one two three, four five six, seven eight nine';
    for (const part of splitLong(text, () => 20, units)) {
      expect(part.text.replaceAll(/^… | …$/g, '')).toBe(text.slice(part.start, part.end));
    }
  });

  it('does not measure a long word over and over', () => {
    let measured = 0;
    const length = (text: string): number => {
      measured += text.length;
      return text.length;
    };
    splitLong('a'.repeat(200_000), () => 280, length);
    expect(measured).toBeLessThan(200_000 * 40);
  });
});
