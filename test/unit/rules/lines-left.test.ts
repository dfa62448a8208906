import { describe, expect, it } from 'vitest';
import { linesLeft, partOf, shareOf } from '../../../workflows/rules/lines-left.ts';

const GLOVES = { title: 'Gloves', quantity: 3, price_ea_cents: null, price_total_cents: 1_000, sku: 'G' };
const BOOTS = { title: 'Boots', quantity: 1, price_ea_cents: 4_000, price_total_cents: 4_000 };
const DISCOUNT = { title: 'Discount', quantity: null, price_total_cents: -501 };

describe('what is left of lines', () => {
  it('is all of them where nothing was taken', () => {
    const { left, othersCents } = linesLeft([GLOVES, BOOTS, DISCOUNT], []);
    expect(left.map(({ quantity, cents }) => [quantity, cents])).toEqual([
      [3, 1_000],
      [1, 4_000],
      [1, -501],
    ]);
    expect(othersCents).toBe(0);
  });

  it('loses what was taken, by quantity and by cent, however it was divided', () => {
    const first = linesLeft([GLOVES], []).left.map((each) => partOf(each, 1));
    expect(first).toEqual([{ ...GLOVES, quantity: 1, price_ea_cents: 333, price_total_cents: 333 }]);
    const second = linesLeft([GLOVES], first).left;
    expect(second).toMatchObject([{ quantity: 2, cents: 667 }]);
    const last = second.map((each) => partOf(each, 2));
    expect(last).toMatchObject([{ quantity: 2, price_ea_cents: null, price_total_cents: 667 }]);
    expect(linesLeft([GLOVES], [...first, ...last]).left).toMatchObject([{ quantity: 0, cents: 0 }]);
  });

  it('takes the first of lines that are alike first, and never more than there is', () => {
    const taken = [{ ...BOOTS, quantity: 3, price_total_cents: 12_000 }];
    const { left, othersCents } = linesLeft([BOOTS, BOOTS, GLOVES], taken);
    expect(left.map(({ quantity, cents }) => [quantity, cents])).toEqual([
      [0, 0],
      [0, 0],
      [3, 1_000],
    ]);
    expect(othersCents).toBe(4_000);
  });

  it('tells lines apart by SKU and variant, and names what belongs to none', () => {
    const red = { ...GLOVES, variant_info: 'red' };
    const { left, othersCents } = linesLeft([GLOVES, red], [red, { title: 'SO-1-1', price_total_cents: 70 }]);
    expect(left.map(({ quantity }) => quantity)).toEqual([3, 0]);
    expect(othersCents).toBe(70);
  });

  it('keeps a discount below 0, whole or not at all', () => {
    const [whole] = linesLeft([DISCOUNT], []).left.map((each) => partOf(each, 1));
    expect(whole).toEqual(DISCOUNT);
    expect(linesLeft([DISCOUNT], [DISCOUNT]).left).toMatchObject([{ quantity: 0, cents: 0 }]);
  });
});

describe('a share', () => {
  it.each([
    [100, 1, 3, 33],
    [100, 2, 3, 67],
    [-100, 2, 3, -67],
    [1, 1, 2, 1],
    [-1, 1, 2, -1],
    [500, 0, 0, 0],
    [999_999_999_999, 999_999_999, 1_000_000_000, 999_999_998_999],
  ])('of %i cents, %i of %i, is %i', (cents, part, whole, share) => {
    expect(shareOf(cents, part, whole)).toBe(share);
  });
});
