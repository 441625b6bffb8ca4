import { expect, test } from 'vitest';
import { platforms } from '../platforms/index.ts';
import { fittingLength } from './fitting-length.ts';

const instagram = platforms.find(({ text }) => text.mentions !== undefined)!;

test('words are measured, and refused where the platform would not take them', () => {
  const { limit, mentions } = instagram.text;
  expect(fittingLength('Four', instagram)).toBe(4);
  expect(() => fittingLength('a'.repeat(limit + 2), instagram)).toThrow(/make it 2 shorter/);
  const names = (count: number): string => Array.from({ length: count }, (_, at) => `@a${at}`).join(' ');
  expect(fittingLength(names(mentions!.most), instagram)).toBe(names(mentions!.most).length);
  expect(() => fittingLength(names(mentions!.most + 1), instagram)).toThrow(/mentions 21 accounts/);
});
