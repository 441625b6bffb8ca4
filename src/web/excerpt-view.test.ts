import { expect, test } from 'vitest';
import { foldAt } from './excerpt-view.tsx';

const preview = (foldCharacters: number, foldLines: number) => ({ foldCharacters, foldLines });

test('a short text is seen whole', () => {
  expect(foldAt('All of it.', preview(10, 2))).toBeUndefined();
  expect(foldAt('One.\nTwo.', preview(100, 2))).toBeUndefined();
});

test('a long one is folded before the word that would no longer fit', () => {
  const text = 'The first steps out of bed';
  expect(text.slice(0, foldAt(text, preview(12, 9)))).toBe('The first');
  expect(text.slice(0, foldAt(text, preview(15, 9)))).toBe('The first steps');
});

test('lines count as well, whichever comes first', () => {
  const text = 'One.\n\nTwo is a longer line.';
  expect(text.slice(0, foldAt(text, preview(100, 2)))).toBe('One.\n');
  expect(text.slice(0, foldAt(text, preview(12, 3)))).toBe('One.\n\nTwo is');
});

test('one endless word is cut where it must be, and never within a letter', () => {
  expect(foldAt('가'.repeat(30), preview(10, 3))).toBe(10);
  expect(foldAt('😀'.repeat(30), preview(10, 3))).toBe(20);
});
