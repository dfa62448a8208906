import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import recorded from './recorded.json' with { type: 'json' };
import { type Rig, accountOf, checkedOut, idOf, invoiced, openSandbox } from './sandbox-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openSandbox();
});
afterEach(() => rig.close());

const LIMIT = 100_000_000;
const used = async (): Promise<number> => LIMIT - (await accountOf(rig)).available;

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
    const order = await checkedOut(rig, { expire_at: new Date(Date.now() + 2000).toISOString() });
    expect(await used()).toBe(11_500);
    await expect.poll(used).toBe(0);
    expect((await rig.api('POST', `/orders/${order}/invoices`, { amount_cents: 1 })).status).toBe(409);
    expect((await rig.api('POST', `/orders/${order}/cancel`)).status).toBe(200);
  });
});
