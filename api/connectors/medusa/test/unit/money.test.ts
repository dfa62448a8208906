import type { BigNumberInput } from '@medusajs/framework/types';
import { BigNumber, MathBN } from '@medusajs/framework/utils';
import { describe, expect, it } from 'vitest';
import { toCents, toDecimal } from '../../src/money.ts';

describe('amounts of Medusa in the smallest unit', () => {
  it.each([
    [115.55, 'USD', 11_555],
    ['0.29', 'USD', 29],
    [1.005, 'USD', 101],
    [0.1 + 0.2, 'USD', 30],
    [{ value: '8.403361344537815126' }, 'EUR', 840],
    [new BigNumber('1234567.895'), 'USD', 123_456_790],
    [MathBN.div(10, 3), 'USD', 333],
    [-1.005, 'USD', -101],
    [1_500, 'JPY', 1_500],
    [1_500.5, 'JPY', 1_501],
    ['1.2345', 'KWD', 1_235],
    ['90071992547409.91', 'USD', 9_007_199_254_740_991],
  ])('%s in %s is %i', (amount, currency, cents) => {
    expect(toCents(amount as BigNumberInput, currency)).toBe(cents);
  });

  it.each(['90071992547409.92', 'NaN', Infinity])('refuses %s, which JSON cannot carry exactly', (amount) => {
    expect(() => toCents(amount, 'USD')).toThrow(/is no amount of USD/);
  });

  it.each([
    [11_555, 'USD', '115.55'],
    [-5, 'USD', '-0.05'],
    [1_500, 'JPY', '1500'],
    [1_235, 'KWD', '1.235'],
  ])('%i in %s is %s in decimals', (cents, currency, decimal) => {
    expect(toDecimal(cents, currency)).toBe(decimal);
    expect(toCents(decimal, currency)).toBe(cents);
  });
});
