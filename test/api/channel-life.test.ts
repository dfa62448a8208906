import { describe, expect, it, vi } from 'vitest';
import { findChannel } from '../../activities/ledger/channels.ts';
import { RECONCILE_WORKFLOW_TYPE, type ReconcileResult } from '../../workflows/contract/reconcile.ts';
import { SECOND_API_KEY, SECOND_MERCHANT_ID } from '../sandbox/seeds.ts';
import { control } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { withReceiver } from '../support/with-rig.ts';
import { aKey, authorized as authorizedByShop } from './api.ts';
import { aUser } from './people.ts';
import { secondShop } from './second-shop.ts';
import { withApi } from './with-api.ts';

const PATIENCE = { timeout: 60_000, interval: 50 };

describe('the life of a channel, with its checkouts', () => {
  const receiver = withReceiver();
  const { rig, api } = withApi({ webhooks: true });
  const { create, created, register, authorized } = secondShop(rig, api);
  const remove = (id: string) => api.remove(`/v1/channels/${id}`);

  it('live a whole checkout with their own account, webhooks and receiver', async () => {
    const channel = await created({ notification_url: receiver.env.NOTIFICATION_URL });
    await register(channel.webhook_url);
    const { path, id, body, opened } = await authorized(channel.id);
    expect(opened.headers.get('apruve-mode')).toBe('test');
    expect(body).toMatchObject({ channel: channel.id, status: 'authorized' });
    expect(opened.body.lightbox.order).toMatchObject({ merchant_id: SECOND_MERCHANT_ID });
    const invoice = (await api.post(`${path}/invoices`, {})).body;
    await control(rig, 'POST', `/invoices/${invoice.id}/pay`);
    await vi.waitUntil(async () => (await api.get(path)).body.status === 'paid', PATIENCE);
    const { items } = (await api.get(`/v1/notifications?checkout=${id}`)).body;
    expect(items[0]).toMatchObject({ type: 'checkout.paid', channel: channel.id });
    expect(new Set(items.map((each: { data: { mode: string } }) => each.data.mode))).toEqual(new Set(['test']));
  });

  it('are deleted once nothing runs: their secrets are gone, their checkouts stay', async () => {
    receiver.answer = () => ({ status: 503 });
    const rules = { expression: 'cart.amount_cents > 0' };
    const channel = await created({ notification_url: receiver.env.NOTIFICATION_URL, rules });
    const { path, body } = await authorized(channel.id);
    const hangs = {
      running_checkouts: 1,
      checkouts: [{ id: body.id, merchant_order_id: body.merchant_order_id, status: 'authorized', href: path }],
      rules: [
        { rule: 'currencies', href: `/v1/channels/${channel.id}` },
        { rule: 'expression', href: `/v1/channels/${channel.id}` },
      ],
      receivers: [{ url: receiver.env.NOTIFICATION_URL, href: `/v1/channels/${channel.id}/receivers` }],
      api_keys: 1,
      users: 1,
    };
    await aKey(rig, { channel: channel.id });
    await aUser(rig, `viewer@${channel.id}`);
    expect(await remove(channel.id)).toMatchObject({ status: 409, body: { code: 'channel-in-use', dependents: hangs } });
    expect((await api.get(`/v1/channels/${channel.id}`)).body.dependents).toMatchObject(hangs);
    await api.patch(`/v1/channels/${channel.id}`, { enabled: false });
    expect((await api.get(path)).body.status).toBe('authorized');
    await api.post(`${path}/cancel`, {});
    await vi.waitUntil(async () => (await api.get(path)).body.status === 'canceled', PATIENCE);
    expect(await remove(channel.id)).toMatchObject({ status: 200, body: { id: channel.id, deleted: true } });
    expect((await api.get(path)).body).toMatchObject({ id: body.id, mode: 'test', status: 'canceled' });
    expect((await api.get(`/v1/channels/${channel.id}`)).status).toBe(404);
    expect((await remove(channel.id)).status).toBe(404);
    expect((await api.post('/v1/checkouts', { ...orderBody(), channel: channel.id })).status).toBe(422);
    expect(await create({ id: channel.id })).toMatchObject({ status: 409, body: { code: 'channel-exists' } });
    expect(await findChannel(rig.ledger.db, channel.id)).toMatchObject({ enabled: false });
    const told = (await api.get(`/v1/notifications?checkout=${body.id}`)).body.items;
    expect(told.map(({ state }: { state: string }) => state)).not.toContain('pending');
    const [last] = (await api.get(`/v1/notifications?checkout=${body.id}`)).body.items;
    expect((await api.post(`/v1/notifications/${last.id}/resend`, {})).status).toBe(404);
    const workflowId = `reconcile-${channel.id}`;
    const options = { workflowId, taskQueue: rig.config.temporal.taskQueue };
    const { unrepaired } = await rig.temporal.client.workflow.execute<() => Promise<ReconcileResult>>(
      RECONCILE_WORKFLOW_TYPE,
      options,
    );
    expect(await findChannel(rig.ledger.db, channel.id)).toMatchObject({ apiKeySealed: '' });
    expect(unrepaired.filter(({ checkoutId }) => checkoutId === body.id)).toEqual([]);
  });

  it('do not cross: 50 checkouts each, interleaved, with a new key and a new address in the middle', async () => {
    const { id: channel, webhook_url } = await created();
    await register(webhook_url);
    const openBoth = async () => {
      const [mine, other] = await Promise.all([authorized(channel), authorizedByShop(rig, api)]);
      return [
        { path: mine.path, channel },
        { path: other.path, channel: 'default' },
      ];
    };
    const open = async (count: number) => {
      const opened: { path: string; channel: string }[] = [];
      for (let i = 0; i < count; i += 5) opened.push(...(await Promise.all(Array.from({ length: 5 }, openBoth))).flat());
      return opened;
    };
    const invoiceAndPay = async ({ path }: { path: string }) => {
      const invoice = (await api.post(`${path}/invoices`, {})).body;
      await control(rig, 'POST', `/invoices/${invoice.id}/pay`);
    };
    const before = await open(25);
    const api_key = 'c'.repeat(32);
    await control(rig, 'PATCH', `/merchants/${SECOND_MERCHANT_ID}`, { api_key });
    await api.patch(`/v1/channels/${channel}`, { api_key });
    await register((await api.post(`/v1/channels/${channel}/webhook-token`, {})).body.webhook_url);
    await vi.waitUntil(async () => (await api.post(`/v1/channels/${channel}/check`)).body.ok, PATIENCE);
    const all = [...before, ...(await open(25))];
    for (let i = 0; i < all.length; i += 10) await Promise.all(all.slice(i, i + 10).map(invoiceAndPay));
    const isPaid = async ({ path }: { path: string }) => (await api.get(path)).body.status === 'paid';
    await vi.waitUntil(async () => (await Promise.all(all.map(isPaid))).every(Boolean), { timeout: 60_000, interval: 200 });
    const { orders } = await control<{ orders: { id: string; merchant_id: string }[] }>(rig, 'GET', '/state');
    const merchantOf = new Map(orders.map(({ id, merchant_id }) => [id, merchant_id]));
    for (const each of all) {
      const { body } = await api.get(each.path);
      expect(body).toMatchObject({ channel: each.channel, attention: null });
      expect(merchantOf.get(body.apruve_order_id) === SECOND_MERCHANT_ID).toBe(each.channel === channel);
    }
    await control(rig, 'PATCH', `/merchants/${SECOND_MERCHANT_ID}`, { api_key: SECOND_API_KEY });
  });
});
