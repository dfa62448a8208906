import { describe, expect, it } from 'vitest';
import { control, fault, sandboxState } from '../support/shop.ts';
import { type Call } from './api.ts';
import { withApi } from './with-api.ts';

const keyed = (key: string): Call => ({ headers: { 'idempotency-key': key } });

describe('a change that cannot get through to Apruve', () => {
  const { rig, api, shop } = withApi({ env: { POLICY_STEP_BOUND: '1s', POLICY_STEP_RETRY: '1h' } });

  async function invoiced(wish: Record<string, unknown>) {
    const checkout = await shop.authorized();
    const { body } = await api.post(`${checkout.path}/invoices`, wish);
    return { ...checkout, at: `${checkout.path}/invoices/${body.id}` };
  }

  it.each([
    ['issue', { amount_cents: 1_000, issue_on_create: false }],
    ['cancel', { amount_cents: 1_000 }],
    ['close', { amount_cents: 1_000 }],
  ])('%s is 202, and the same request finds it done once it got through', async (verb, wish) => {
    const { path, at } = await invoiced(wish);
    await fault(rig, { method: 'POST', path: `/${verb}`, times: 1_000, status: 503 });
    const accepted = await api.post(`${at}/${verb}`, {}, keyed(at));
    expect(accepted).toMatchObject({ status: 202, body: { attention: { code: 'apruve-unreachable' } } });
    expect(accepted.headers.get('location')).toBe(path);
    await control(rig, 'DELETE', '/faults');
    expect(await api.post(`${path}/retry`)).toMatchObject({ status: 200, body: { attention: null } });
    expect(await api.post(`${at}/${verb}`, {}, keyed(at))).toMatchObject({ status: 200 });
  });

  it('complete is 202, and found done later', async () => {
    const { path } = await invoiced({ amount_cents: 1_000 });
    await fault(rig, { method: 'POST', path: '/complete', times: 1_000, status: 503 });
    const accepted = await api.post(`${path}/complete`, {}, keyed(path));
    expect([accepted.status, accepted.headers.get('location')]).toEqual([202, path]);
    await control(rig, 'DELETE', '/faults');
    await api.post(`${path}/retry`);
    expect(await api.post(`${path}/complete`, {}, keyed(path))).toMatchObject({ status: 200, body: { attention: null } });
  });

  it('a change of a draft shows only when Apruve took it', async () => {
    const { path, at } = await invoiced({ amount_cents: 1_000, issue_on_create: false });
    await fault(rig, { method: 'PATCH', path: '/invoices', times: 1_000, status: 503 });
    const accepted = await api.patch(at, { tax_cents: 10 });
    expect(accepted).toMatchObject({ status: 202, body: { invoices: [{ amount_cents: 1_000, tax_cents: 0 }] } });
    await control(rig, 'DELETE', '/faults');
    await api.post(`${path}/retry`);
    expect((await api.get(path)).body.invoices).toMatchObject([{ amount_cents: 1_010, tax_cents: 10 }]);
  });

  it('a shipment is added once, whatever is repeated', async () => {
    const { path, at, apruveOrderId } = await invoiced({ amount_cents: 1_000 });
    await fault(rig, { method: 'PATCH', path: '/shipments', times: 1_000, status: 503 });
    const shipment = { merchant_shipment_id: 'S-2', tracking_number: '1Z' };
    const accepted = await api.post(`${at}/shipments`, shipment, keyed(at));
    expect([accepted.status, accepted.headers.get('location')]).toEqual([202, path]);
    await control(rig, 'DELETE', '/faults');
    await api.post(`${path}/retry`);
    const made = await api.post(`${at}/shipments`, shipment, keyed(at));
    expect(made).toMatchObject({ status: 201, body: shipment });
    expect(await api.post(`${at}/shipments`, shipment)).toMatchObject({ status: 200, body: made.body });
    expect((await sandboxState(rig, apruveOrderId)).shipments).toHaveLength(1);
  });

  it('an authorization is answered once the order could be read', async () => {
    const { path, apruveOrderId } = await shop.accepted();
    await fault(rig, { method: 'GET', path: `/orders/${apruveOrderId}`, times: 1_000, status: 401 });
    const authorize = () => api.post(`${path}/authorization`, { apruve_order_id: apruveOrderId }, keyed(path));
    expect(await authorize()).toMatchObject({ status: 202, body: { status: 'awaiting_authorization' } });
    await control(rig, 'DELETE', '/faults');
    await api.post(`${path}/retry`);
    await fault(rig, { method: 'POST', path: '/invoices', times: 1_000, status: 503 });
    expect(await api.post(`${path}/invoices`, {})).toMatchObject({ status: 202 });
    expect(await authorize()).toMatchObject({ status: 200, body: { status: 'authorized', apruve_order_id: apruveOrderId } });
  });

  it('a retry that is repeated later is answered by what is left then', async () => {
    const { path } = await shop.authorized();
    await fault(rig, { method: 'POST', path: '/invoices', times: 1_000, status: 503 });
    await api.post(`${path}/invoices`, {});
    const retry = () => api.post(`${path}/retry`, {}, keyed(path));
    expect(await retry()).toMatchObject({ status: 202 });
    await control(rig, 'DELETE', '/faults');
    await api.post(`${path}/retry`);
    expect(await retry()).toMatchObject({ status: 200, body: { attention: null } });
  });

  it('what Apruve refuses in the end is refused to a repeat, with nothing made', async () => {
    const { path, apruveOrderId } = await shop.authorized();
    await fault(rig, { method: 'POST', path: '/invoices', times: 1_000, status: 503 });
    const send = () => api.post(`${path}/invoices`, { amount_cents: 1_000 }, keyed(path));
    expect(await send()).toMatchObject({ status: 202 });
    await control(rig, 'DELETE', '/faults');
    const no = { errors: [{ title: 'The buyer is blocked', detail: 'Call them' }] };
    await fault(rig, { method: 'POST', path: '/invoices', times: 2, status: 422, body: no });
    await api.post(`${path}/retry`);
    expect(await send()).toMatchObject({ status: 422, body: { code: 'refused-by-apruve' } });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toEqual([]);
  });

  it('an invoice without a number is found by its key, before and after the checkout has ended', async () => {
    const { path, apruveOrderId } = await shop.authorized();
    await fault(rig, { method: 'POST', path: '/invoices', times: 1_000, status: 503 });
    const send = (key: string) => api.post(`${path}/invoices`, {}, keyed(`${path}-${key}`));
    expect(await send('a')).toMatchObject({ status: 202 });
    await control(rig, 'DELETE', '/faults');
    await api.post(`${path}/retry`);
    const { invoices } = (await api.get(path)).body;
    await api.post(`${path}/invoices/${invoices[0].id}/close`);
    expect((await api.get(path)).body).toMatchObject({ status: 'paid' });
    expect(await send('a')).toMatchObject({ status: 200, body: { id: invoices[0].id, status: 'closed' } });
    expect(await send('b')).toMatchObject({ status: 409, body: { code: 'checkout-finished' } });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toHaveLength(1);
  });

  it('a shipment without a number is made once', async () => {
    const { path, at, apruveOrderId } = await invoiced({ amount_cents: 1_000 });
    await fault(rig, { method: 'PATCH', path: '/shipments', times: 1_000, status: 503 });
    const send = () => api.post(`${at}/shipments`, { tracking_number: '1Z' }, keyed(at));
    expect((await send()).status).toBe(202);
    await control(rig, 'DELETE', '/faults');
    await api.post(`${path}/retry`);
    expect(await send()).toMatchObject({ status: 201, body: { tracking_number: '1Z' } });
    expect((await sandboxState(rig, apruveOrderId)).shipments).toHaveLength(1);
  });
});
