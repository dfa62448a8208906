import { describe, expect, it } from 'vitest';
import { invoiceSchema, orderSchema } from '../../../activities/apruve/entities.ts';

const order = { id: 'o', merchant_id: 'm', status: 'accepted', amount_cents: 100, currency: 'USD' };
const invoice = { id: 'i', order_id: 'o', status: 'open', amount_cents: 100 };

describe('what Apruve answers', () => {
  it.each([
    ['', null],
    [null, null],
    ['soon', null],
    ['2018-07-07T23:59:59-05:00', '2018-07-07T23:59:59-05:00'],
  ])('has the time %j read as %j', (given, read) => {
    expect(orderSchema.parse({ ...order, expire_at: given }).expire_at).toBe(read);
    expect(invoiceSchema.parse({ ...invoice, due_at: given }).due_at).toBe(read);
  });

  it('keeps a status by its word when we do not know it', () => {
    expect(orderSchema.parse({ ...order, status: 'completed' }).status).toBe('unknown: completed');
    expect(invoiceSchema.parse({ ...invoice, status: 'overdue' }).status).toBe('unknown: overdue');
  });

  it('is refused in whole when a number or a status is not one', () => {
    expect(orderSchema.safeParse({ ...order, amount_cents: 1.5 }).success).toBe(false);
    expect(orderSchema.safeParse({ ...order, status: 7 }).success).toBe(false);
  });
});
