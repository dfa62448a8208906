import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../workflows/contract/checkout.ts';
import { advance } from '../../../workflows/rules/facts.ts';
import { AT, authorized, invoiceRead } from './a-checkout.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';

// What else becomes known is in facts.test.ts.
describe('what becomes known of an invoice', () => {
  const LATER = '2026-03-02T12:00:00.000Z';
  const open = invoiceRead('a', 'open', 4_000);
  const later = (facts: Facts, ...news: Fact[]): Facts => advance(facts, news, LATER);
  const invoice = (facts: Facts, id = 'a') => facts.invoices.find((one) => one.id === id);
  const shipment = (id: string, amountCents: number): Fact => ({
    fact: 'shipment-read',
    invoiceId: 'a',
    shipment: { id, number: `S-${id}`, amountCents },
  });
  const captured = (invoiceId: string): Fact => ({ fact: 'invoice-captured', invoiceId });

  it.each([
    ['pending', 'open', 'open'],
    ['open', 'pending', 'open'],
    ['open', 'funded', 'funded'],
    ['funded', 'open', 'funded'],
    ['funded', 'closed', 'closed'],
    ['closed', 'funded', 'closed'],
    ['closed', 'canceled', 'canceled'],
    ['canceled', 'closed', 'canceled'],
  ] as const)('that was %s and is read as %s leaves it %s', (before, read, status) => {
    expect(invoice(later(authorized(invoiceRead('a', before, 1)), invoiceRead('a', read, 1)))?.status).toBe(status);
  });

  it('is taken in, and what is ours stays', () => {
    const first = authorized(invoiceRead('a', 'open', 4_000, { dueAt: AT, returnedCents: 300 }), invoiceRead('b', 'open', 1));
    expect(invoice(first)).toEqual({
      id: 'a',
      number: 'N-a',
      amountCents: 4_000,
      amountDueCents: 4_000,
      returnedCents: 300,
      status: 'open',
      draft: false,
      dueAt: AT,
      issuedAt: null,
      fundedAt: null,
      closedAt: null,
      knownAt: AT,
      readAt: AT,
      capturedAt: null,
      overdueSince: null,
      closedByHand: false,
      shipments: [],
    });
    const known = later(first, captured('a'), { fact: 'invoice-overdue', invoiceId: 'a' }, shipment('x', 1));
    const again = advance(known, [invoiceRead('a', 'funded', 4_000, { fundedAt: LATER })], '2026-03-03T12:00:00.000Z');
    expect(invoice(again)).toMatchObject({ status: 'funded', dueAt: null, fundedAt: LATER, readAt: '2026-03-03T12:00:00.000Z' });
    expect(invoice(again)).toMatchObject({ returnedCents: 300, capturedAt: LATER, overdueSince: LATER });
    expect(invoice(again)?.shipments).toHaveLength(1);
    expect(invoice(again, 'b')).toEqual(invoice(first, 'b'));
    const settled = later(again, invoiceRead('a', 'closed', 4_000, { fundedAt: AT, returnedCents: 500 }));
    expect(invoice(settled)).toMatchObject({ overdueSince: null, fundedAt: LATER, returnedCents: 500 });
    expect(invoice(later(again, invoiceRead('a', 'canceled', 4_000)))?.overdueSince).toBeNull();
  });

  it('is taken in anew where the invoice has changed and its state has not', () => {
    const changed = later(authorized(open), invoiceRead('a', 'open', 4_500, { dueAt: LATER }));
    expect(invoice(changed)).toMatchObject({ amountCents: 4_500, dueAt: LATER, readAt: LATER });
  });

  it('is dated by its first moment, and counts for no other invoice', () => {
    const news: Fact[] = [
      captured('a'),
      { fact: 'invoice-overdue', invoiceId: 'a' },
      { fact: 'invoice-closed-by-hand', invoiceId: 'a' },
    ];
    const facts = authorized(open, invoiceRead('b', 'open', 1), ...news);
    expect(invoice(later(facts, ...news))).toMatchObject({ capturedAt: AT, overdueSince: AT, closedByHand: true });
    expect(invoice(facts, 'b')).toMatchObject({ capturedAt: null, overdueSince: null, closedByHand: false });
  });

  it('of its shipments changes one in its place, and adds a new one last', () => {
    const facts = authorized(open, shipment('x', 1), shipment('y', 2), shipment('x', 3));
    expect(invoice(facts)?.shipments.map(({ id, amountCents }) => [id, amountCents])).toEqual([
      ['x', 3],
      ['y', 2],
    ]);
  });

  it('of a shipment that gets other numbers keeps the one that it was made with', () => {
    const numbered = (number: string): Fact => ({
      fact: 'shipment-read',
      invoiceId: 'a',
      shipment: { id: 'x', number, amountCents: 1 },
    });
    const again = authorized(open, shipment('x', 1), numbered('T'), numbered('U'));
    expect(invoice(again)?.shipments).toEqual([{ id: 'x', number: 'U', amountCents: 1, madeAs: 'S-x' }]);
    expect(invoice(authorized(open, shipment('x', 1), numbered('T'), shipment('x', 1)))?.shipments).toEqual([
      { id: 'x', number: 'S-x', amountCents: 1 },
    ]);
  });
});
