import { describe, expect, it, vi } from 'vitest';
import { deleteChannel, findChannel } from '../../activities/ledger/channels.ts';
import { addProbeToken, addWebhookToken, endOtherTokens } from '../../activities/ledger/webhook-tokens.ts';
import { RECONCILE_WORKFLOW_TYPE } from '../../workflows/contract/reconcile.ts';
import { FOREIGN_BUYER, SECOND_API_KEY, SECOND_MERCHANT_ID } from '../sandbox/seeds.ts';
import { control, fault } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { countWaiting, sealOtherwise } from '../support/tables.ts';
import { secondShop } from './second-shop.ts';
import { withApi } from './with-api.ts';

const PATIENCE = { timeout: 60_000, interval: 50 };
interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

describe('the webhook addresses of a channel', () => {
  const { rig, api } = withApi({ webhooks: 'public' });
  const { created } = secondShop(rig, api);

  async function aChannel(changes: Record<string, unknown> = {}) {
    const { id, webhook_url: url } = await created(changes);
    const path = `/v1/channels/${id}`;
    const rotate = (how: object) => api.post(`${path}/webhook-token`, how);
    const checks = async (): Promise<Record<string, Check>> => {
      const answer = (await api.post(`${path}/check`)).body;
      return Object.fromEntries(answer.checks.map((each: Check) => [each.name, each]));
    };
    const addresses = async () => (await api.get(path)).body.webhook_addresses;
    return { id: String(id), path, url: String(url), rotate, checks, addresses };
  }

  const atApruve = async (): Promise<string[]> => {
    const url = `${rig.sandbox.url}/api/v4/merchants/${SECOND_MERCHANT_ID}/webhook_endpoints`;
    const answer = await fetch(url, { headers: { 'apruve-api-key': SECOND_API_KEY } });
    return ((await answer.json()) as { url: string }[]).map((each) => each.url);
  };
  const recordOf = async (id: string): Promise<string[]> =>
    (await api.get('/v1/setup-changes?limit=100')).body.items
      .filter(({ subject }: { subject: string }) => subject === id)
      .map(({ action }: { action: string }) => action);
  const reach = async (url: string) => (await fetch(url, { method: 'POST', body: '{}' })).status;
  const sweep = async () => {
    const options = { workflowId: `sweep-${Math.random()}`, taskQueue: rig.config.temporal.taskQueue };
    await rig.temporal.client.workflow.execute(RECONCILE_WORKFLOW_TYPE, options);
  };
  async function authorize(channel: string): Promise<void> {
    const { order, secure_hash } = (await api.post('/v1/checkouts', { ...orderBody(), channel })).body.lightbox;
    await control(rig, 'POST', '/lightbox', { order, secure_hash, outcome: 'accept', buyer: FOREIGN_BUYER });
  }

  it('are registered at Apruve by one call, and the old one is removed there by itself when it ends', async () => {
    const channel = await aChannel();
    const first = (await channel.rotate({ register: true })).body;
    expect(first).toMatchObject({ registered: true, old_valid_until: expect.any(String) });
    expect(await atApruve()).toContain(first.webhook_url);
    const second = (await channel.rotate({ register: true })).body;
    expect((Date.parse(second.old_valid_until) - Date.now()) / 3_600_000).toBeGreaterThan(47.9);
    await sweep();
    expect(await atApruve()).toEqual(expect.arrayContaining([first.webhook_url, second.webhook_url]));
    const third = (await channel.rotate({ register: true, overlap: '0s' })).body;
    expect([await reach(channel.url), await reach(first.webhook_url), await reach(third.webhook_url)]).toEqual([404, 404, 401]);
    await sweep();
    const left = await atApruve();
    expect(left).toContain(third.webhook_url);
    expect(left).not.toContain(first.webhook_url);
    expect(left).not.toContain(second.webhook_url);
  });

  it('stay as they were where Apruve does not take a new one', async () => {
    const channel = await aChannel();
    const before = await channel.addresses();
    await fault(rig, {
      method: 'POST',
      path: '/webhook_endpoints',
      times: 1,
      status: 422,
      body: { errors: [{ title: 'Too many' }] },
    });
    expect(await channel.rotate({ register: true })).toMatchObject({ status: 422, body: { code: 'refused-by-apruve' } });
    await fault(rig, { method: 'POST', path: '/webhook_endpoints', times: 1, status: 503 });
    expect(await channel.rotate({ register: true })).toMatchObject({ status: 503, body: { code: 'apruve-unreachable' } });
    expect(await channel.addresses()).toEqual(before);
    expect(await reach(channel.url)).toBe(401);
    expect(await recordOf(channel.id)).toEqual(['webhook-address-made', 'webhook-address-made', 'channel-created']);
    await channel.rotate({ register: true });
    expect((await recordOf(channel.id)).slice(0, 2)).toEqual(['webhook-address-registered', 'webhook-address-made']);
    const wrong = await aChannel({ api_key: 'f'.repeat(32) });
    expect(await wrong.rotate({ register: true })).toMatchObject({ status: 502, body: { code: 'apruve-auth' } });
  });

  it('that were registered although no answer came are removed too', async () => {
    const channel = await aChannel();
    const before = await atApruve();
    await fault(rig, { method: 'POST', path: '/webhook_endpoints', times: 1, drop_response: true });
    expect((await channel.rotate({ register: true })).status).toBe(503);
    expect(await atApruve()).toHaveLength(before.length + 1);
    await sweep();
    expect(await atApruve()).toEqual(before);
  });

  it('of a channel that is deleted are removed at Apruve as soon as it can be, and then its key is gone', async () => {
    const channel = await aChannel();
    const { webhook_url } = (await channel.rotate({ register: true })).body;
    const before = (await atApruve()).filter((url) => url !== webhook_url);
    expect((await api.remove(channel.path)).status).toBe(200);
    expect([await reach(channel.url), await reach(webhook_url)]).toEqual([404, 404]);
    await fault(rig, { method: 'DELETE', path: '/webhook_endpoints', times: 1, status: 503 });
    await sweep();
    expect(await atApruve()).toContain(webhook_url);
    expect((await findChannel(rig.ledger.db, channel.id))?.apiKeySealed).toMatch(/^v2:/);
    await sweep();
    expect(await atApruve()).toEqual(before);
    expect((await findChannel(rig.ledger.db, channel.id))?.apiKeySealed).toBe('');
    expect(await recordOf(channel.id)).toContain('webhook-addresses-removed');
    await sweep();
    expect((await recordOf(channel.id)).filter((action) => action === 'webhook-addresses-removed')).toHaveLength(1);
  });

  it('and receivers are not made while their channel is deleted', async () => {
    const channel = await aChannel();
    const { db } = rig.ledger;
    const asked = await db.transaction(async (tx) => {
      await deleteChannel(tx, channel.id);
      const both = [channel.rotate({}), api.post(`${channel.path}/receivers`, { url: 'https://shop.example/told' })];
      await vi.waitUntil(async () => (await countWaiting(db)) === both.length, PATIENCE);
      return both;
    });
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([404, 404]);
  });

  it('of a channel whose key cannot be opened keep reconciliation from no other', async () => {
    const channel = await aChannel();
    await channel.rotate({ register: true, overlap: '0s' });
    await sealOtherwise(rig.ledger.db, channel.id);
    await expect(sweep()).resolves.toBeUndefined();
  });

  it('say when the last event came by each', async () => {
    const channel = await aChannel();
    await channel.rotate({ register: true });
    expect((await channel.addresses()).map((each: { last_event_at: string | null }) => each.last_event_at)).toEqual([null, null]);
    await authorize(channel.id);
    await vi.waitUntil(async () => (await channel.addresses())[0].last_event_at !== null, PATIENCE);
    const [present, old] = await channel.addresses();
    expect(present).toMatchObject({ valid_until: null });
    expect(Date.now() - Date.parse(present.last_event_at)).toBeLessThan(30_000);
    expect(old).toMatchObject({ last_event_at: null, valid_until: expect.any(String) });
  });

  it('are looked at by a check, one thing after the other', async () => {
    const channel = await aChannel();
    const before = await channel.checks();
    expect(Object.keys(before)).toEqual([
      'reachable',
      'key',
      'merchant',
      'currency',
      'webhook-registered',
      'last-event',
      'public-address',
    ]);
    expect(before['key']).toMatchObject({ ok: true });
    expect(before['webhook-registered']).toMatchObject({ ok: false });
    expect(before['last-event']).toMatchObject({ ok: false });
    expect(before['public-address']).toMatchObject({ ok: true, detail: expect.stringContaining('refuses what is not signed') });
    await channel.rotate({ register: true });
    await authorize(channel.id);
    await vi.waitUntil(async () => (await channel.addresses())[0].last_event_at !== null, PATIENCE);
    const after = await channel.checks();
    expect(Object.values(after).filter(({ ok }) => !ok)).toEqual([]);
    // What the check tried the address with is gone again.
    expect(await channel.addresses()).toHaveLength(2);
  });

  it('are not said to be good where a check cannot know', async () => {
    const wrong = await (await aChannel({ api_key: 'f'.repeat(32) })).checks();
    expect([wrong['reachable']?.ok, wrong['key']?.ok, wrong['merchant']?.ok]).toEqual([true, false, false]);
    expect([wrong['currency']?.ok, wrong['webhook-registered']?.ok]).toEqual([false, false]);
    const euros = await aChannel({ rules: { currencies: ['USD', 'EUR'] } });
    expect((await euros.checks())['currency']).toMatchObject({ ok: false, detail: expect.stringContaining('also takes EUR') });
    await fault(rig, { method: 'GET', path: `/merchants/${SECOND_MERCHANT_ID}`, times: 3, status: 503 });
    expect((await euros.checks())['reachable']).toMatchObject({ ok: false });
  });

  it('that are made at the same time do not end each other: the later one stays', async () => {
    const channel = await aChannel();
    const { db } = rig.ledger;
    const [first, second] = ['c'.repeat(64), 'd'.repeat(64)] as const;
    for (const hash of [first, second]) await addWebhookToken(db, channel.id, hash);
    for (const hash of [second, first]) await endOtherTokens(db, channel.id, hash, 86_400_000);
    const ends = (await channel.addresses()).map((each: { valid_until: string | null }) => each.valid_until !== null);
    expect(ends).toEqual([false, true, true]);
  });

  it('of a check end by themselves, and are none that a rotation counts', async () => {
    const channel = await aChannel();
    const { db } = rig.ledger;
    await addProbeToken(db, channel.id, 'a'.repeat(64));
    expect(await channel.addresses()).toHaveLength(1);
    expect(await endOtherTokens(db, channel.id, 'b'.repeat(64), 86_400_000)).not.toBeNull();
    expect(await endOtherTokens(db, 'chn-none', 'b'.repeat(64), 86_400_000)).toBeNull();
  });
});
