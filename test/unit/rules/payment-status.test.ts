import { describe, expect, it } from 'vitest';
import { PAYMENT_STATUSES, paymentStatus, type StatusRow } from '../../../workflows/rules/payment-status.ts';

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
    ['full', [done, capture(100), row('refund', 40, false, true)]],
    ['full', [done, capture(100), row('refund', 40, false, false, { sourceReference: 'i' })]],
    ['partially', [done, capture(60), row('capture', 40, false, false, { reference: 'j' })]],
    ['refunded', [done, capture(60), capture(40, 'j'), refund(60), refund(40, 'j')]],
    ['refunded_partially', [done, capture(60), capture(40, 'j'), refund(60)]],
    ['authorized', [authorize, row('invoice', 100, true, false)]],
    ['authorized', [authorize, row('purchase', 100, false, false)]],
    ['pending', [row('authorize', 100, false, false)]],
    ['pending', [row('authorize', 60, true, false)]],
    ['pending', [row('purchase', 100, false, true)]],
    ['pending', [row('invoice', 100, false, false)]],
    ['pending', [purchase, row('cancel', 100, false, false)]],
    ['canceled', [done, row('cancel', 60, false, true), row('cancel', 40, false, true)]],
    ['partially', [row('authorize', 100, false, true), capture(40), row('cancel', 100, false, true)]],
    ['authorized', [row('authorize', 60, true, true), row('authorize', 40, true, true)]],
    ['authorized', [row('authorize', 120, true, true)]],
    ['pending', [done]],
  ])('is %s', (status, rows) => {
    expect(paymentStatus(rows, 100)).toBe(status);
  });

  it('of an order over nothing is full only with a capture', () => {
    expect(paymentStatus([], 0)).toBe('pending');
    expect(paymentStatus([capture(0)], 0)).toBe('full');
  });

  it('is one of Oro’s', () => {
    expect(PAYMENT_STATUSES).toEqual([
      'refunded',
      'refunded_partially',
      'full',
      'invoiced',
      'authorized_partially',
      'canceled_partially',
      'partially',
      'authorized',
      'canceled',
      'declined',
      'pending',
    ]);
  });
});
