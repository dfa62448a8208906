import { describe, expect, it, vi } from 'vitest';
import { SECOND_API_KEY, SECOND_MERCHANT_ID } from '../sandbox/seeds.ts';
import { fault } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { dump } from '../support/tables.ts';
import { withReceiver } from '../support/with-rig.ts';
import { aKey } from './api.ts';
import { aUser } from './people.ts';
import { aChannelId, SECOND_ACCOUNT, secondShop } from './second-shop.ts';
import { withApi } from './with-api.ts';

const PATIENCE = { timeout: 60_000, interval: 50 };

describe('channels', () => {
  const receiver = withReceiver();
  const { rig, api } = withApi();
  const { create, created } = secondShop(rig, api);
  const remove = (id: string) => api.remove(`/v1/channels/${id}`);

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
      expect((await api.post('/v1/channels', { id: aChannelId(), name: 'New', ...SECOND_ACCOUNT }, caller)).status).toBe(403);
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
