import { parseDocument } from 'yaml';
import { expect, test } from 'vitest';
import { yamlMistake } from './yaml-mistake.ts';

const said = (text: string): string => {
  const { errors, warnings } = parseDocument(text, {
    stringKeys: true,
    prettyErrors: false,
    logLevel: 'warn',
  });
  return yamlMistake([...errors, ...warnings].sort((a, b) => a.pos[0] - b.pos[0])[0]!);
};

test.each([
  ['a: [1, 2\nb: 3', 'a list that begins with [ is not closed'],
  ['a: {b: c', 'what begins with { is not closed'],
  ['a: "open', 'a text in quotes is not closed'],
  ["a: 'open", 'a text in quotes is not closed'],
  ['a: b\nc', 'this line is no "key: value"'],
  ['a: b\na: c', 'this key stands above already'],
  ['a: b: c', 'a second "key: value" begins in the value of another'],
  ['a: UTC\n  b: {}', 'a second "key: value" begins in the value of another'],
  ['\ta: b', 'the line is indented with a tab'],
  ['a:\n  b: c\n d: e', 'this line is not indented like its neighbours'],
  ['a: `b', 'a text cannot begin with this sign'],
  ['a: @b', 'a text cannot begin with this sign'],
  ["a: 'it's'", 'there is more here than belongs to the value'],
  ['a: "\\q"', 'the backslash in "…"'],
  ['a: *', 'a * begins a reference'],
  ['a: &x &y b', 'two & stand before one value'],
  ['a: !clock b', 'a word with ! before it is a tag'],
  ['? [a]: b', 'a key must be a word'],
])('%j in plain words, with what to do', (text, words) => {
  expect(said(text).slice(0, words.length)).toBe(words);
  expect(said(text)).toMatch(/: (?:write|put|keep|use|begin|take)/);
  expect(said(text)).not.toMatch(/mapping|scalar|collection|implicit|node|token/i);
});
