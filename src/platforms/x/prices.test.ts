import { expect, test } from 'vitest';
import { sumOf } from '../../domain/money.ts';
import type { Excerpt } from '../../domain/excerpt.ts';
import { sampleExcerpt } from '../conformance-rig.ts';
import { x } from './index.ts';
import { priceOfPost } from './prices.ts';

test.each([
  ['Knees bend.', 0.015, 'a post'],
  [
    'See https://clinic.example.org/knees?part=2',
    0.2,
    'a post with a link (https://clinic.example.org/knees?part=2)',
  ],
  // Nobody meant a link here.
  ['Ask Dr.Kim about it.', 0.2, 'a post with a link (Dr.Kim)'],
  ['It eases pain.It helps.', 0.2, 'a post with a link (pain.It)'],
  ['It eases pain. It helps.', 0.015, 'a post'],
  ['write to a@clinic.example.org', 0.015, 'a post'],
])('%j costs %d USD', (text, amount, what) => {
  expect(priceOfPost(text)).toEqual({ amount, currency: 'USD', what });
});

test('a thread costs each of its pieces, and reading its numbers each of its posts', () => {
  const excerpt: Excerpt = { ...sampleExcerpt(x), pieces: ['One.', 'Two: https://example.org', 'Three.'] };
  expect(sumOf(x.cost.publish(excerpt))).toEqual([{ amount: 0.23, currency: 'USD' }]);
  expect(sumOf(x.cost.measure(excerpt))).toEqual([{ amount: 0.015, currency: 'USD' }]);
  expect(sumOf(x.cost.settle(excerpt))).toEqual([{ amount: 0.003, currency: 'USD' }]);
});
