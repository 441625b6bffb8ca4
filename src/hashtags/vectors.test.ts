import { expect, it } from 'vitest';
import { likeness, vectorOf } from './vectors.ts';

const like = (one: string, other: string): number => likeness(vectorOf(one)!, vectorOf(other)!);

it('puts words that are used alike near each other', () => {
  expect(like('knee', 'knee')).toBeCloseTo(1);
  expect(like('knee', 'ligament')).toBeGreaterThan(0.6);
  expect(like('knee', 'mortgage')).toBeLessThan(0.2);
  expect(vectorOf('qzxvw')).toBeUndefined();
});
