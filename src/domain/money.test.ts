import { expect, test } from 'vitest';
import { moneyInWords, sumOf } from './money.ts';

test('sums are kept apart by currency and are exact', () => {
  const usd = (amount: number) => ({ amount, currency: 'USD' });
  expect(sumOf([usd(0.1), { amount: 1, currency: 'EUR' }, usd(0.2)])).toEqual([
    usd(0.3),
    { amount: 1, currency: 'EUR' },
  ]);
  expect(sumOf([])).toEqual([]);
});

test.each([
  [0.2, '0.20 USD'],
  [0.015, '0.015 USD'],
  [5, '5.00 USD'],
  [12.3456, '12.3456 USD'],
])('%d is written %s', (amount, words) => {
  expect(moneyInWords({ amount, currency: 'USD' })).toBe(words);
});
