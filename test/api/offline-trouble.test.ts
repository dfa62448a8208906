import { describe, expect, it, vi } from 'vitest';
import { audit } from '../../worker/commands/audit.ts';
import { processOf } from '../support/process.ts';
import type { Rig } from '../support/rig.ts';
import { control, fault } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { startApi } from './api.ts';
import { actionsOf, DOWN, OFFLINE, orderInDoubt, ordersAtApruve, pathOf } from './offline-orders.ts';
import { withApi } from './with-api.ts';

describe('an offline checkout, when Apruve is in trouble,', () => {
  const { rig, api } = withApi({ env: { POLICY_STEP_BOUND: '1500ms', POLICY_STEP_RETRY: '1h' } });

  const atApruve = (number: unknown, of: Pick<Rig, 'sandbox'> = rig) => ordersAtApruve(of, number);
  const show = async (path: string) => (await api.get(path)).body;
  const actions = (path: string) => actionsOf(api, path);
  const inDoubt = (order: Record<string, unknown>) => orderInDoubt(rig, api, order);

  it('finds the order whose answer was lost, and makes no second', async () => {
    const order = orderBody();
    await fault(rig, { method: 'POST', path: '/orders', times: 1, drop_response: true });
    expect(await api.post(OFFLINE, order)).toMatchObject({ status: 201, body: { status: 'awaiting_approval' } });
    expect(await atApruve(order['merchant_order_id'])).toHaveLength(1);
  });

  it('finds the order that was made behind an answer of 500', async () => {
    const order = orderBody();
    await fault(rig, { method: 'POST', path: '/orders', times: 1, status: 500, commit: 'before' });
    expect(await api.post(OFFLINE, order)).toMatchObject({ status: 201 });
    expect(await atApruve(order['merchant_order_id'])).toHaveLength(1);
  });

  it('is 202 and shown while Apruve is down, stays as it is, and is placed once by the retry', async () => {
    const order = orderBody();
    await fault(rig, DOWN);
    const answer = await api.post(OFFLINE, order);
    expect(answer).toMatchObject({
      status: 202,
      body: { status: 'awaiting_authorization', lightbox: null, attention: { code: 'apruve-unreachable' } },
    });
    const path = pathOf(answer);
    expect(answer.headers.get('location')).toBe(path);
    expect(await api.post(OFFLINE, order)).toMatchObject({ status: 202, body: { id: answer.body.id } });
    expect(await api.post(OFFLINE, { ...order, po_number: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'order-conflict' },
    });
    const stuck = { status: 409, body: { code: 'step-unresolved' } };
    expect(await api.post(`${path}/update`, { po_number: 'PO-1' })).toMatchObject(stuck);
    expect(await api.post(`${path}/authorization`, { apruve_order_id: 'a1' })).toMatchObject(stuck);
    await control(rig, 'DELETE', '/faults');
    expect(await api.post(`${path}/retry`)).toMatchObject({
      status: 200,
      body: { status: 'awaiting_approval', attention: null },
    });
    expect(await api.post(OFFLINE, order)).toMatchObject({ status: 200, body: { id: answer.body.id } });
    expect(await atApruve(order['merchant_order_id'])).toHaveLength(1);
  });

  it('is 202 when the process takes longer than the caller waits, and is placed all the same', async () => {
    const impatient = await startApi(rig, { answerWithinMs: 300 });
    const order = orderBody();
    await fault(rig, { method: 'POST', path: '/orders', times: 1, delay_ms: 1_000 });
    const answer = await impatient.post(OFFLINE, order);
    expect(answer.status).toBe(202);
    await vi.waitUntil(async () => (await show(pathOf(answer))).status === 'awaiting_approval', {
      timeout: 60_000,
      interval: 50,
    });
    expect(await atApruve(order['merchant_order_id'])).toHaveLength(1);
  });

  it('waits for a person where Apruve refuses the key, and looks the buyer up again then', async () => {
    const order = orderBody();
    await fault(rig, { method: 'GET', path: '/corporate_accounts', times: 1, status: 401 });
    const answer = await api.post(OFFLINE, order);
    expect(answer).toMatchObject({ status: 202, body: { attention: { code: 'apruve-auth' } } });
    expect(await api.post(`${pathOf(answer)}/retry`)).toMatchObject({ status: 200, body: { status: 'awaiting_approval' } });
  });

  it('ends as declined when Apruve refuses it in the end, and the next attempt is free', async () => {
    const order = orderBody();
    await fault(rig, DOWN);
    const answer = await api.post(OFFLINE, order);
    expect(answer.status).toBe(202);
    await control(rig, 'DELETE', '/faults');
    const no = { errors: [{ title: 'The account is suspended' }] };
    await fault(rig, { method: 'POST', path: '/orders', times: 1, status: 400, body: no });
    expect(await api.post(`${pathOf(answer)}/retry`)).toMatchObject({
      status: 200,
      body: { status: 'declined', payment_status: 'declined', attention: null },
    });
    expect(await actions(pathOf(answer))).toEqual(['purchase', 'place_order']);
    expect(await api.post(OFFLINE, order)).toMatchObject({ status: 201, body: { attempt: 2 } });
    expect(await atApruve(order['merchant_order_id'])).toHaveLength(1);
  });

  it('takes in its order at once when an event names it', async () => {
    const order = orderBody();
    const path = await inDoubt(order);
    await control(rig, 'DELETE', '/faults');
    const [placed] = await atApruve(order['merchant_order_id']);
    await control(rig, 'POST', `/orders/${placed?.id}/accept`);
    await processOf(rig, path.split('/').at(-1) ?? '').hear('order.accepted', { orderId: placed?.id ?? '' });
    const settled = async () => {
      const { status, attention } = await show(path);
      return status === 'authorized' && attention === null;
    };
    await vi.waitUntil(settled, { timeout: 60_000, interval: 50 });
    expect((await show(path)).apruve_order_id).toBe(placed?.id);
    expect(await api.post(OFFLINE, order)).toMatchObject({ status: 200 });
  });

  it('agrees with its rows and with Apruve, whatever it went through', async () => {
    const found: string[] = [];
    await audit(rig.config, ({ checkoutId, about }) => found.push(`${checkoutId} ${about}`));
    expect(found).toEqual([]);
  });
});
