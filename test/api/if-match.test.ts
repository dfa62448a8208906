import { describe, expect, it } from 'vitest';
import { control, fault, sandboxState } from '../support/shop.ts';
import { withReceiver } from '../support/with-rig.ts';
import { withApi } from './with-api.ts';

describe('an action on a checkout that was seen', () => {
  const receiver = withReceiver();
  const { rig, api, shop } = withApi({ env: () => receiver.env });

  const ask = (path: string, body: object, version: number | string) =>
    api.post(path, body, { headers: { 'if-match': `${version}` } });
  const foreign = (orderId: string, amount_cents: number) =>
    control<{ id: string }>(rig, 'POST', `/dashboard/orders/${orderId}/invoices`, { amount_cents, silent: true });

  it('is done with the version that it has, and refused with another', async () => {
    const { path } = await shop.authorized();
    const { version } = (await api.get(path)).body;
    const stale = await ask(`${path}/invoices`, { amount_cents: 1_000 }, version - 1);
    expect(stale).toMatchObject({ status: 412, body: { code: 'changed' } });
    expect(await ask(`${path}/invoices`, { amount_cents: 1_000 }, 'nonsense')).toMatchObject({ status: 412 });
    expect((await api.get(path)).body).toMatchObject({ version, invoices: [] });
    expect(await ask(`${path}/invoices`, { amount_cents: 1_000 }, `"${version}"`)).toMatchObject({ status: 201 });
    expect(await ask(`${path}/complete`, {}, version)).toMatchObject({ status: 412 });
  });

  it('is an invoice once where two people send it, also while Apruve takes its time, and answered to who repeats it', async () => {
    const { path, apruveOrderId: orderId } = await shop.authorized();
    const { version } = (await api.get(path)).body;
    await fault(rig, { method: 'POST', path: `/orders/${orderId}/invoices`, times: 1, delay_ms: 1_000 });
    const send = (number: string) => ask(`${path}/invoices`, { merchant_invoice_id: number, amount_cents: 1_000 }, version);
    const both = await Promise.all([send('ONE'), send('TWO')]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([201, 412]));
    expect((await sandboxState(rig, orderId)).invoices).toHaveLength(1);
    const made = both.find(({ status }) => status === 201)?.body;
    expect(await send(made.merchant_invoice_id)).toMatchObject({ status: 200, body: { id: made.id } });
  });

  it('is no cancel where Apruve shows an invoice that nobody had seen; then it names it', async () => {
    const { id, path, apruveOrderId: orderId } = await shop.authorized();
    const { version } = (await api.get(path)).body;
    const { id: theirs } = await foreign(orderId, 3_000);
    expect(await ask(`${path}/cancel`, {}, version)).toMatchObject({ status: 412, body: { code: 'changed' } });
    expect(await sandboxState(rig, orderId)).toMatchObject({ orders: [{ status: 'accepted' }], invoices: [{ status: 'open' }] });
    const now = (await api.get(path)).body;
    expect(now).toMatchObject({ status: 'invoiced', invoices: [{ id: theirs, amount_cents: 3_000, status: 'open' }] });
    expect(await ask(`${path}/cancel`, {}, now.version)).toMatchObject({
      status: 200,
      body: { status: 'canceled', invoices: [{ id: theirs, status: 'canceled' }] },
    });
    expect((await sandboxState(rig, orderId)).invoices).toMatchObject([{ status: 'canceled' }]);
    const told = await receiver.of(id, (types) => types.includes('checkout.canceled'));
    expect(told.at(-1)).toMatchObject({ data: { invoices: [{ id: theirs, status: 'canceled' }] } });
  });

  it('cancels without a version what no row showed, and names it in answer, rows and notification', async () => {
    const { id, path, apruveOrderId: orderId } = await shop.authorized();
    const { id: theirs } = await foreign(orderId, 3_000);
    const answer = await api.post(`${path}/cancel`, {});
    expect(answer).toMatchObject({ status: 200, body: { status: 'canceled', invoices: [{ id: theirs, status: 'canceled' }] } });
    const { items } = (await api.get(`${path}/transactions`)).body;
    const named = items.filter(({ reference }: { reference: string | null }) => reference === theirs);
    expect(named.map(({ action }: { action: string }) => action)).toEqual(['invoice', 'invoice_cancel']);
    const told = await receiver.of(id, (types) => types.includes('checkout.canceled'));
    expect(told.map(({ type }) => type)).toContain('invoice.canceled');
    expect(told.at(-1)).toMatchObject({ data: { invoices: [{ id: theirs, status: 'canceled' }] } });
  });
});
