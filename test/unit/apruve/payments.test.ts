import { describe, expect, it } from 'vitest';
import { invoiceSchema } from '../../../activities/apruve/entities.ts';
import { capturedCents, failedPayment, hasCapturedPayment } from '../../../activities/apruve/payments.ts';

const invoice = (...payments: object[]) =>
  invoiceSchema.parse({ id: 'i', order_id: 'o', status: 'open', amount_cents: 1_000, payments });
const captured = (amount_cents?: number) => ({ id: 'c', status: 'captured', amount_cents });
const failed = (id: string, state_changed_at: string, about = {}) => ({ id, status: 'failed', state_changed_at, ...about });

describe('the payments of an invoice', () => {
  it.each<[string, object[], number]>([
    ['none', [], 0],
    ['a part', [captured(300)], 300],
    ['parts', [captured(300), captured(200)], 500],
    ['one over several invoices', [captured(5_000)], 1_000],
    ['one without an amount', [captured()], 1_000],
    ['one under way, and one that failed', [{ status: 'pending', amount_cents: 300 }, failed('f', '')], 0],
  ])('that are captured: %s', (_, payments, cents) => {
    expect(capturedCents(invoice(...payments))).toBe(cents);
    expect(hasCapturedPayment(invoice(...payments))).toBe(cents > 0);
  });

  it('are none where Apruve shows no list of them', () => {
    const unlisted = invoiceSchema.parse({ id: 'i', order_id: 'o', status: 'open', amount_cents: 1_000, payments: null });
    expect([capturedCents(unlisted), failedPayment(unlisted)]).toEqual([0, null]);
  });

  it('that failed are told by the last one', () => {
    const at = ['2026-03-01T12:00:00-06:00', '2026-03-02T12:00:00-06:00'] as const;
    const last = failed('b', at[1], { amount_cents: 400, failure_reason: 'Insufficient funds' });
    expect(failedPayment(invoice(last, failed('a', at[0]), captured(300)))).toEqual({
      id: 'b',
      amountCents: 400,
      reason: 'Insufficient funds',
      at: at[1],
    });
    expect(failedPayment(invoice({ id: 'r', status: 'rejected' }))).toEqual({
      id: 'r',
      amountCents: 1_000,
      reason: null,
      at: null,
    });
    expect(failedPayment(invoice(captured(300)))).toBeNull();
  });
});
