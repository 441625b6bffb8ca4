import { domainToASCII } from 'node:url';
import { expect, test } from 'vitest';
import { encodedLabelLength } from './punycode.ts';

test.each([
  'example',
  '한국',
  'bücher',
  'みんな',
  'a-あ-b',
  'пример',
  '☃',
  'münchen-süd',
  '中文网',
  'ελ',
  '가나다라마바사',
  '\u{20021}a',
])('is as long as what the name system stores: %s', (label) => {
  expect(encodedLabelLength(label)).toBe(domainToASCII(label).length);
});

test('parts at the full stops of other scripts', () => {
  expect(encodedLabelLength('あ。b')).toBe(domainToASCII('あ').length + 2);
});

test('what is too long in any case is not worked out', () => {
  expect(encodedLabelLength('あ'.repeat(50_000))).toBeGreaterThan(63);
});
