import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { youtube } from './index.ts';
import { firstWords, titleText, withoutAngleBrackets } from './text.ts';
import { tokenFile } from './token-file.ts';

test('a description is counted in bytes of UTF-8', () => {
  expect(youtube.text.length('회'.repeat(1666))).toBe(4998);
  expect(youtube.text.length('a‹b›')).toBe(8);
  expect(youtube.text.length('👩‍⚕️')).toBe(13);
});

test('angle brackets become ‹ and ›, which YouTube takes', () => {
  expect(withoutAngleBrackets('p < 0.05 → <b>')).toBe('p ‹ 0.05 → ‹b›');
});

test('first words fit a title, end at a word where there is one, and never split a character', () => {
  expect(firstWords('  A short\n line ')).toBe('A short line');
  expect(firstWords('word '.repeat(40))).toBe(`${'word '.repeat(19)}word…`);
  expect(firstWords('😀'.repeat(80))).toBe(`${'😀'.repeat(49)}…`);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const title = firstWords(text);
      expect(titleText.length(title)).toBeLessThanOrEqual(titleText.limit);
      // A surrogate without its other half is a character that was split.
      expect(title).not.toMatch(/\p{Surrogate}/u);
    }),
  );
});

test('a token file without the refresh token, or with something unknown in it, is refused', () => {
  const whole = { client_id: 'a', client_secret: 'b', refresh_token: 'c' };
  expect(tokenFile.safeParse(whole).success).toBe(true);
  expect(
    tokenFile.safeParse({ ...whole, access_token: 'd', expires_at: '2026-11-24T06:00:00Z' }).success,
  ).toBe(true);
  expect(tokenFile.safeParse({ ...whole, expires_at: 'soon' }).success).toBe(false);
  expect(tokenFile.safeParse({ ...whole, refresh_token: '' }).success).toBe(false);
  expect(tokenFile.safeParse({ ...whole, password: 'x' }).success).toBe(false);
});
