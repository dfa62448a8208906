import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { reconcile } from '../../worker/commands/reconcile.ts';
import { FOREIGN_BUYER, SECOND_API_KEY, SECOND_MERCHANT_ID } from '../sandbox/seeds.ts';
import {
  adoptAll,
  auditFindings,
  invoicedElsewhere,
  madeElsewhere,
  plainRows,
  returnedElsewhere,
  shippedElsewhere,
  type Placing,
} from '../support/made-elsewhere.ts';
import { askApruve, changeAtApruve, control, readCheckout, useLightbox } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { countNotifications } from '../support/tables.ts';
import { withReceiver } from '../support/with-rig.ts';
import { withApi } from './with-api.ts';

const PATIENCE = { timeout: 60_000, interval: 50 };

describe('orders that already run at Apruve', () => {
  const receiver = withReceiver();
  const { rig, api, shop } = withApi({ env: () => receiver.env, webhooks: true });

  const shown = async (id = '') => (await api.get(`/v1/checkouts/${id}`)).body;
  const reaches = (id: string, status: string) => vi.waitUntil(async () => (await shown(id)).status === status, PATIENCE);
  const findings = () => auditFindings(rig.config);
  const rowsOf = (id: string) => plainRows(rig, id);
  /** Adopts one order, to which `more` has happened elsewhere. */
  async function adoptOne(wish: Placing = {}, more?: (orderId: string) => Promise<unknown>) {
    const order = await madeElsewhere(rig, wish);
    await more?.(order.orderId);
    const { ids } = await adoptAll(rig.config, [order]);
    return { ...order, id: ids[0] ?? '' };
  }

  it('are only told of in a dry run, each with what would become of it', async () => {
    const open = await madeElsewhere(rig);
    const paid = await madeElsewhere(rig);
    await control(rig, 'POST', `/invoices/${await invoicedElsewhere(rig, paid, 11_500)}/pay`);
    const canceled = await madeElsewhere(rig);
    await control(rig, 'POST', `/orders/${canceled.orderId}/cancel`);
    const by = { merchantId: SECOND_MERCHANT_ID, apiKey: SECOND_API_KEY, buyer: FOREIGN_BUYER };
    const foreign = await madeElsewhere(rig, { by });
    const misnamed = { ...(await madeElsewhere(rig)), number: 'OTHER-1' };
    const { id: mine, apruveOrderId, order } = await shop.authorized();
    const ours = { number: String(order['merchant_order_id']), orderId: apruveOrderId };
    const taken = { number: ours.number, orderId: (await madeElsewhere(rig)).orderId };
    const wanted = [open, paid, canceled, foreign, misnamed, ours];
    const dry = await adoptAll(rig.config, wanted, { apply: false });
    expect(dry.lines).toEqual([
      `${open.number}  would be adopted  authorized over $115.00, 0 invoices, $0.00 paid, $115.00 to invoice`,
      `${paid.number}  would be adopted as finished  paid over $115.00, 1 invoice, $115.00 paid`,
      `${canceled.number}  refused: It is canceled at Apruve.`,
      `${foreign.number}  refused: Apruve shows no such order to the merchant of the channel default.`,
      expect.stringMatching(/^OTHER-1 {2}refused: Its number at Apruve is OLD-/),
      `${ours.number}  known already  ${mine}  authorized over $115.00, 0 invoices, $0.00 paid, $115.00 to invoice`,
    ]);
    expect(dry.last).toBe(
      'Nothing was written. With --apply: 1 adopted, 1 adopted as finished, 1 known already, 3 refused, 0 failed.',
    );
    expect((await adoptAll(rig.config, [taken])).lines).toEqual([
      `${taken.number}  refused: Its number is that of the checkout ${mine} (authorized).`,
    ]);
    for (const { number } of [open, paid, canceled, foreign]) {
      expect((await api.get(`/v1/checkouts?merchant_order_id=${number}`)).body.items).toEqual([]);
    }
    const done = await adoptAll(rig.config, wanted);
    expect(done.outcomes).toEqual(['running', 'finished', 'refused', 'refused', 'refused', 'known']);
    const again = await adoptAll(rig.config, wanted);
    expect(again.outcomes).toEqual(['known', 'known', 'refused', 'refused', 'refused', 'known']);
    expect(again.ids).toEqual(done.ids);
    expect(await findings()).toEqual([]);
  });

  it('go on as checkouts: they are shown with what they have, are invoiced, paid and end', async () => {
    const order = await madeElsewhere(rig);
    const first = await invoicedElsewhere(rig, order, 5_000, { merchant_invoice_id: `${order.number}-1` });
    const shipmentId = await shippedElsewhere(rig, first, 5_000);
    await returnedElsewhere(rig, first, 1_000);
    const { ids, lines } = await adoptAll(rig.config, [order]);
    const id = ids[0] ?? '';
    expect(lines).toEqual([
      `${order.number}  adopted  ${id}  invoiced over $115.00, 1 invoice, $0.00 paid, $40.00 outstanding, $65.00 to invoice`,
    ]);
    const checkout = await shown(id);
    expect(checkout).toMatchObject({
      status: 'invoiced',
      payment_status: 'invoiced',
      apruve_order_id: order.orderId,
      apruve_status: 'accepted',
      opened_by: 'command line',
      po_number: 'PO-7',
      customer: { email: 'buyer@example.test' },
      order_items: [{ title: 'Safety gloves', price_total_cents: 6_000 }, { title: 'Work boots' }],
      credit: { invoiced_cents: 5_000, remaining_cents: 7_650, captured_cents: 0, refunded_cents: 1_000 },
      invoices: [{ merchant_invoice_id: `${order.number}-1`, status: 'open', shipments: [{ id: shipmentId }] }],
      attention: null,
    });
    expect(Date.parse(checkout.deadlines.expires_at)).toBeGreaterThan(Date.now());
    expect(await rowsOf(id)).toEqual([
      ['authorize', 11_500, true, true, null, 200],
      ['invoice', 5_000, true, true, null, 200],
      ['shipment', 5_000, false, true, null, 200],
      ['refund', 1_000, false, true, null, 200],
    ]);
    expect(await countNotifications(rig.ledger.db, id)).toBe(0);
    expect(await findings()).toEqual([]);
    expect(await reconcile(rig.config)).toMatchObject({ told: 0, released: 0, unrepaired: [] });

    const sent = await api.post(`/v1/checkouts/${id}/invoices`, {});
    expect(sent).toMatchObject({
      status: 201,
      body: { merchant_invoice_id: `${order.number}-2`, amount_cents: 6_500, status: 'open' },
    });
    for (const invoice of [first, sent.body.id]) await control(rig, 'POST', `/invoices/${invoice}/pay`);
    await reaches(id, 'paid');
    const told = await receiver.of(id, (types) => types.includes('checkout.paid'));
    expect(told.map(({ sequence }) => sequence)).toEqual(told.map((_, index) => index + 1));
    expect(told.map(({ type }) => type)).not.toContain('checkout.refunded');
    expect(await findings()).toEqual([]);
  });

  it('with nothing unpaid are finished from the moment of their last payment, and need no process', async () => {
    const order = await madeElsewhere(rig);
    const invoice = await invoicedElsewhere(rig, order, 11_500);
    await control(rig, 'POST', `/invoices/${invoice}/pay`);
    await returnedElsewhere(rig, invoice, 500);
    const { outcomes, ids } = await adoptAll(rig.config, [order]);
    expect(outcomes).toEqual(['finished']);
    const checkout = await shown(ids[0]);
    expect(checkout).toMatchObject({ status: 'paid', payment_status: 'refunded_partially', credit: { captured_cents: 11_500 } });
    const closedAt = Date.parse(checkout.invoices[0].closed_at);
    const capturedAt = (await readCheckout(rig, ids[0] ?? '')).facts?.invoices[0]?.capturedAt ?? '';
    expect([Date.parse(checkout.completed_at), Date.parse(capturedAt)]).toEqual([closedAt, closedAt]);
    expect(await rowsOf(ids[0] ?? '')).toEqual([
      ['authorize', 11_500, false, true, null, 200],
      ['invoice', 11_500, false, true, null, 200],
      ['capture', 11_500, false, true, null, 200],
      ['refund', 500, false, true, null, 200],
    ]);
    await expect(rig.temporal.client.workflow.getHandle(ids[0] ?? '').describe()).rejects.toThrow('not found');
    expect(await countNotifications(rig.ledger.db, ids[0] ?? '')).toBe(0);
    const refund = await api.post(`/v1/checkouts/${ids[0]}/invoices/${invoice}/returns`, { amount_cents: 100 });
    expect(refund.status).toBe(201);
    expect(await findings()).toEqual([]);
  });

  it('keep their deadlines: what is due is overdue, what is pending waits for approval until Apruve’s own end', async () => {
    const expire_at = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const pending = await adoptOne({ outcome: 'pending', order: { expire_at } });
    expect(await shown(pending.id)).toMatchObject({ status: 'awaiting_approval', deadlines: { expires_at: expire_at } });
    expect(Date.parse((await shown(pending.id)).deadlines.approval_at)).toBe(Date.parse(expire_at));
    await control(rig, 'POST', `/orders/${pending.orderId}/accept`);
    await reaches(pending.id, 'authorized');

    const dueAt = new Date(Date.now() - 86_400_000).toISOString();
    let invoice = '';
    const overdue = await adoptOne({}, async (orderId) => {
      invoice = await invoicedElsewhere(rig, { number: '', orderId }, 11_500, { issue_on_create: false });
      await changeAtApruve(rig, invoice, { due_at: dueAt });
      await askApruve(rig, 'POST', `/invoices/${invoice}/issue`);
    });
    expect(await shown(overdue.id)).toMatchObject({ overdue: true, invoices: [{ overdue: true }] });
    expect(await countNotifications(rig.ledger.db, overdue.id)).toBe(0);
    await control(rig, 'POST', `/invoices/${invoice}/pay`);
    await reaches(overdue.id, 'paid');

    const expired = await adoptOne({ order: { expire_at: new Date(Date.now() + 1_500).toISOString() } });
    await reaches(expired.id, 'expired');
    expect(await findings()).toEqual([]);
  });

  it('that are in a state by an unknown word are left alone, because they may be over', async () => {
    const order = await madeElsewhere(rig);
    await control(rig, 'POST', `/orders/${order.orderId}/show`, { status: 'archived' });
    expect((await adoptAll(rig.config, [order])).lines).toEqual([
      `${order.number}  refused: Apruve shows it in a state that is not known here (unknown: archived).`,
    ]);
    let invoice = '';
    const show = (status: string | null) => control(rig, 'POST', `/invoices/${invoice}/show`, { status });
    const { id } = await adoptOne({}, async (orderId) => {
      invoice = await invoicedElsewhere(rig, { number: '', orderId }, 11_500);
      await show('archived');
    });
    expect(await shown(id)).toMatchObject({ status: 'invoiced', attention: { code: 'apruve-unreadable' } });
    await expect.poll(async () => (await reconcile(rig.config)).told).toBe(0);
    expect(await shown(id)).toMatchObject({ version: 1 });
    await show(null);
    await reconcile(rig.config);
    await vi.waitUntil(async () => (await shown(id)).attention === null, PATIENCE);
  });

  it('follow an attempt here that ended without money, unless they were made for that one', async () => {
    const order = await madeElsewhere(rig);
    const ended = await api.post('/v1/checkouts', orderBody({ merchant_order_id: order.number }));
    await api.post(`/v1/checkouts/${ended.body.id}/cancel`);
    const { ids } = await adoptAll(rig.config, [order]);
    expect(await shown(ids[0])).toMatchObject({ attempt: 2, status: 'authorized', merchant_order_id: order.number });
    expect(await reconcile(rig.config)).toMatchObject({ told: 0, released: 0 });

    await control(rig, 'PUT', '/webhooks/mode', { hold: true });
    const { body } = await api.post('/v1/checkouts', orderBody());
    await api.post(`/v1/checkouts/${body.id}/cancel`);
    const orphan = { number: body.merchant_order_id, orderId: await useLightbox(rig, body.lightbox) };
    expect((await adoptAll(rig.config, [orphan])).lines).toEqual([
      expect.stringContaining('refused: It was made for a checkout of'),
    ]);
    await control(rig, 'PUT', '/webhooks/mode', { hold: false });
    await control(rig, 'POST', '/webhooks/flush');
    await vi.waitUntil(
      async () => (await adoptAll(rig.config, [orphan])).lines[0]?.endsWith('It is canceled at Apruve.'),
      PATIENCE,
    );
  });

  it('of another merchant are adopted in the channel of that merchant', async () => {
    const channel = `chn-${randomUUID().slice(0, 8)}`;
    const account = { merchant_id: SECOND_MERCHANT_ID, api_key: SECOND_API_KEY };
    await api.post('/v1/channels', { id: channel, name: 'Second shop', mode: 'test', ...account });
    const by = { merchantId: SECOND_MERCHANT_ID, apiKey: SECOND_API_KEY, buyer: FOREIGN_BUYER };
    const order = await madeElsewhere(rig, { by });
    const { ids } = await adoptAll(rig.config, [order], { channel });
    expect(await shown(ids[0])).toMatchObject({ channel, mode: 'test', status: 'authorized' });
    expect((await adoptAll(rig.config, [order])).lines).toEqual([
      `${order.number}  refused: It is the order of the checkout ${ids[0]}, with the number ${order.number} in the channel ${channel}.`,
    ]);
    expect(await api.post(`/v1/checkouts/${ids[0]}/invoices`, {})).toMatchObject({ status: 201, body: { status: 'open' } });
    expect(await findings()).toEqual([]);
  });

  it('keep their number: the shop cannot open another checkout for it', async () => {
    const { number } = await adoptOne();
    const opened = await api.post('/v1/checkouts', orderBody({ merchant_order_id: number }));
    expect(opened).toMatchObject({ status: 409, body: { code: 'order-conflict' } });
  });
});
