import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../workflows/contract/checkout.ts';
import {
  invoiceIdOf,
  isApruveEvent,
  isNewsAfterEnd,
  isOfAnother,
  lookFor,
  originalUuid,
  redelivered,
} from '../../../workflows/rules/events.ts';
import { after, authorized, invoiceRead, opened, ORDER_ID, orderRead } from './a-checkout.ts';
import { cellsOf } from './a-table.ts';

describe('where to look because of an event about the order', () => {
  const ORDERS: Record<string, Facts> = {
    'not adopted': opened(),
    new: after(orderRead('new')),
    pending: after(orderRead('pending')),
    accepted: authorized(),
    declined: after(orderRead('pending'), orderRead('canceled')),
    canceled: authorized(invoiceRead('a', 'open', 1), orderRead('canceled')),
  };
  const [[, ...orders] = [], ...EXPECTED] = cellsOf(`
    event                      | not adopted | new     | pending | accepted | declined | canceled
    order.accepted             | order       | order   | order   | nothing  | order    | nothing
    payment_term.accepted      | order       | order   | order   | nothing  | order    | nothing
    order.canceled             | order       | order   | order   | order    | nothing  | nothing
    reconcile.order            | order       | order   | order   | order    | order    | order
    shipment.created           | nothing     | nothing | nothing | nothing  | nothing  | nothing
    shipment.updated           | nothing     | nothing | nothing | nothing  | nothing  | nothing
    corporate_account.approved | nothing     | nothing | nothing | nothing  | nothing  | nothing
    credit_available.updated   | nothing     | nothing | nothing | nothing  | nothing  | nothing
    order.made_up              | nothing     | nothing | nothing | nothing  | nothing  | nothing`);

  it.each(EXPECTED)('%s, by order: %s, %s, %s, %s, %s, %s', (event = '', ...expected) => {
    expect(orders.map((order) => lookFor(ORDERS[order] ?? opened(), { event }))).toEqual(expected);
  });
});

describe('where to look because of an event about an invoice', () => {
  const fundedAt = '2026-03-01T12:00:00.000Z';
  const INVOICES: Record<string, Facts> = {
    unknown: authorized(invoiceRead('b', 'closed', 1), invoiceRead('c', 'canceled', 1)),
    pending: authorized(invoiceRead('a', 'pending', 1)),
    open: authorized(invoiceRead('a', 'open', 1)),
    funded: authorized(invoiceRead('a', 'funded', 1, { fundedAt })),
    'funded, no date': authorized(invoiceRead('a', 'funded', 1)),
    closed: authorized(invoiceRead('a', 'closed', 1)),
    canceled: authorized(invoiceRead('a', 'canceled', 1)),
  };
  const [[, ...invoices] = [], ...EXPECTED] = cellsOf(`
    event             | unknown | pending | open    | funded  | funded, no date | closed  | canceled
    invoice.funded    | invoice | invoice | invoice | nothing | invoice         | invoice | invoice
    invoice.closed    | invoice | invoice | invoice | invoice | invoice         | nothing | invoice
    invoice.canceled  | invoice | invoice | invoice | invoice | invoice         | invoice | nothing
    invoice.returned  | invoice | invoice | invoice | invoice | invoice         | invoice | invoice
    reconcile.invoice | invoice | invoice | invoice | invoice | invoice         | invoice | invoice`);

  it.each(EXPECTED)('%s, by invoice: %s, %s, %s, %s, %s, %s, %s', (event = '', ...expected) => {
    const looks = invoices.map((invoice) => lookFor(INVOICES[invoice] ?? opened(), { event, invoiceId: 'a' }));
    expect(looks).toEqual(expected);
  });
});

describe('where to look because of an event about a shipment', () => {
  const shown = { status: 'partial', shipper: 'UPS', trackingNumber: null, shippedAt: null, deliveredAt: null };
  const known = { id: 's', number: 'S', amountCents: 1, shown };
  const facts = authorized(invoiceRead('a', 'closed', 1), { fact: 'shipment-read', invoiceId: 'a', shipment: known });

  it.each([
    ['of which nothing is told', { invoiceId: 'a' }, 'invoice', 'invoice'],
    ['that is known', { invoiceId: 'a', shipment: { id: 's', ...shown } }, 'nothing', 'nothing'],
    ['that is known, by its id alone', { shipment: { id: 's', amountCents: 1 } }, 'nothing', 'nothing'],
    ['that was changed', { invoiceId: 'a', shipment: { id: 's', trackingNumber: '1Z' } }, 'nothing', 'invoice'],
    ['that was changed, by its id alone', { shipment: { id: 's', trackingNumber: '1Z' } }, 'nothing', 'invoice'],
    ['that is new', { invoiceId: 'a', shipment: { id: 't' } }, 'invoice', 'invoice'],
    ['of an invoice that is not known', { invoiceId: 'b', shipment: { id: 't' } }, 'invoice', 'invoice'],
    ['of which neither is known', { shipment: { id: 't' } }, 'nothing', 'nothing'],
  ] as const)('%s', (_, about, created, updated) => {
    const looks = ['shipment.created', 'shipment.updated'].map((event) => lookFor(facts, { event, ...about }));
    expect(looks).toEqual([created, updated]);
  });

  it.each([
    [{ invoiceId: 'b', shipment: { id: 's' } }, 'b'],
    [{ shipment: { id: 's' } }, 'a'],
    [{ shipment: { id: 't' } }, undefined],
    [{}, undefined],
  ])('names its invoice, or its shipment does: %j', (about, expected) => {
    expect(invoiceIdOf(facts, { event: 'shipment.updated', ...about })).toBe(expected);
  });
});

describe('the name of an event', () => {
  it.each([
    ['invoice.closed', true],
    ['invoice.funded', true],
    ['invoice.canceled', true],
    ['order.accepted', true],
    ['order.canceled', true],
    ['payment_term.accepted', true],
    ['shipment.created', true],
    ['shipment.updated', true],
    ['corporate_account.approved', true],
    ['team_member.added', true],
    ['team_member.removed', true],
    ['credit_available.updated', true],
    ['invoice.returned', false],
    ['reconcile.order', false],
    ['order', false],
    ['', false],
  ])('%j is one of Apruve’s: %s', (name, known) => {
    expect(isApruveEvent(name)).toBe(known);
  });
});

describe('an event about an order that its checkout will not adopt', () => {
  const adopted = authorized();
  const own = adopted.order?.id;

  it.each([
    ['order.accepted', 'other', 'authorized', adopted, true],
    ['payment_term.accepted', 'other', 'authorized', adopted, true],
    ['order.canceled', 'other', 'authorized', adopted, true],
    ['invoice.closed', 'other', 'authorized', adopted, false],
    ['order.accepted', own, 'authorized', adopted, false],
    ['order.accepted', undefined, 'authorized', adopted, false],
    ['order.accepted', 'other', 'awaiting_authorization', opened(), false],
    ['order.accepted', 'other', 'awaiting_authorization', null, false],
    ['order.accepted', 'other', 'abandoned', opened(), true],
    ['order.accepted', 'other', 'abandoned', null, true],
    ['order.accepted', undefined, 'abandoned', opened(), false],
    ['shipment.created', 'other', 'abandoned', opened(), false],
  ] as const)('%s of the order %s, while %s', (event, orderId, status, facts, expected) => {
    expect(isOfAnother({ status, facts }, { event, orderId })).toBe(expected);
  });
});

describe('an event after the end', () => {
  const fundedAt = '2026-03-01T12:00:00.000Z';
  const two = authorized(invoiceRead('a', 'closed', 1), invoiceRead('b', 'closed', 1, { fundedAt }));

  it.each([
    ['invoice.funded', 'a', undefined, true],
    ['invoice.funded', 'b', undefined, false],
    ['invoice.funded', 'unknown', ORDER_ID, true],
    ['invoice.closed', 'a', ORDER_ID, false],
    ['invoice.closed', 'unknown', ORDER_ID, true],
    ['invoice.closed', 'unknown', 'another', false],
    ['invoice.canceled', 'a', undefined, true],
    ['order.canceled', undefined, ORDER_ID, false],
  ])('%s of the invoice %s on the order %s is news: %s', (event, invoiceId, orderId, expected) => {
    expect(isNewsAfterEnd(two, { event, invoiceId, orderId })).toBe(expected);
  });
});

describe('an event that is delivered again', () => {
  const event = { uuid: 'u', event: 'order.accepted', orderId: 'o' };

  it('has a uuid of its own for each time, and is the same otherwise', () => {
    expect(redelivered(event, '1')).toEqual({ ...event, uuid: 'u#again-1' });
    expect(redelivered(event, '2').uuid).not.toBe(redelivered(event, '1').uuid);
  });

  it.each([
    ['u', 'u'],
    ['u#again-1', 'u'],
    ['u#again-1#again-2', 'u'],
  ])('%s is known by the uuid that Apruve gave it', (uuid, original) => {
    expect(originalUuid(uuid)).toBe(original);
  });
});
