import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import recorded from './recorded.json' with { type: 'json' };
import { type Rig, accountOf, checkedOut, idOf, invoiced, offline, openSandbox } from './sandbox-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openSandbox();
});
afterEach(() => rig.close());

const LIMIT = 100_000_000;
const used = async (): Promise<number> => LIMIT - (await accountOf(rig)).available;

describe('invoices', () => {
  test('not issued on create are answered in the recorded shape', async () => {
    const { request, answer } = recorded.pendingInvoice;
    const order_id = await checkedOut(rig);
    const made = await rig.api('POST', '/invoices', { ...request, order_id });
    expect(made.status).toBe(201);
    expect(Object.keys(made.body as object)).toEqual(Object.keys(answer));
    expect(made.body).toMatchObject({
      status: 'pending',
      currency: 'USD',
      tax_cents: null,
      due_at: null,
      amount_due: 100,
      payments: [],
    });
    const [item] = (made.body as typeof answer).invoice_items;
    expect(Object.keys(item ?? {})).toEqual(Object.keys(answer.invoice_items[0] ?? {}));
    expect(item).toMatchObject({ product_url: 'https://example.com/', currency: null });
  });

  test('are issued on create: open, due after the term', async () => {
    const id = await invoiced(rig, await checkedOut(rig), 1000);
    const { body } = await rig.api('GET', `/invoices/${id}`);
    expect(body).toMatchObject({ status: 'open', due_at: expect.stringContaining('T00:00:00-0') });
    const { created_at, opened_at, issued_at } = body as Record<string, string>;
    expect([opened_at, issued_at]).toEqual([created_at, created_at]);
  });

  test('may come flat or wrapped, under the order or beside it', async () => {
    const order_id = await checkedOut(rig);
    expect((await rig.api('POST', `/orders/${order_id}/invoices/`, { invoice: { amount_cents: 1 } })).status).toBe(201);
    expect((await rig.api('POST', '/invoices', { amount_cents: 1, order_id })).status).toBe(201);
    expect((await rig.api('GET', `/orders/${order_id}/invoices`)).body).toHaveLength(2);
    expect(await rig.api('POST', '/invoices', { amount_cents: 1 })).toMatchObject({
      status: 400,
      body: { errors: [{ source: { parameter: 'order_id' } }] },
    });
  });

  test('need an amount, and a total for each line', async () => {
    const path = `/orders/${await checkedOut(rig)}/invoices`;
    const parameters = async (body: unknown) => (await rig.api('POST', path, body)).body;
    expect(await parameters({})).toMatchObject({ errors: [{ source: { parameter: 'amount_cents' } }] });
    expect(await parameters({ amount_cents: 1, invoice_items: [{ title: 'x' }] })).toMatchObject({
      errors: [{ source: { parameter: 'invoice_items.0.price_total_cents' } }],
    });
  });

  test('reach exactly 110 % of the order in whole cents, and not one cent more', async () => {
    const id = await checkedOut(rig, { amount_cents: 115 });
    const path = `/orders/${id}/invoices`;
    await invoiced(rig, id, 100);
    expect((await rig.api('POST', path, { amount_cents: 27 })).status).toBe(400);
    expect((await rig.api('POST', path, { amount_cents: 26 })).status).toBe(201);
    expect((await rig.api('POST', path, { amount_cents: 1 })).status).toBe(400);
  });

  test('that were canceled free their amount on the order', async () => {
    const id = await checkedOut(rig);
    const invoice = await invoiced(rig, id, 11_500);
    await rig.api('POST', `/invoices/${invoice}/cancel`);
    expect((await rig.api('POST', `/orders/${id}/invoices`, { amount_cents: 12_650 })).status).toBe(201);
  });

  test('on a pending order wait, and open when it is accepted; drafts do not', async () => {
    const id = idOf(await offline(rig));
    const waiting = await invoiced(rig, id, 1000);
    const draft = await invoiced(rig, id, 1000, { issue_on_create: 'false' });
    expect((await rig.api('GET', `/invoices/${waiting}`)).body).toMatchObject({ status: 'pending' });
    expect((await rig.api('POST', `/invoices/${waiting}/issue`)).status).toBe(409);
    await rig.control('POST', `/orders/${id}/accept`);
    expect((await rig.api('GET', `/invoices/${waiting}`)).body).toMatchObject({ status: 'open' });
    expect((await rig.api('GET', `/invoices/${draft}`)).body).toMatchObject({ status: 'pending' });
    expect((await rig.api('POST', `/invoices/${draft}/issue`)).body).toMatchObject({ status: 'open' });
  });

  test('change while pending only, within the cap', async () => {
    const id = await checkedOut(rig);
    const draft = await invoiced(rig, id, 1000, { issue_on_create: false });
    expect((await rig.api('PATCH', `/invoices/${draft}`, { amount_cents: 12_651 })).status).toBe(400);
    const change = { amount_cents: 12_650, merchant_invoice_id: 'I-2' };
    expect((await rig.api('PUT', `/invoices/${draft}`, { invoice: change })).body).toMatchObject(change);
    await rig.api('POST', `/invoices/${draft}/issue`);
    expect((await rig.api('PATCH', `/invoices/${draft}`, { amount_cents: 1 })).status).toBe(409);
  });

  test.each([
    ['pending', [], { issue: 200, close: 409, cancel: 200, fund: 409, pay: 409 }],
    ['open', ['issue'], { issue: 200, close: 200, cancel: 200, fund: 200, pay: 200 }],
    ['funded', ['issue', 'fund'], { issue: 409, close: 200, cancel: 409, fund: 200, pay: 200 }],
    ['closed', ['issue', 'close'], { issue: 409, close: 200, cancel: 409, fund: 409, pay: 200 }],
    ['canceled', ['cancel'], { issue: 409, close: 409, cancel: 200, fund: 409, pay: 409 }],
  ])('that are %s allow what that state allows', async (status, way, expected) => {
    const order = await checkedOut(rig, { amount_cents: 100_000 });
    const act = (id: string, deed: string) =>
      deed === 'fund' || deed === 'pay'
        ? rig.control('POST', `/invoices/${id}/${deed}`)
        : rig.api('POST', `/invoices/${id}/${deed}`);
    for (const [deed, answer] of Object.entries(expected)) {
      const id = await invoiced(rig, order, 100, { issue_on_create: false });
      for (const step of way) await act(id, step);
      expect((await rig.api('GET', `/invoices/${id}`)).body).toMatchObject({ status });
      expect([deed, (await act(id, deed)).status]).toEqual([deed, answer]);
    }
  });

  test('paid by the buyer carry a captured payment, closed by the merchant none', async () => {
    const order = await checkedOut(rig);
    const paid = await invoiced(rig, order, 1000);
    const payment = { status: 'captured', amount_cents: 1000, payment_method: { type: 'bank_account' } };
    const answer = await rig.control('POST', `/invoices/${paid}/pay`);
    expect(answer.body).toMatchObject({ status: 'closed', amount_due: 0, payments: [payment] });
    const [{ id } = { id: '' }] = (answer.body as { payments: { id: string }[] }).payments;
    expect((await rig.api('GET', `/payments/${id}`)).body).toMatchObject(payment);
    const closed = await invoiced(rig, order, 1000);
    expect((await rig.api('POST', `/invoices/${closed}/close`)).body).toMatchObject({ status: 'closed', payments: [] });
  });

  test('that Apruve takes back are canceled even when funded', async () => {
    const id = await invoiced(rig, await checkedOut(rig), 1000);
    await rig.control('POST', `/invoices/${id}/fund`);
    expect((await rig.control('POST', `/invoices/${id}/cancel`)).body).toMatchObject({ status: 'canceled' });
  });
});

describe('shipments', () => {
  test('echo what was sent, and can be changed', async () => {
    const invoice = await invoiced(rig, await checkedOut(rig), 1000);
    const path = `/invoices/${invoice}/shipments`;
    const { id: _, invoice_id: __, ...sent } = recorded.shipment.request;
    const made = await rig.api('POST', path, recorded.shipment.request);
    expect(made).toMatchObject({ status: 201, body: { ...sent, invoice_id: invoice } });
    const own = `${path}/${idOf(made)}`;
    expect((await rig.api('PATCH', own, { tracking_number: 'T2' })).body).toMatchObject({ tracking_number: 'T2' });
    expect((await rig.api('GET', path)).body).toMatchObject([{ tracking_number: 'T2', shipper: 'shipper name' }]);
  });

  test('without a status are partial until the invoice is shipped', async () => {
    const path = `/invoices/${await invoiced(rig, await checkedOut(rig), 1000)}/shipments`;
    const shipped_at = '2026-01-01T00:00:00Z';
    expect((await rig.api('POST', path, { amount_cents: 400, shipped_at })).body).toMatchObject({ status: 'partial' });
    expect((await rig.api('POST', path, { amount_cents: 600, shipped_at, delivered_at: '' })).body).toMatchObject({
      status: 'fulfilled',
    });
  });

  test('need amount and time', async () => {
    const path = `/invoices/${await invoiced(rig, await checkedOut(rig), 1000)}/shipments`;
    const answer = await rig.api('POST', path, {});
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      errors: [{ source: { parameter: 'amount_cents' } }, { source: { parameter: 'shipped_at' } }],
    });
  });
});

describe('returns', () => {
  const giveBack = (invoice: string, amount_cents: number) =>
    rig.api('POST', `/invoices/${invoice}/invoice_returns`, { amount_cents, reason: 'OTHER', merchant_notes: 'step 1' });

  test('lower what is due, and close an unpaid invoice without a payment at 0', async () => {
    const id = await invoiced(rig, await checkedOut(rig), 1000);
    expect(await giveBack(id, 400)).toMatchObject({ status: 201, body: { invoice_id: id, amount_cents: 400, reason: 'OTHER' } });
    expect((await rig.api('GET', `/invoices/${id}`)).body).toMatchObject({ status: 'open', amount_due: 600 });
    await giveBack(id, 600);
    expect((await rig.api('GET', `/invoices/${id}`)).body).toMatchObject({ status: 'closed', amount_due: 0, payments: [] });
    expect((await rig.api('GET', `/invoices/${id}/invoice_returns`)).body).toHaveLength(2);
  });

  test('cannot exceed the invoice, nor be put on a draft or a canceled one', async () => {
    const order = await checkedOut(rig);
    const id = await invoiced(rig, order, 1000);
    expect((await giveBack(id, 1001)).status).toBe(400);
    await rig.api('POST', `/invoices/${id}/cancel`);
    expect((await giveBack(id, 1)).status).toBe(409);
    expect((await giveBack(await invoiced(rig, order, 10, { issue_on_create: false }), 1)).status).toBe(409);
  });

  test('on a paid invoice refund its payment', async () => {
    const id = await invoiced(rig, await checkedOut(rig), 1000);
    await rig.control('POST', `/invoices/${id}/pay`);
    await giveBack(id, 300);
    expect((await rig.api('GET', `/invoices/${id}`)).body).toMatchObject({
      status: 'closed',
      payments: [{ refunded_amount_cents: 300 }],
    });
  });
});

describe('credit', () => {
  test('is held by an accepted order, taken over by its invoices, and given back when they are paid', async () => {
    const order = await checkedOut(rig);
    expect(await used()).toBe(11_500);
    const invoice = await invoiced(rig, order, 4000);
    expect(await used()).toBe(11_500);
    await rig.control('POST', `/invoices/${invoice}/pay`);
    expect(await used()).toBe(7500);
  });

  test('above the order amount comes from what the buyer has left', async () => {
    const poor = { buyer: 'poor@example.test' };
    const order = await checkedOut(rig, { amount_cents: 10_000 }, poor);
    expect(await rig.api('POST', `/orders/${order}/invoices`, { amount_cents: 10_001 })).toMatchObject({
      status: 400,
      body: { errors: [{ title: 'Not enough credit' }] },
    });
    expect((await rig.api('POST', `/orders/${order}/invoices`, { amount_cents: 10_000 })).status).toBe(201);
  });

  test('of a pending order is not held', async () => {
    await checkedOut(rig, {}, { outcome: 'pending' });
    expect(await used()).toBe(0);
  });

  test('of a canceled invoice stays with the order', async () => {
    const invoice = await invoiced(rig, await checkedOut(rig), 4000);
    await rig.api('POST', `/invoices/${invoice}/cancel`);
    expect(await used()).toBe(11_500);
  });

  test('comes back at once with a return, and that part cannot be invoiced again', async () => {
    const order = await checkedOut(rig);
    const invoice = await invoiced(rig, order, 11_500);
    await rig.api('POST', `/invoices/${invoice}/invoice_returns`, { amount_cents: 1500, reason: 'OTHER' });
    expect(await used()).toBe(10_000);
    await rig.api('POST', `/invoices/${invoice}/cancel`);
    expect(await used()).toBe(10_000);
    expect((await rig.api('POST', `/orders/${order}/invoices`, { amount_cents: 12_650 - 1500 + 1 })).status).toBe(400);
  });

  test('that no invoice uses is released by complete; again after a later cancel', async () => {
    const order = await checkedOut(rig);
    const invoice = await invoiced(rig, order, 4000);
    await rig.api('POST', `/orders/${order}/complete`);
    expect(await used()).toBe(4000);
    await rig.api('POST', `/invoices/${invoice}/cancel`);
    expect(await used()).toBe(4000);
    await rig.api('POST', `/orders/${order}/complete`);
    expect(await used()).toBe(0);
  });

  test('is released by cancel, but not what is owed', async () => {
    const order = await checkedOut(rig);
    await invoiced(rig, order, 4000);
    await rig.api('POST', `/orders/${order}/cancel`);
    expect(await used()).toBe(4000);
  });

  test('is released when the order expires, and then it takes no invoice', async () => {
    const order = await checkedOut(rig, { expire_at: new Date(Date.now() + 700).toISOString() });
    expect(await used()).toBe(11_500);
    await expect.poll(used, { timeout: 5000 }).toBe(0);
    expect((await rig.api('POST', `/orders/${order}/invoices`, { amount_cents: 1 })).status).toBe(409);
    expect((await rig.api('POST', `/orders/${order}/cancel`)).status).toBe(200);
  });
});
