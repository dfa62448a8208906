import { describe, expect, it, vi } from 'vitest';
import { RECONCILE_WORKFLOW_TYPE } from '../../workflows/contract/reconcile.ts';
import { audit } from '../../worker/commands/audit.ts';
import { startRig, type Rig } from '../support/rig.ts';
import { control, fault } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { startApi, type Answer } from './api.ts';
import { actionsOf, DOWN, OFFLINE, orderInDoubt, ordersAtApruve, pathOf, type Order } from './offline-orders.ts';
import { withApi } from './with-api.ts';

describe('the end of an offline checkout whose order is not placed', () => {
  const { rig, api } = withApi({ env: { POLICY_STEP_BOUND: '1500ms', POLICY_STEP_RETRY: '1h' } });

  const atApruve = (number: unknown, of: Pick<Rig, 'sandbox'> = rig) => ordersAtApruve(of, number);
  const actions = (path: string) => actionsOf(api, path);
  const inDoubt = (order: Record<string, unknown>) => orderInDoubt(rig, api, order);

  it('is not canceled over an order that may be there: it is looked up, and canceled at Apruve', async () => {
    const order = orderBody();
    const path = await inDoubt(order);
    await control(rig, 'DELETE', '/faults');
    await fault(rig, { method: 'GET', path: '/orders', times: 1, status: 401 });
    expect(await api.post(`${path}/cancel`)).toMatchObject({ status: 409, body: { code: 'step-unresolved' } });
    expect(await api.post(`${path}/cancel`)).toMatchObject({ status: 200, body: { status: 'canceled' } });
    expect(await atApruve(order['merchant_order_id'])).toMatchObject([{ status: 'canceled' }]);
  });

  it('is canceled without ever being sent where it is not at Apruve', async () => {
    const order = orderBody();
    await fault(rig, DOWN);
    const path = pathOf(await api.post(OFFLINE, order));
    await control(rig, 'DELETE', '/faults');
    expect(await api.post(`${path}/cancel`)).toMatchObject({
      status: 200,
      body: { status: 'canceled', payment_status: 'canceled', apruve_order_id: null },
    });
    expect(await atApruve(order['merchant_order_id'])).toEqual([]);
    expect(await actions(path)).toEqual(['purchase', 'place_order', 'cancel']);
  });

  it('that is canceled stays without an order, although a try that was given up is still at work', async () => {
    const other = await startRig({ POLICY_STEP_BOUND: '1500ms', POLICY_STEP_RETRY: '1h' }, { worker: false });
    try {
      const worker = await other.startWorker();
      const door = await startApi(other);
      const order = orderBody();
      await fault(other, { method: 'POST', path: '/orders', times: 1, status: 503 });
      await fault(other, { method: 'GET', path: '/orders', times: 1, delay_ms: 3_000 });
      const answer = await door.post(OFFLINE, order);
      expect(answer.status).toBe(202);
      expect(await door.post(`${pathOf(answer)}/cancel`)).toMatchObject({ status: 200, body: { status: 'canceled' } });
      await worker.stop();
      const { items } = await control<{ items: { method: string; path: string }[] }>(other, 'GET', '/requests');
      const methods = items.filter(({ path }) => path.includes('/orders')).map(({ method }) => method);
      expect(methods.slice(0, 3)).toEqual(['POST', 'GET', 'GET']);
      expect(methods.slice(3)).not.toContain('POST');
      expect(await atApruve(order['merchant_order_id'], other)).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  it('leaves no order behind that lands after its end: reconciliation cancels it, and no other of the same number', async () => {
    const order = orderBody();
    await fault(rig, DOWN);
    const path = pathOf(await api.post(OFFLINE, order));
    await control(rig, 'DELETE', '/faults');
    await api.post(`${path}/cancel`);
    const [, sent] = (await api.get(`${path}/transactions`)).body.items;
    const send = async (changes: Record<string, unknown>): Promise<string> => {
      const headers = { 'apruve-api-key': rig.env['APRUVE_API_KEY'] ?? '', 'content-type': 'application/json' };
      const body = JSON.stringify({ ...sent.request.body, ...changes });
      const answer = await fetch(`${rig.sandbox.url}/api/v4/orders`, { method: 'POST', headers, body });
      return ((await answer.json()) as Order).id;
    };
    const [late, other] = [await send({}), await send({ amount_cents: 500 })];
    const { client } = rig.temporal;
    const { taskQueue } = rig.config.temporal;
    const options = { workflowId: `reconcile-${path}`, taskQueue };
    await client.workflow.execute(RECONCILE_WORKFLOW_TYPE, options);
    const statuses = new Map((await atApruve(order['merchant_order_id'])).map(({ id, status }) => [id, status]));
    expect([statuses.get(late), statuses.get(other)]).toEqual(['canceled', 'pending']);
  });

  it('is given up at the end of its window, unless its order is there', async () => {
    const brief = await startRig({ POLICY_STEP_BOUND: '1s', POLICY_STEP_RETRY: '1h', POLICY_AUTHORIZATION_WINDOW: '3s' });
    try {
      const door = await startApi(brief);
      const becomes = (answer: Answer, status: string) =>
        vi.waitUntil(async () => (await door.get(pathOf(answer))).body.status === status, { timeout: 60_000, interval: 50 });
      await fault(brief, DOWN);
      const gone = await door.post(OFFLINE, orderBody());
      await control(brief, 'DELETE', '/faults');
      await becomes(gone, 'abandoned');
      const there = orderBody();
      await fault(brief, { method: 'POST', path: '/orders', times: 1, drop_response: true });
      await fault(brief, { method: 'GET', path: '/orders', times: 1_000, status: 503 });
      const found = await door.post(OFFLINE, there);
      await control(brief, 'DELETE', '/faults');
      await becomes(found, 'awaiting_approval');
      expect([gone.status, found.status]).toEqual([202, 202]);
      expect(await atApruve(gone.body.merchant_order_id, brief)).toEqual([]);
      expect(await atApruve(there['merchant_order_id'], brief)).toHaveLength(1);
    } finally {
      await brief.stop();
    }
  });

  it('agrees with its rows and with Apruve, whatever it went through', async () => {
    const found: string[] = [];
    await audit(rig.config, ({ checkoutId, about }) => found.push(`${checkoutId} ${about}`));
    expect(found).toEqual([]);
  });
});
