import { describe, expect, it, vi } from 'vitest';
import { RECONCILE_WORKFLOW_TYPE, type ReconcileResult } from '../../workflows/contract/reconcile.ts';
import { findChannel } from '../../activities/ledger/channels.ts';
import { FOREIGN_BUYER, SECOND_API_KEY, SECOND_MERCHANT_ID } from '../sandbox/seeds.ts';
import { control, fault } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { dump } from '../support/tables.ts';
import { withReceiver } from '../support/with-rig.ts';
import { aKey, authorized as authorizedByShop } from './api.ts';
import { aUser } from './people.ts';
import { withApi } from './with-api.ts';

const PATIENCE = { timeout: 15_000, interval: 50 };

describe('channels', () => {
  const receiver = withReceiver();
  const { rig, api } = withApi({ webhooks: true });

  const anId = (): string => `chn-${Math.random().toString(36).slice(2, 10)}`;
  const account = { mode: 'test', merchant_id: SECOND_MERCHANT_ID, api_key: SECOND_API_KEY };
  const create = (changes: Record<string, unknown> = {}) =>
    api.post('/v1/channels', { id: anId(), name: 'Second shop', ...account, ...changes });
  const created = async (changes: Record<string, unknown> = {}) => {
    const { status, body } = await create(changes);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  };
  const remove = (id: string) => api.remove(`/v1/channels/${id}`);

  /** Has the sandbox send the second merchant's events to an address that was shown, at the port where the API listens here. */
  async function register(webhookUrl: string): Promise<void> {
    const { items } = await control<{ items: { id: string; webhook_url: string }[] }>(rig, 'GET', '/merchants');
    const { origin } = new URL(items.find(({ id }) => id !== SECOND_MERCHANT_ID)?.webhook_url ?? '');
    await control(rig, 'PATCH', `/merchants/${SECOND_MERCHANT_ID}`, { webhook_url: origin + new URL(webhookUrl).pathname });
  }

  async function authorized(channel: string) {
    const opened = await api.post('/v1/checkouts', { ...orderBody(), channel });
    const { order, secure_hash } = opened.body.lightbox;
    const made = await control<{ apruve_order_id: string }>(rig, 'POST', '/lightbox', {
      order,
      secure_hash,
      outcome: 'accept',
      buyer: FOREIGN_BUYER,
    });
    const path = `/v1/checkouts/${opened.body.id}`;
    const { body } = await api.post(`${path}/authorization`, { apruve_order_id: made.apruve_order_id });
    return { path, id: String(opened.body.id), body, opened };
  }

  it('show their secrets once, keep them sealed, and never tell the API key', async () => {
    const channel = await created({ notification_url: receiver.env.NOTIFICATION_URL });
    expect(channel).toMatchObject({ name: 'Second shop', mode: 'test', read_only: false, enabled: true, paid_means: 'closed' });
    expect(channel.webhook_url).toMatch(/^http:\/\/localhost:3000\/webhooks\/apruve\/[0-9a-f]{64}$/);
    expect(channel.notification_secret).toMatch(/^whsec_/);
    const { body } = await api.get(`/v1/channels/${channel.id}`);
    expect(body).toMatchObject({ id: channel.id, dependents: { running_checkouts: 0, api_keys: 0, users: 0 } });
    expect(body).not.toHaveProperty('webhook_url');
    expect(body).not.toHaveProperty('notification_secret');
    const stored = await dump(rig.ledger.db);
    const token = String(channel.webhook_url).split('/').at(-1);
    for (const secret of [SECOND_API_KEY, token, channel.notification_secret]) {
      expect(stored).not.toContain(secret);
      expect(JSON.stringify(body)).not.toContain(secret);
    }
  });

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

  it('are checked by their worker, which tells apart what is wrong', async () => {
    const { id } = await created();
    const check = async (of = id) => (await api.post(`/v1/channels/${of}/check`)).body;
    expect(await check()).toMatchObject({
      ok: true,
      code: 'ok',
      detail: "Apruve's test environment knows the merchant Second Shop.",
    });
    expect(await check('default')).toMatchObject({ ok: true, code: 'ok' });
    const wrongKey = await created({ api_key: 'f'.repeat(32) });
    expect(await check(wrongKey.id)).toMatchObject({ ok: false, code: 'wrong-key' });
    const wrongMerchant = await created({ merchant_id: 'e'.repeat(32) });
    expect(await check(wrongMerchant.id)).toMatchObject({ ok: false, code: 'unknown-merchant' });
    await fault(rig, { method: 'GET', path: `/merchants/${SECOND_MERCHANT_ID}`, times: 1, status: 503 });
    expect(await check()).toMatchObject({ ok: false, code: 'unreachable' });
    expect((await api.post('/v1/channels/nowhere/check')).status).toBe(404);
  });

  it('that are changed are used by workers as they are now, within seconds', async () => {
    const { id } = await created({ api_key: 'f'.repeat(32) });
    const code = async () => (await api.post(`/v1/channels/${id}/check`)).body.code;
    expect(await code()).toBe('wrong-key');
    const changed = await api.patch(`/v1/channels/${id}`, {
      api_key: SECOND_API_KEY,
      name: 'Renamed',
      rules: { max_amount_cents: 1_000 },
      policy: { authorization_window: '2h' },
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { name: 'Renamed', policy: { authorization_window: '2h', step_retry: '1s' } },
    });
    expect(changed.body.rules).toMatchObject({ currencies: ['USD'], max_amount_cents: 1_000 });
    await vi.waitUntil(async () => (await code()) === 'ok', PATIENCE);
    expect(await api.post('/v1/checkouts', { ...orderBody(), channel: id })).toMatchObject({
      status: 422,
      body: { code: 'payment-method-unavailable' },
    });
    await api.patch(`/v1/channels/${id}`, { rules: { max_amount_cents: null }, enabled: false });
    expect((await api.post('/v1/checkouts', { ...orderBody(), channel: id })).status).toBe(422);
    await api.patch(`/v1/channels/${id}`, { enabled: true });
    expect((await api.post('/v1/checkouts', { ...orderBody(), channel: id })).status).toBe(201);
  });

  it('that somebody else has changed meanwhile are left as they are', async () => {
    const { id, version } = await created();
    const change = (name: string, seen: number) =>
      api.patch(`/v1/channels/${id}`, { name }, { headers: { 'if-match': String(seen) } });
    const both = await Promise.all([change('Mine', version), change('Yours', version)]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 412]));
    expect(both.find(({ status }) => status === 412)?.body).toMatchObject({ code: 'changed' });
    const now = (await api.get(`/v1/channels/${id}`)).body;
    expect(now).toMatchObject({ version: version + 1, name: both.find(({ status }) => status === 200)?.body.name });
    expect((await api.remove(`/v1/channels/${id}`, { headers: { 'if-match': String(version) } })).status).toBe(412);
    expect((await change('Again', now.version)).status).toBe(200);
  });

  it('keep each of several changes that come at once', async () => {
    const { id } = await created();
    const policy = { lost_return_after: '20m', authorization_window: '2h', approval_poll: '3h', expiry_warning: '2d' };
    const change = ([name, time]: [string, string]) => api.patch(`/v1/channels/${id}`, { policy: { [name]: time } });
    const statuses = (await Promise.all(Object.entries(policy).map(change))).map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200, 200]);
    expect((await api.get(`/v1/channels/${id}`)).body).toMatchObject({ version: 5, policy });
  });

  it('tell nobody any more where the address of their first receiver is taken away', async () => {
    const { id } = await created({ notification_url: receiver.env.NOTIFICATION_URL });
    const changed = await api.patch(`/v1/channels/${id}`, { notification_url: null });
    expect(changed).toMatchObject({ status: 200, body: { notification_url: null } });
    expect((await api.get(`/v1/channels/${id}/receivers`)).body.items).toEqual([]);
  });

  it('get a new webhook address beside the old one, which ends', async () => {
    const channel = await created();
    const reach = async (url: string) => (await api.app.request(new URL(url).pathname, { method: 'POST', body: '{}' })).status;
    const rotate = (body: object) => api.post(`/v1/channels/${channel.id}/webhook-token`, body);
    expect(await reach(channel.webhook_url)).toBe(401);
    const second = (await rotate({})).body;
    const hours = (Date.parse(second.old_valid_until) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(47.9);
    expect([await reach(channel.webhook_url), await reach(second.webhook_url)]).toEqual([401, 401]);
    const third = (await rotate({ overlap: '0s' })).body;
    expect([await reach(channel.webhook_url), await reach(second.webhook_url), await reach(third.webhook_url)]).toEqual([
      404, 404, 401,
    ]);
    expect(await rotate({ overlap: '1h' })).toMatchObject({ status: 422, body: { errors: [{ path: 'overlap' }] } });
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
    expect(await findChannel(rig.ledger.db, channel.id)).toMatchObject({ apiKeySealed: '', enabled: false });
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
    expect(unrepaired.filter(({ checkoutId }) => checkoutId === body.id)).toEqual([]);
  });

  it('are changed by administrators alone, and the environment’s by nobody', async () => {
    const { id } = await created();
    const callers = [
      { key: (await aUser(rig, 'operator')).token },
      { key: (await aUser(rig, 'viewer')).token },
      { key: await aKey(rig, { scope: 'admin', channel: id }) },
      { key: api.storefront },
    ];
    for (const caller of callers) {
      expect((await api.patch(`/v1/channels/${id}`, { name: 'Mine' }, caller)).status).toBe(403);
      expect((await api.post(`/v1/channels/${id}/webhook-token`, {}, caller)).status).toBe(403);
      expect((await api.post('/v1/channels', { id: anId(), name: 'New', ...account }, caller)).status).toBe(403);
    }
    const bound = { key: await aKey(rig, { scope: 'admin', channel: id }) };
    expect((await api.get('/v1/channels', bound)).body.items).toMatchObject([{ id }]);
    expect((await api.get('/v1/channels/default', bound)).status).toBe(404);
    expect((await api.get('/v1/channels')).body.items[0]).toMatchObject({ id: 'default', read_only: true });
    for (const answer of [
      await api.patch('/v1/channels/default', { name: 'Other' }),
      await api.post('/v1/channels/default/webhook-token', {}),
      await remove('default'),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'read-only' } });
    }
  });

  it(
    'do not cross: 50 checkouts each, interleaved, with a new key and a new address in the middle',
    { timeout: 120_000 },
    async () => {
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
      await vi.waitUntil(async () => (await Promise.all(all.map(isPaid))).every(Boolean), { timeout: 30_000, interval: 200 });
      const { orders } = await control<{ orders: { id: string; merchant_id: string }[] }>(rig, 'GET', '/state');
      const merchantOf = new Map(orders.map(({ id, merchant_id }) => [id, merchant_id]));
      for (const each of all) {
        const { body } = await api.get(each.path);
        expect(body).toMatchObject({ channel: each.channel, attention: null });
        expect(merchantOf.get(body.apruve_order_id) === SECOND_MERCHANT_ID).toBe(each.channel === channel);
      }
      await control(rig, 'PATCH', `/merchants/${SECOND_MERCHANT_ID}`, { api_key: SECOND_API_KEY });
    },
  );

  it('of production need what verifies their webhooks, and odd input says what is wrong', async () => {
    expect(await create({ mode: 'production' })).toMatchObject({ status: 422, body: { errors: [{ path: 'mode' }] } });
    for (const [path, odd] of Object.entries({
      id: { id: 'Not An Id' },
      api_key: { api_key: '' },
      labels: { labels: {} },
      'policy.authorization_window': { policy: { authorization_window: 'soon' } },
      notification_url: { notification_url: 'https://user:pass@shop.test/' },
      'rules.currencies': { rules: { currencies: [] } },
    })) {
      const answer = await create(odd);
      expect({ path, status: answer.status, errors: answer.body.errors?.map((each: { path: string }) => each.path) }).toEqual({
        path,
        status: 422,
        errors: [path],
      });
    }
    expect((await create({ id: 'default' })).status).toBe(409);
  });
});
