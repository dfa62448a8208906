import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Answer, type Rig, accountOf, checkedOut, idOf, invoiced, offline, openSandbox } from './sandbox-rig.ts';
import { deliveries } from './webhook-rig.ts';

let rig: Rig;
let order: string;
beforeEach(async () => {
  rig = await openSandbox({ webhookUrl: 'http://127.0.0.1:1/' });
  onTestFinished(() => rig.close());
  await rig.control('PUT', '/webhooks/mode', { hold: true });
  order = await checkedOut(rig);
});

const dashboard = (path: string, body?: unknown): Promise<Answer> => rig.control('POST', `/dashboard${path}`, body);
const shown = async (path: string): Promise<unknown> => (await rig.api('GET', path)).body;
const told = async (): Promise<string[]> => (await deliveries(rig)).slice(2).map(({ event }) => event);

describe("a colleague at Apruve's dashboard", () => {
  test('makes, changes, issues and cancels invoices, which the API then shows', async () => {
    const invoice = idOf(await dashboard(`/orders/${order}/invoices`, { amount_cents: 3_000, issue_on_create: false }));
    expect(await shown(`/orders/${order}/invoices`)).toMatchObject([{ id: invoice, status: 'pending' }]);
    expect((await dashboard(`/invoices/${invoice}`, { amount_cents: 2_000 })).body).toMatchObject({ amount_cents: 2_000 });
    expect((await dashboard(`/invoices/${invoice}/issue`)).body).toMatchObject({ status: 'open' });
    expect((await dashboard(`/invoices/${invoice}/cancel`)).body).toMatchObject({ status: 'canceled' });
    expect((await dashboard(`/orders/${order}/invoices`, { amount_cents: 100 })).body).toMatchObject({ status: 'open' });
    expect(await told()).toEqual(['invoice.canceled']);
  });

  test('meets the same rules as the API', async () => {
    const [invoice, funded] = [await invoiced(rig, order, 1_000), await invoiced(rig, order, 1_000)];
    await dashboard(`/invoices/${funded}/shipments`);
    await rig.control('POST', `/invoices/${funded}/fund`);
    expect((await dashboard(`/orders/${order}/invoices`, { amount_cents: 11_000 })).status).toBe(400);
    expect((await dashboard(`/invoices/${invoice}`, { amount_cents: 1 })).status).toBe(409);
    expect((await dashboard(`/invoices/${funded}/cancel`)).status).toBe(409);
    expect((await dashboard(`/invoices/${invoice}/returns`, { amount_cents: 1_001 })).status).toBe(400);
  });

  test('ships, by default all that is left, and adds tracking and delivery later', async () => {
    const invoice = await invoiced(rig, order, 1_000);
    await dashboard(`/invoices/${invoice}/shipments`, { amount_cents: 400 });
    const shipment = await dashboard(`/invoices/${invoice}/shipments`);
    expect(shipment.body).toMatchObject({ amount_cents: 600, status: 'fulfilled', delivered_at: null });
    const news = { tracking_number: '1Z', delivered_at: '2026-02-01T10:00:00-06:00' };
    await dashboard(`/shipments/${idOf(shipment)}`, news);
    expect(await shown(`/invoices/${invoice}/shipments`)).toMatchObject([{ status: 'partial' }, news]);
    expect(await told()).toEqual(['shipment.created', 'shipment.created', 'shipment.updated']);
  });

  test('takes goods back', async () => {
    const invoice = await invoiced(rig, order, 1_000);
    expect((await dashboard(`/invoices/${invoice}/returns`, { amount_cents: 300 })).body).toMatchObject({ reason: 'OTHER' });
    expect(await shown(`/invoices/${invoice}`)).toMatchObject({ amount_due: 700 });
    expect(await told()).toEqual([]);
  });

  test('edits the amount of an accepted order, below what is invoiced and up to the free credit', async () => {
    await invoiced(rig, order, 5_000);
    expect((await dashboard(`/orders/${order}`, { amount_cents: 4_000 })).body).toMatchObject({ amount_cents: 4_000 });
    expect((await rig.api('POST', `/orders/${order}/invoices`, { amount_cents: 1 })).status).toBe(400);
    expect((await dashboard(`/orders/${order}`, { amount_cents: 20_000 })).status).toBe(200);
    expect((await accountOf(rig)).available).toBe(99_980_000);
    expect((await dashboard(`/orders/${order}`, { amount_cents: 100_000_001 })).status).toBe(400);
    expect(await shown(`/orders/${order}`)).toMatchObject({ status: 'accepted', amount_cents: 20_000 });
  });

  test('completes an order, and cancels one', async () => {
    await invoiced(rig, order, 1_000);
    await dashboard(`/orders/${order}/complete`);
    expect((await accountOf(rig)).available).toBe(99_999_000);
    expect((await dashboard(`/orders/${order}/cancel`)).body).toMatchObject({ status: 'canceled' });
    expect((await dashboard(`/orders/${order}`, { amount_cents: 5_000 })).status).toBe(409);
  });
});

describe('with `silent`', () => {
  test('the same happens at Apruve and no webhook follows', async () => {
    const silent = true;
    const invoice = idOf(await dashboard(`/orders/${order}/invoices`, { amount_cents: 3_000, silent }));
    const shipment = idOf(await dashboard(`/invoices/${invoice}/shipments`, { silent }));
    await dashboard(`/shipments/${shipment}`, { tracking_number: '1Z', silent });
    await dashboard(`/invoices/${invoice}/returns`, { amount_cents: 500, silent });
    await dashboard(`/orders/${order}`, { amount_cents: 20_000, silent });
    await rig.control('POST', `/invoices/${invoice}/pay`, { silent });
    await rig.control('POST', `/orders/${order}/cancel`, { silent });
    expect(await shown(`/invoices/${invoice}`)).toMatchObject({ status: 'closed' });
    expect(await shown(`/orders/${order}`)).toMatchObject({ status: 'canceled', amount_cents: 20_000 });
    expect(await told()).toEqual([]);
  });

  test('an order is accepted unheard, with what waited for it', async () => {
    const pending = idOf(await offline(rig));
    const waiting = await invoiced(rig, pending, 1_000);
    const before = (await told()).length;
    await rig.control('POST', `/orders/${pending}/accept`, { silent: true });
    expect(await shown(`/invoices/${waiting}`)).toMatchObject({ status: 'open' });
    expect(await told()).toHaveLength(before);
  });

  test('a misspelled field is refused, not ignored', async () => {
    expect((await rig.control('POST', `/orders/${order}/cancel`, { silence: true })).status).toBe(400);
    expect((await dashboard(`/orders/${order}/invoices`, { amount_cents: 1, slient: true })).status).toBe(400);
    expect(await shown(`/orders/${order}`)).toMatchObject({ status: 'accepted' });
  });
});
