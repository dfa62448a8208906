import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Rig, checkedOut, hashOf, idOf, invoiced, openSandbox, send, someOrder } from './sandbox-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openSandbox();
});
afterEach(() => rig.close());

describe('the list of orders', () => {
  test('finds by number and by hash, newest first, and answers [] for none', async () => {
    const first = await checkedOut(rig, { merchant_order_id: 'A&B' });
    const second = await checkedOut(rig, { merchant_order_id: 'A&B' });
    await checkedOut(rig, { merchant_order_id: 'OTHER' });
    const ids = (body: unknown): string[] => (body as { id: string }[]).map(({ id }) => id);
    expect(ids((await rig.api('GET', '/orders?merchant_order_id=A%26B')).body)).toEqual([second, first]);
    const hash = hashOf(rig.merchants.default.apiKey, someOrder(rig, { merchant_order_id: 'A&B' }));
    expect(ids((await rig.api('GET', `/orders?secure_hash=${hash}`)).body)).toEqual([second, first]);
    await rig.api('POST', `/orders/${first}/cancel`);
    expect(ids((await rig.api('GET', '/orders?merchant_order_id=A%26B')).body)).toEqual([second, first]);
    expect((await rig.api('GET', '/orders?merchant_order_id=NONE')).body).toEqual([]);
  });

  test('has pages of 25', async () => {
    for (let count = 0; count < 27; count += 1) await checkedOut(rig, { merchant_order_id: `P-${count}` });
    expect((await rig.api('GET', '/orders')).body).toHaveLength(25);
    expect((await rig.api('GET', '/orders?page=2')).body).toMatchObject([
      { merchant_order_id: 'P-1' },
      { merchant_order_id: 'P-0' },
    ]);
    expect((await rig.api('GET', '/orders?page=2&per_page=2')).body).toMatchObject([{ merchant_order_id: 'P-24' }, {}]);
  });
});

describe('the life of an order', () => {
  test('a new order can be changed, flat or wrapped, PATCH or PUT; its links work with .json', async () => {
    const id = await checkedOut(rig, { finalize_on_create: false });
    expect((await rig.api('PATCH', `/orders/${id}`, { order: { amount_cents: 12_000 } })).body).toMatchObject({
      amount_cents: 12_000,
    });
    expect((await rig.api('PUT', `/orders/${id}/`, { shipping_cents: 700 })).body).toMatchObject({
      shipping_cents: 700,
      status: 'new',
    });
    const { links } = (await rig.api('GET', `/orders/${id}.json`)).body as { links: Record<string, string> };
    for (const address of Object.values(links)) {
      expect((await send(address, 'GET', undefined, { 'apruve-api-key': rig.merchants.default.apiKey })).status).toBe(200);
    }
  });

  test('a finalized order keeps its amount but takes another number', async () => {
    const id = await checkedOut(rig);
    expect((await rig.api('PATCH', `/orders/${id}`, { amount_cents: 1 })).status).toBe(409);
    const renamed = await rig.api('PUT', `/orders/${id}`, { merchant_order_id: 'ORD-2', amount_cents: 11_500 });
    expect(renamed).toMatchObject({ status: 200, body: { merchant_order_id: 'ORD-2' } });
  });

  test('finalize accepts what the shopper has agreed to, and repeats unchanged', async () => {
    const id = await checkedOut(rig, { finalize_on_create: false });
    expect((await rig.api('POST', `/orders/${id}/finalize`)).body).toMatchObject({
      id,
      status: 'accepted',
      merchant_order_id: 'ORD-1',
    });
    expect(await rig.api('POST', `/orders/${id}/finalize`)).toMatchObject({ status: 200, body: { status: 'accepted' } });
  });

  test('with invoice_on_create the invoice of the whole order is made and issued', async () => {
    const id = await checkedOut(rig, { invoice_on_create: true });
    const items = [{ title: 'Shelf', price_total_cents: 10_000 }];
    expect((await rig.api('GET', `/orders/${id}/invoices`)).body).toMatchObject([
      { status: 'open', amount_cents: 11_500, tax_cents: 1000, shipping_cents: 500, invoice_items: items },
    ]);
  });

  test('a deferred approval waits as pending until the other side accepts or cancels', async () => {
    const id = await checkedOut(rig, {}, { outcome: 'pending' });
    expect((await rig.api('GET', `/orders/${id}`)).body).toMatchObject({
      status: 'pending',
      payment_terms: { status: 'pending' },
    });
    await rig.control('POST', `/orders/${id}/cancel`);
    expect((await rig.api('GET', `/orders/${id}`)).body).toMatchObject({ status: 'canceled' });
    expect((await rig.control('POST', `/orders/${id}/accept`)).status).toBe(409);
  });

  test('cancel works from every state and repeats; a canceled order is neither finalized, completed nor invoiced', async () => {
    const id = await checkedOut(rig);
    expect((await rig.api('POST', `/orders/${id}/cancel`)).body).toMatchObject({
      status: 'canceled',
      final_state_at: expect.any(String),
    });
    expect((await rig.api('POST', `/orders/${id}/cancel`)).status).toBe(200);
    expect((await rig.api('POST', `/orders/${id}/finalize`)).status).toBe(409);
    expect((await rig.api('POST', `/orders/${id}/complete`)).status).toBe(409);
    expect((await rig.api('POST', `/orders/${id}/invoices`, { amount_cents: 1 })).status).toBe(409);
  });

  test('complete needs an accepted order and ends its invoicing', async () => {
    const pending = await checkedOut(rig, {}, { outcome: 'pending' });
    expect((await rig.api('POST', `/orders/${pending}/complete`)).status).toBe(409);
    const id = await checkedOut(rig);
    await invoiced(rig, id, 1000);
    expect(await rig.api('POST', `/orders/${id}/complete`)).toMatchObject({ status: 200, body: { id, status: 'accepted' } });
    expect((await rig.api('POST', `/orders/${id}/invoices`, { amount_cents: 1 })).status).toBe(409);
  });

  test('lines can be read always and changed while the order is new', async () => {
    const id = await checkedOut(rig, { finalize_on_create: false });
    const item = idOf(await rig.api('POST', `/orders/${id}/order_items`, { title: 'Bolt', price_total_cents: 5 }));
    expect((await rig.api('PUT', `/order_items/${item}`, { title: 'Nut' })).body).toMatchObject({
      id: item,
      order_id: id,
      title: 'Nut',
    });
    expect((await rig.api('GET', `/orders/${id}/order_items`)).body).toMatchObject([{ title: 'Shelf' }, { title: 'Nut' }]);
    expect((await rig.api('DELETE', `/order_items/${item}`)).status).toBe(200);
    await rig.api('POST', `/orders/${id}/finalize`);
    expect((await rig.api('POST', `/orders/${id}/order_items`, { title: 'Late' })).status).toBe(409);
    expect((await rig.api('GET', `/orders/${id}/order_items`)).body).toHaveLength(1);
  });
});
