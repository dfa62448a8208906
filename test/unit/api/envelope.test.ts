import { describe, expect, it } from 'vitest';
import { readEnvelope } from '../../../api/webhooks/envelope.ts';

const read = (body: unknown) => readEnvelope(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), 'default');
const event = (name: string, entity: unknown) => read({ uuid: 'u1', event: name, created_at: '2026-01-01T00:00:00Z', entity });

describe("an envelope of Apruve's", () => {
  it.each([
    ['order.accepted', { id: 'o1', merchant_order_id: 'ORD-1' }, ['o1', null, 'ORD-1']],
    ['invoice.closed', { id: 'i1', order_id: 'o1' }, ['o1', 'i1', null]],
    ['invoice.funded', { id: 'i1', links: { order: 'https://test.apruve.com/api/v4/orders/o1' } }, ['o1', 'i1', null]],
    ['payment_term.accepted', { purchase_order_id: 'o1' }, ['o1', null, null]],
    ['payment_term.accepted', { links: { order: 'https://test.apruve.com/api/v4/orders/o1' } }, ['o1', null, null]],
    ['shipment.created', { id: 's1', invoice_id: 'i1' }, [null, 'i1', null]],
    ['credit_available.updated', { id: 'a1' }, [null, null, null]],
    ['something.new', { id: 'x1' }, [null, null, null]],
  ])('names what %s is about', (name, entity, [apruveOrderId, apruveInvoiceId, merchantOrderId]) => {
    expect(event(name, entity)).toMatchObject({ uuid: 'u1', event: name, apruveOrderId, apruveInvoiceId, merchantOrderId });
  });

  it('is kept as it came, whatever it holds', () => {
    const body = { uuid: 'u1', event: 'order.accepted', entity: { id: 7, extra: { deep: [1] } }, more: true };
    expect(read(body)).toMatchObject({ body, apruveOrderId: null });
  });

  it('may begin with a byte order mark', () => {
    expect(read(`\uFEFF${JSON.stringify({ uuid: 'u1', event: 'order.accepted' })}`)).toMatchObject({ uuid: 'u1' });
  });

  it('is none without a uuid or an event, or where it is no JSON object', () => {
    for (const body of ['', '{', '[]', 'null', '"x"', { event: 'order.accepted' }, { uuid: 'u1' }, { uuid: '', event: 'a' }]) {
      expect(read(body)).toBeNull();
    }
  });

  it('survives an entity that is missing or of another shape', () => {
    for (const entity of [undefined, null, 'text', []])
      expect(event('order.accepted', entity)).toMatchObject({ apruveOrderId: null });
  });

  it('loses what no database can store, and nothing else', () => {
    expect(event('order.accepted', { id: 'o1', note: 'a\0b' })?.body).toMatchObject({ entity: { note: 'ab' } });
    expect(event('order.accepted', { id: 'o1', 'k\0': { '\uD800': 1 } })?.body).toMatchObject({ entity: { k: { '\uFFFD': 1 } } });
    expect(event('order.accepted', { id: 'o1', note: 'ok 👍' })?.body).toMatchObject({ entity: { note: 'ok 👍' } });
  });
});
