import { beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../workflows/contract/fact.ts';
import { accepted, inDays, invoiced, seedCheckout } from '../support/seeding.ts';
import { aKey } from './api.ts';
import { withApi } from './with-api.ts';

const AT = new Date('2026-06-15T12:00:00Z');

describe('the list of invoices', () => {
  const { rig, api, shop } = withApi();
  const seed = (number: string, facts: Fact[], email = `${number}@example.test`) =>
    seedCheckout(rig.ledger.db, rig.config.policy, {
      number,
      poNumber: `PO-${number}`,
      customer: { email, name: 'Evergreen Farms', id: 'B-1' },
      at: AT,
      facts: [accepted(), ...facts],
    });

  beforeAll(async () => {
    const late = invoiced(2_000, { number: 'A-2', dueAt: inDays(-3, AT) });
    await seed('A', [invoiced(1_000, { number: 'A-1', dueAt: inDays(10, AT) }), late, overdue(late.invoice.id)]);
    await seed('B', [invoiced(3_000, { number: 'B-1', status: 'pending', draft: true })]);
    const paid = invoiced(4_550, { number: 'C-1', status: 'closed', amountDueCents: 0 });
    await seed('C', [paid, { fact: 'invoice-captured', invoiceId: paid.invoice.id }]);
  });

  const overdue = (invoiceId: string): Fact => ({ fact: 'invoice-overdue', invoiceId });
  const found = async (query: string, key = api.admin): Promise<string[]> => {
    const { status, body } = await api.get(`/v1/invoices?${query}`, { key });
    expect([status, body.detail]).toEqual([200, undefined]);
    return body.items.map((item: { merchant_invoice_id: string }) => item.merchant_invoice_id);
  };

  it.each([
    ['', ['C-1', 'B-1', 'A-2', 'A-1']],
    ['status=closed', ['C-1']],
    ['outstanding=true', ['A-2', 'A-1']],
    ['outstanding=false', ['C-1', 'B-1']],
    ['overdue=true', ['A-2']],
    ['overdue=false&outstanding=true', ['A-1']],
    ['due_before=2026-06-15', ['A-2']],
    ['due_from=2026-06-15', ['A-1']],
    [`due_from=${inDays(-3, AT)}&due_before=${inDays(10, AT)}`, ['A-2']],
    ['paid_from=2026-06-15', ['C-1']],
    ['paid_before=2026-06-15', []],
    ['currency=EUR', []],
    ['customer=b@EXAMPLE.test', ['B-1']],
    ['customer=b-1', ['C-1', 'B-1', 'A-2', 'A-1']],
    ['customer=example.test', []],
    ['channel=default&mode=test', ['C-1', 'B-1', 'A-2', 'A-1']],
    ['channel=other', []],
    ['mode=production', []],
    ['q=a-2', ['A-2']],
    ['q=%20evergreen%20A-', ['A-2', 'A-1']],
    ['q=po-c', ['C-1']],
    ['q=$45.50', ['C-1']],
    ['q=45,50', ['C-1']],
    ['q=45.51', []],
  ])('is narrowed by %s', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  it('goes on by its cursor, without a gap', async () => {
    const first = (await api.get('/v1/invoices?limit=3')).body;
    expect(first.items).toHaveLength(3);
    expect(await found(`limit=3&cursor=${first.next_cursor}`)).toEqual(['A-1']);
  });

  it.each([
    ['newest', ['C-1', 'B-1', 'A-2', 'A-1']],
    ['oldest', ['A-1', 'A-2', 'B-1', 'C-1']],
    ['due_at', ['A-2', 'A-1', 'B-1', 'C-1']],
    ['-due_at', ['C-1', 'B-1', 'A-1', 'A-2']],
    ['amount_cents', ['A-1', 'A-2', 'B-1', 'C-1']],
    ['-amount_cents', ['C-1', 'B-1', 'A-2', 'A-1']],
  ])('is sorted by %s, page after page', async (sort, expected) => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = await api.get(`/v1/invoices?limit=1&sort=${sort}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...body.items.map((item: { merchant_invoice_id: string }) => item.merchant_invoice_id));
      cursor = body.next_cursor;
    }
    expect(seen).toEqual(expected);
  });

  it('is counted where it is asked to be, whatever the page', async () => {
    expect((await api.get('/v1/invoices?limit=1&count=true&outstanding=true')).body).toMatchObject({ count: 2 });
    expect((await api.get('/v1/invoices?limit=1')).body).toMatchObject({ count: null });
    expect((await api.get('/v1/checkouts?count=true&limit=1&q=evergreen')).body).toMatchObject({ count: 3 });
  });

  it('shows money, dates, and whose it is', async () => {
    const [item] = (await api.get('/v1/invoices?q=A-2')).body.items;
    expect(item).toMatchObject({
      merchant_order_id: 'A',
      mode: 'test',
      currency: 'USD',
      po_number: 'PO-A',
      customer: { email: 'A@example.test', name: 'Evergreen Farms' },
      status: 'open',
      amount_cents: 2_000,
      outstanding_cents: 2_000,
      overdue: true,
      due_at: inDays(-3, AT),
    });
    const { invoices } = (await api.get(`/v1/checkouts/${item.checkout_id}`)).body;
    expect(invoices).toContainEqual(expect.objectContaining({ id: item.id, due_at: item.due_at, overdue: true }));
  });

  it('has what the process does to an invoice, in its place', async () => {
    const { path } = await shop.authorized({ merchant_order_id: 'LIVE' });
    const draft = { merchant_invoice_id: 'L-1', amount_cents: 5_000, issue_on_create: false };
    const { id } = (await api.post(`${path}/invoices`, draft)).body;
    await api.post(`${path}/invoices`, { merchant_invoice_id: 'L-2', shipment: { tracking_number: '1ZTRACK' } });
    expect(await found('q=LIVE&outstanding=true')).toEqual(['L-2']);
    expect(await found('q=1ztr')).toEqual(['L-2']);
    await api.patch(`${path}/invoices/${id}`, { amount_cents: 4_200 });
    expect(await found('q=42.00')).toEqual(['L-1']);
    await api.post(`${path}/invoices/${id}/issue`, {});
    expect(await found('q=LIVE&outstanding=true')).toEqual(['L-2', 'L-1']);
    await api.post(`${path}/invoices/${id}/cancel`, {});
    expect(await found('q=LIVE&status=canceled')).toEqual(['L-1']);
  });

  it('is of the channel of the key', async () => {
    const key = await aKey(rig, { channel: 'other' });
    expect(await found('', key)).toEqual([]);
    expect(await found('channel=default', key)).toEqual([]);
  });

  it.each(['status=late', 'due_before=soon', 'overdue=yes', 'limit=0', 'customer=', 'colour=red', 'sort=colour', 'sort=-newest'])(
    'refuses %s',
    async (query) => {
      expect(await api.get(`/v1/invoices?${query}`)).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    },
  );
});
