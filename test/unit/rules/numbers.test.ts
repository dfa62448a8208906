import { describe, expect, it } from 'vitest';
import { nextInvoiceNumber, nextShipmentNumber } from '../../../workflows/rules/invoice-plan.ts';
import { fittingNumber } from '../../../workflows/rules/numbers.ts';

const LONG = 'x'.repeat(64);

describe('a generated number', () => {
  it.each([
    ['ORD-1', 'ORD-1'],
    [LONG, LONG],
    [`${LONG}-1`, `${'x'.repeat(55)}-5a404f2b`],
    [`${LONG}-2`, `${'x'.repeat(55)}-5b4050be`],
    [`${'x'.repeat(54)}😀${'x'.repeat(20)}`, expect.stringMatching(/^x{54}-[\da-f]{8}$/)],
    [`${'x'.repeat(53)} ${'x'.repeat(20)}`, expect.stringMatching(/^x{53} x-[\da-f]{8}$/)],
  ])('%s is used as %s', (whole, number) => {
    expect(fittingNumber(whole)).toEqual(number);
    expect(fittingNumber(fittingNumber(whole))).toEqual(number);
  });

  it('differs from the others also where it is cut', () => {
    const first = nextInvoiceNumber(LONG, new Set());
    const second = nextInvoiceNumber(LONG, new Set([first]));
    expect(new Set([first, second, nextInvoiceNumber(`${LONG.slice(1)}y`, new Set())]).size).toBe(3);
    const parcel = nextShipmentNumber({ number: first, shipments: [] });
    expect(parcel).not.toBe(nextShipmentNumber({ number: second, shipments: [] }));
    expect([first, second, parcel].every(({ length }) => length <= 64)).toBe(true);
  });
});
