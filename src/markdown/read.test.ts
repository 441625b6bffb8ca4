import { describe, expect, it } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { readPost } from './read.ts';

const text = 'Knee pain\n\n무릎 통증 🦵\n';

describe('readPost', () => {
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, little end first', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])('reads %s', (_name, bytes) => {
    expect(readPost(bytes, 'post.md')).toBe(text);
  });

  it('reads an empty file as an empty text', () => {
    expect(readPost(Buffer.alloc(0), 'post.md')).toBe('');
  });

  it.each([
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x00, 0x1a]), 'offset 6'],
    ['a letter of another encoding', Buffer.from([0x61, 0x62, 0xb0, 0xfc, 0x63]), 'byte 0xb0 at offset 2'],
    ['an overlong form', Buffer.from([0x61, 0xc0, 0xaf]), 'byte 0xc0 at offset 1'],
    ['half of a pair', Buffer.from([0xed, 0xa0, 0x80]), 'byte 0xed at offset 0'],
    ['a text that breaks off inside a letter', Buffer.from('통증').subarray(0, 4), 'byte 0xec at offset 3'],
    [
      'UTF-16 without a mark',
      Buffer.from(text, 'utf16le'),
      'UTF-16 without its mark (byte 0x00 at offset 1)',
    ],
    ['the same, big end first', Buffer.from(text, 'utf16le').swap16(), 'UTF-16 without its mark'],
    ['a zero in a text', Buffer.from(`${text}\0${text}`), 'byte 0x00'],
    ['UTF-16 that holds a zero', Buffer.from('\ufeffa\0b', 'utf16le'), 'offset 4'],
    ['half of a pair in UTF-16', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00]), 'broken'],
  ])('refuses %s, naming the place', (_name, bytes, place) => {
    const reading = (): string => readPost(bytes, 'post.md');
    expect(reading).toThrow(UserError);
    expect(reading).toThrow(place);
    expect(reading).toThrow(/^post\.md .*UTF-8.*\.$/);
  });
});
