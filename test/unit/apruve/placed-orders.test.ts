import { describe, expect, it } from 'vitest';
import { assertOutOfDoubt, isPlaced, type SentOrder } from '../../../activities/orders/placed-orders.ts';
import { orderSchema } from '../../../activities/apruve/entities.ts';

const sent: SentOrder = {
  merchantId: 'm',
  merchantOrderId: 'ORD-1',
  shopperId: 's',
  amountCents: 100,
  currency: 'USD',
  since: new Date('2026-03-01T12:00:00Z'),
  inDoubtUntil: null,
};
const shown = (changes: Record<string, unknown> = {}) =>
  orderSchema.parse({
    id: 'o',
    merchant_id: 'm',
    merchant_order_id: 'ORD-1',
    shopper_id: 's',
    status: 'pending',
    amount_cents: 100,
    currency: 'USD',
    secure_hash: null,
    created_at: '2026-03-01T06:00:00-06:00',
    ...changes,
  });

describe('an order at Apruve', () => {
  it.each([
    ['as it was sent', {}],
    ['made while Apruve’s clock was behind', { created_at: '2026-03-01T11:56:00Z' }],
    ['without what Apruve need not tell', { shopper_id: undefined, secure_hash: undefined, created_at: null }],
  ])('is what was sent: %s', (_, changes) => {
    expect(isPlaced(sent, shown(changes))).toBe(true);
  });

  it.each([
    ['out of a lightbox', { secure_hash: 'abc' }],
    ['that was there before', { created_at: '2026-03-01T11:54:59Z' }],
    ['for another buyer', { shopper_id: 't' }],
    ['over another amount', { amount_cents: 101 }],
    ['in another currency', { currency: 'EUR' }],
    ['of another number', { merchant_order_id: 'ORD-2' }],
    ['of another merchant', { merchant_id: 'n' }],
  ])('is not what was sent: %s', (_, changes) => {
    expect(isPlaced(sent, shown(changes))).toBe(false);
  });

  it('may still land while it is in doubt', () => {
    const now = new Date('2026-03-01T12:01:00Z');
    expect(() => assertOutOfDoubt({ ...sent, inDoubtUntil: new Date('2026-03-01T12:01:30Z') }, now)).toThrow('may still land');
    expect(() => assertOutOfDoubt({ ...sent, inDoubtUntil: new Date('2026-03-01T12:00:59Z') }, now)).not.toThrow();
    expect(() => assertOutOfDoubt(sent, now)).not.toThrow();
  });
});
