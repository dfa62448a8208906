import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { findEvent } from '../../activities/ledger/inbox.ts';
import { audit } from '../../worker/commands/audit.ts';
import { reconcile } from '../../worker/commands/reconcile.ts';
import type { Config } from '../../worker/platform/index.ts';
import { FOREIGN_BUYER, SECOND_API_KEY, SECOND_MERCHANT_ID } from '../sandbox/seeds.ts';
import {
  adoptAll,
  invoicedElsewhere,
  madeElsewhere,
  ordersFile,
  returnedElsewhere,
  shippedElsewhere,
  withFile,
} from '../support/made-elsewhere.ts';
import { askApruve, changeAtApruve, control, fault, readCheckout, readRows } from '../support/shop.ts';
import { countNotifications, insertEvents } from '../support/tables.ts';
import { withReceiver } from '../support/with-rig.ts';
import { orderBody } from '../support/storefront.ts';
import { withApi } from './with-api.ts';

const PATIENCE = { timeout: 20_000, interval: 50 };

describe('orders that already run at Apruve', () => {
  const receiver = withReceiver();
  const { rig, api, shop } = withApi({ env: () => receiver.env, webhooks: true });

  const shown = async (id = '') => (await api.get(`/v1/checkouts/${id}`)).body;
  const reaches = (id: string | undefined, status: string) =>
    vi.waitUntil(async () => (await shown(id)).status === status, PATIENCE);
  const adoptOne = async (...[made, ...rest]: Parameters<typeof madeElsewhereAndMore>) => {
    const order = await madeElsewhereAndMore(made, ...rest);
    const { ids, lines } = await adoptAll(rig.config, [order]);
    return { ...order, id: ids[0] ?? '', path: `/v1/checkouts/${ids[0]}`, line: lines[0] };
  };
  async function madeElsewhereAndMore(
    wish: Parameters<typeof madeElsewhere>[1] = {},
    more?: (orderId: string) => Promise<unknown>,
  ) {
    const order = await madeElsewhere(rig, wish);
    await more?.(order.orderId);
    return order;
  }
  const unreachable: () => Config = () => ({
    ...rig.config,
    temporal: { ...rig.config.temporal, connection: { ...rig.config.temporal.connection, address: '127.0.0.1:1' } },
  });
  const commandLine = (file: string, ...args: string[]): string[] =>
    ['--import', 'tsx', 'worker/commands/cli.ts', 'adopt', '--channel', 'default', '--from', file].concat(args);
  const commandEnv = () => ({ ...rig.env, PATH: process.env['PATH'] });
  const findings = async (): Promise<string[]> => {
    const found: string[] = [];
    await audit(rig.config, (finding) => found.push(JSON.stringify(finding)));
    return found;
  };
  const rowsOf = async (id: string) =>
    (await readRows(rig, id)).map(({ action, amountCents, active, successful, request, response }) => [
      action,
      amountCents,
      active,
      successful,
      request,
      response?.status ?? null,
    ]);

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

  it('that were stored when the command was cut off are started by the next run, and nothing is there twice', async () => {
    const order = await madeElsewhere(rig);
    await invoicedElsewhere(rig, order, 5_000);
    await expect(adoptAll(unreachable(), [order])).rejects.toThrow(`${order.number} is stored, and its process was not started`);
    expect(await findings()).toEqual([expect.stringContaining('"about":"workflow"')]);
    const [first, second] = await Promise.all([adoptAll(rig.config, [order]), adoptAll(rig.config, [order])]);
    expect([first.outcomes, second.outcomes]).toEqual([['known'], ['known']]);
    const id = first.ids[0] ?? '';
    expect(await rowsOf(id)).toHaveLength(2);
    expect((await api.get(`/v1/checkouts?merchant_order_id=${order.number}`)).body.items).toHaveLength(1);
    expect(await findings()).toEqual([]);
    expect(await api.post(`/v1/checkouts/${id}/cancel`)).toMatchObject({ status: 200, body: { status: 'canceled' } });
    expect((await adoptAll(rig.config, [order])).outcomes).toEqual(['known']);
  });

  it('are each there once after the command was killed in the middle and run again', async () => {
    const orders = await Promise.all(Array.from({ length: 10 }, () => madeElsewhere(rig)));
    for (const order of orders.slice(2, 4)) await invoicedElsewhere(rig, order, 4_000);
    const printed = await withFile(ordersFile(orders), async (file) => {
      const child = spawn(process.execPath, commandLine(file, '--apply'), { env: commandEnv() });
      const exited = once(child, 'exit');
      const lines: string[] = [];
      for await (const line of createInterface(child.stdout)) {
        lines.push(line);
        if (lines.length === 3) child.kill('SIGKILL');
      }
      expect(await exited).toEqual([null, 'SIGKILL']);
      return lines;
    });
    expect(printed.length).toBeLessThan(orders.length);
    const { outcomes, ids } = await adoptAll(rig.config, orders);
    expect(outcomes.slice(0, 3)).toEqual(['known', 'known', 'known']);
    expect(outcomes.at(-1)).toBe('running');
    expect(new Set(ids).size).toBe(orders.length);
    for (const { number } of orders) {
      expect((await api.get(`/v1/checkouts?merchant_order_id=${number}`)).body.items).toMatchObject([
        { status: expect.any(String) },
      ]);
    }
    expect(await findings()).toEqual([]);
  });

  it('that two runs adopt at once become one checkout', async () => {
    const order = await madeElsewhere(rig);
    const runs = await Promise.all([adoptAll(rig.config, [order]), adoptAll(rig.config, [order])]);
    expect(runs.flatMap(({ outcomes }) => outcomes)).toContain('running');
    expect((await api.get(`/v1/checkouts?merchant_order_id=${order.number}`)).body.items).toHaveLength(1);
    expect(await findings()).toEqual([]);
  });

  it('are not held up by one that Apruve does not show, which the next run adopts', async () => {
    const [one, two] = [await madeElsewhere(rig), await madeElsewhere(rig)];
    await fault(rig, { method: 'GET', path: `/orders/${one.orderId}`, times: 1, status: 503 });
    const run = await adoptAll(rig.config, [one, two]);
    expect(run.outcomes).toEqual(['failed', 'running']);
    expect(run.tally).toMatchObject({ failed: 1, running: 1 });
    expect((await adoptAll(rig.config, [one, two])).outcomes).toEqual(['running', 'known']);
    await fault(rig, { method: 'GET', path: '/orders/', times: 1, status: 401 });
    await expect(adoptAll(rig.config, [await madeElsewhere(rig)])).rejects.toThrow('401');
    await expect(adoptAll(rig.config, [one], { channel: 'nowhere' })).rejects.toThrow('nowhere is not configured here');
  });

  it('take up an event that came while they were being adopted', async () => {
    const order = await madeElsewhere(rig);
    const apruveInvoiceId = await invoicedElsewhere(rig, order, 11_500);
    const uuid = randomUUID();
    const event = { uuid, channel: 'default', event: 'invoice.funded', apruveOrderId: order.orderId, apruveInvoiceId };
    await insertEvents(rig.ledger.db, { ...event, body: { created_at: new Date().toISOString() } });
    await adoptAll(rig.config, [order]);
    await expect.poll(async () => (await findEvent(rig.ledger.db, uuid))?.outcome).toBe('applied');
  });

  it('keep their number: the shop cannot open another checkout for it', async () => {
    const { number } = await adoptOne();
    const opened = await api.post('/v1/checkouts', orderBody({ merchant_order_id: number }));
    expect(opened).toMatchObject({ status: 409, body: { code: 'order-conflict' } });
  });

  it('are adopted by the command line, whose exit code tells whether somebody has to look', async () => {
    const order = await madeElsewhere(rig);
    const run = (text: string, ...args: string[]) =>
      withFile(text, (file) =>
        promisify(execFile)(process.execPath, commandLine(file, ...args), { env: commandEnv() }).then(
          ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
          ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
        ),
      );
    const { code, stdout } = await run(ordersFile([order]), '--apply');
    expect(stdout).toMatch(new RegExp(`^${order.number} {2}adopted {2}chk_`));
    expect(stdout).toContain('1 adopted, 0 adopted as finished');
    expect(code).toBe(0);
    expect(await run(ordersFile([{ ...order, orderId: 'f'.repeat(32) }]))).toMatchObject({ code: 1 });
    const bad = await run('order,id\n1,2');
    expect(bad).toMatchObject({ code: 2, stderr: expect.stringContaining('orders.csv needs the columns merchant_order_id') });
    expect(await run(ordersFile([order]), '--now')).toMatchObject({ code: 2 });
  });
});
