import { expect, it } from 'vitest';
import { formatMoney, sum } from '../../../workflows/rules/money.ts';

it.each([
  [0, 'USD', '$0.00'],
  [5, 'USD', '$0.05'],
  [50, 'USD', '$0.50'],
  [100, 'USD', '$1.00'],
  [11_500, 'USD', '$115.00'],
  [-5, 'USD', '-$0.05'],
  [-11_500, 'USD', '-$115.00'],
  [99_999, 'USD', '$999.99'],
  [100_000, 'USD', '$1,000.00'],
  [123_456_789, 'USD', '$1,234,567.89'],
  [11_500, 'EUR', 'EUR 115.00'],
  [-100, 'EUR', '-EUR 1.00'],
])('%i cents of %s are shown as %s', (cents, currency, shown) => {
  expect(formatMoney(cents, currency)).toBe(shown);
});

it.each([
  [[], 0],
  [[5], 5],
  [[5, -7, 10], 8],
])('the sum of %j is %i', (cents, total) => {
  expect(sum(cents)).toBe(total);
});
