import { describe, expect, it } from 'vitest';
import { eraseCheckout } from '../../activities/ledger/erasing/erase-checkout.ts';
import { until } from '../stack/wait.ts';
import { processOf } from '../support/process.ts';
import { control, fault } from '../support/shop.ts';
import { withApi } from './with-api.ts';

describe('returns over HTTP', () => {
  const { rig, api, shop } = withApi();

  it('are recorded after the end, shown with their invoice, and one for one key', async () => {
    const checkout = await shop.authorized();
    const path = `/v1/checkouts/${checkout.id}`;
    const invoice = (await api.post(`${path}/invoices`, {})).body;
    await api.post(`${path}/invoices/${invoice.id}/close`, {});
    expect((await api.get(path)).body.status).toBe('paid');

    const headers = { 'idempotency-key': 'give-back' };
    const made = await api.post(
      `${path}/invoices/${invoice.id}/returns`,
      { amount_cents: 1_500, reason: 'DAMAGED' },
      { headers },
    );
    expect(made).toMatchObject({ status: 201, body: { invoice_id: invoice.id, amount_cents: 1_500, reason: 'DAMAGED' } });
    const again = await api.post(
      `${path}/invoices/${invoice.id}/returns`,
      { amount_cents: 1_500, reason: 'DAMAGED' },
      { headers },
    );
    expect(again.body).toEqual(made.body);
    const { body } = await api.get(path);
    expect(body).toMatchObject({
      payment_status: 'refunded_partially',
      credit: { captured_cents: 11_500, refunded_cents: 1_500 },
    });
    expect(body.invoices[0]).toMatchObject({ returned_cents: 1_500, returns: [{ id: made.body.id, amount_cents: 1_500 }] });
  });

  it('by line come to their sum, are kept with the return, and erased with its buyer', async () => {
    const checkout = await shop.authorized();
    const path = `/v1/checkouts/${checkout.id}`;
    const invoice = (await api.post(`${path}/invoices`, {})).body;
    await api.post(`${path}/invoices/${invoice.id}/close`, {});
    const lines = [
      { title: 'Safety gloves', quantity: 2, price_ea_cents: 600, price_total_cents: 1_200 },
      { title: 'Tax', price_total_cents: 96 },
    ];
    const give = (body: unknown) => api.post(`${path}/invoices/${invoice.id}/returns`, body);
    expect(await give({ return_items: lines, amount_cents: 1_295 })).toMatchObject({
      status: 422,
      body: { code: 'amount-mismatch' },
    });
    expect(await give({ reason: 'DAMAGED' })).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    const made = await give({ return_items: lines, reason: 'DAMAGED' });
    expect(made).toMatchObject({ status: 201, body: { amount_cents: 1_296, return_items: lines } });
    const {
      body: { invoices },
    } = await api.get(path);
    expect(invoices[0].returns).toMatchObject([{ amount_cents: 1_296, return_items: lines }]);

    await eraseCheckout(rig.ledger.db, checkout.id, { actor: 'test', by: 'the buyer', isDryRun: false });
    const erased = (await api.get(path)).body.invoices[0].returns[0].return_items;
    expect(erased).toMatchObject([{ title: '[erased]', quantity: 2, price_total_cents: 1_200 }, { title: '[erased]' }]);
  });

  it('settle an order, which the next attempt does not take for its own', async () => {
    const { path, order, apruveOrderId } = await shop.authorized();
    const invoice = (await api.post(`${path}/invoices`, {})).body;
    await api.post(`${path}/invoices/${invoice.id}/returns`, { amount_cents: 11_500 });
    await until('the checkout to end', async () => ((await api.get(path)).body.status === 'canceled' ? true : undefined), {
      deadlineMs: 60_000,
    });
    const next = await api.post('/v1/checkouts', order);
    expect(next).toMatchObject({ status: 201, body: { attempt: 2 } });
    const again = await api.post(`/v1/checkouts/${next.body.id}/authorization`, { apruve_order_id: apruveOrderId });
    expect(again).toMatchObject({ status: 422, body: { code: 'authorization-mismatch' } });
    await processOf(rig, next.body.id).hear('order.accepted', {});
    await api.post(`/v1/checkouts/${next.body.id}/update`, { po_number: 'PO-1' });
    expect((await api.get(`/v1/checkouts/${next.body.id}`)).body).toMatchObject({
      status: 'awaiting_authorization',
      apruve_order_id: null,
    });
  });

  it('say what is left, and what is wrong', async () => {
    const checkout = await shop.authorized();
    const path = `/v1/checkouts/${checkout.id}/invoices`;
    const invoice = (await api.post(path, { amount_cents: 1_000 })).body;
    const give = (body: unknown, id: string = invoice.id) => api.post(`${path}/${id}/returns`, body);
    expect(await give({ amount_cents: 1_001 })).toMatchObject({
      status: 422,
      body: { code: 'return-exceeded', remaining_cents: 1_000 },
    });
    expect(await give({ amount_cents: 0 })).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    expect(await give({ amount_cents: 1 }, 'nobody')).toMatchObject({ status: 404 });
    await control(rig, 'POST', '/faults', {
      method: 'POST',
      path: '/invoice_returns',
      times: 1,
      status: 422,
      body: { errors: [{ title: 'Too late' }] },
    });
    expect(await give({ amount_cents: 1 })).toMatchObject({
      status: 422,
      body: { code: 'refused-by-apruve', detail: 'Too late' },
    });
  });

  it('are 202 where they cannot get through, and made when the same is asked for again', async () => {
    const checkout = await shop.authorized();
    const path = `/v1/checkouts/${checkout.id}`;
    const invoice = (await api.post(`${path}/invoices`, {})).body;
    await api.post(`${path}/invoices/${invoice.id}/close`, {});
    await fault(rig, { method: 'POST', path: '/invoice_returns', times: 1, status: 401 });
    const give = () =>
      api.post(`${path}/invoices/${invoice.id}/returns`, { amount_cents: 500 }, { headers: { 'idempotency-key': checkout.id } });
    expect(await give()).toMatchObject({ status: 202, body: { status: 'paid', attention: { code: 'apruve-auth' } } });
    expect(await give()).toMatchObject({ status: 201, body: { amount_cents: 500 } });
    expect((await api.get(path)).body).toMatchObject({ attention: null, credit: { refunded_cents: 500 } });
  });
});
