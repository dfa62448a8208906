import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import recorded from './recorded.json' with { type: 'json' };
import { type Rig, checkedOut, idOf, invoiced, offline, openSandbox } from './sandbox-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openSandbox();
});
afterEach(() => rig.close());

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
    ['open', ['issue', 'ship'], { issue: 200, close: 200, cancel: 200, fund: 200, pay: 200 }],
    ['funded', ['issue', 'ship', 'fund'], { issue: 409, close: 200, cancel: 409, fund: 200, pay: 200 }],
    ['closed', ['issue', 'close'], { issue: 409, close: 200, cancel: 409, fund: 409, pay: 200 }],
    ['canceled', ['cancel'], { issue: 409, close: 409, cancel: 200, fund: 409, pay: 409 }],
  ])('that are %s allow what that state allows', async (status, way, expected) => {
    const order = await checkedOut(rig, { amount_cents: 100_000 });
    const act = (id: string, deed: string) => {
      if (deed === 'ship') return rig.control('POST', `/dashboard/invoices/${id}/shipments`);
      const isOurs = deed !== 'fund' && deed !== 'pay';
      return isOurs ? rig.api('POST', `/invoices/${id}/${deed}`) : rig.control('POST', `/invoices/${id}/${deed}`);
    };
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

  test('are not funded before something is shipped', async () => {
    const id = await invoiced(rig, await checkedOut(rig), 1000);
    const fund = () => rig.control('POST', `/invoices/${id}/fund`);
    expect(await fund()).toMatchObject({ status: 409, body: { errors: [{ title: 'Invoice is not shipped' }] } });
    expect((await rig.api('GET', `/invoices/${id}`)).body).toMatchObject({ status: 'open' });
    await rig.api('POST', `/invoices/${id}/shipments`, { amount_cents: 1, shipped_at: '2026-01-01T00:00:00Z' });
    expect((await fund()).body).toMatchObject({ status: 'funded' });
  });

  test('that Apruve takes back are canceled even when funded', async () => {
    const id = await invoiced(rig, await checkedOut(rig), 1000);
    await rig.control('POST', `/dashboard/invoices/${id}/shipments`);
    await rig.control('POST', `/invoices/${id}/fund`);
    expect((await rig.control('POST', `/invoices/${id}/cancel`)).body).toMatchObject({ status: 'canceled' });
  });
});
