import { describe, expect, it } from 'vitest';
import { paymentStatus, type StatusRow } from '../../../workflows/rules/payment-status.ts';

/** `action amount active successful`, a reference for captures and a source for refunds. */
const row = (
  action: string,
  amountCents: number,
  active: boolean,
  successful: boolean,
  about: Partial<StatusRow> = {},
): StatusRow => ({
  action,
  amountCents,
  active,
  successful,
  reference: null,
  ...about,
});
const purchase = row('purchase', 100, true, false);
const authorize = row('authorize', 100, true, true);
const done = row('authorize', 100, false, true);
const capture = (cents: number, reference = 'i') => row('capture', cents, false, true, { reference });
const refund = (cents: number, sourceReference = 'i') => row('refund', cents, false, true, { sourceReference });

describe('the payment status', () => {
  it.each<[string, StatusRow[]]>([
    ['pending', []],
    ['pending', [purchase]],
    ['declined', [row('purchase', 100, false, false)]],
    ['authorized', [authorize]],
    ['authorized', [authorize, row('invoice', 100, false, true)]],
    ['authorized', [authorize, row('invoice', 100, false, false)]],
    ['invoiced', [authorize, row('invoice', 100, true, true)]],
    ['invoiced', [authorize, row('invoice', 50, true, true), capture(50)]],
    ['full', [done, capture(100)]],
    ['full', [done, capture(50, 'i'), capture(60, 'j')]],
    ['full', [authorize, row('invoice', 100, true, true), capture(100)]],
    ['partially', [authorize, capture(50)]],
    ['partially', [done, capture(50)]],
    ['authorized', [authorize, row('capture', 100, false, false, { reference: 'i' })]],
    ['canceled', [done, row('cancel', 100, false, true)]],
    ['canceled', [row('purchase', 100, false, false), row('cancel', 100, false, true)]],
    ['canceled_partially', [done, row('cancel', 60, false, true)]],
    ['authorized_partially', [row('authorize', 60, true, true)]],
    ['refunded', [done, capture(100), refund(100)]],
    ['refunded_partially', [done, capture(100), refund(40)]],
    ['refunded_partially', [authorize, row('invoice', 50, true, true), capture(50), refund(50)]],
    ['full', [done, capture(100), refund(40, 'another invoice')]],
  ])('is %s', (status, rows) => {
    expect(paymentStatus(rows, 100)).toBe(status);
  });
});
