import { describe, expect, it, vi } from 'vitest';
import { changeReceiver } from '../../activities/ledger/receivers.ts';
import { dump } from '../support/tables.ts';
import { withReceiver } from '../support/with-rig.ts';
import { aKey } from './api.ts';
import { aUser } from './people.ts';
import { secondShop } from './second-shop.ts';
import { withApi } from './with-api.ts';

const PATIENCE = { timeout: 60_000, interval: 50 };

describe('receivers of notifications', () => {
  const [first, second, environment] = [withReceiver(), withReceiver(), withReceiver()];
  const { rig, api } = withApi({ env: () => ({ ...environment.env, POLICY_NOTIFICATION_RETRY_FOR: '1s' }) });
  const shop = secondShop(rig, api);

  /** A channel of the second merchant, with these receivers; each trusts its secret. */
  async function aChannel(...wanted: { at: typeof first; types?: string[] }[]) {
    const { id } = await shop.created();
    const path = `/v1/channels/${id}/receivers`;
    const receivers = [];
    for (const { at, types } of wanted) {
      at.answer = () => null;
      const { status, body } = await api.post(path, { url: at.env.NOTIFICATION_URL, types });
      expect(status).toBe(201);
      at.trust(body.secret);
      receivers.push(body);
    }
    return { id, path, receivers };
  }

  const listed = async (id: string) => (await api.get(`/v1/notifications?checkout=${id}`)).body.items;
  const shows = async (id: string) => (await api.get(`/v1/checkouts/${id}`)).body;

  it('are each told in their own order and of the types that they ask for, signed with their own secret', async () => {
    const channel = await aChannel({ at: first }, { at: second, types: ['checkout.authorized'] });
    const { id } = await shop.authorized(channel.id);
    const all = await first.of(id, (types) => types.includes('checkout.authorized'));
    const some = await second.of(id, (types) => types.includes('checkout.authorized'));
    expect(all.map(({ sequence, type }) => [sequence, type])).toEqual([
      [1, 'checkout.awaiting_authorization'],
      [2, 'checkout.authorized'],
    ]);
    expect(some.map(({ sequence, type }) => [sequence, type])).toEqual([[1, 'checkout.authorized']]);
    expect(environment.tries.filter(({ id: told }) => [...all, ...some].some((each) => each.id === told))).toEqual([]);
    const receivers = new Set((await listed(id)).map(({ receiver }: { receiver: string }) => receiver));
    expect(receivers).toEqual(new Set(channel.receivers.map((each) => each.id)));
  });

  it('that are down hold up no other, and are named where a person is needed', async () => {
    const channel = await aChannel({ at: first }, { at: second });
    second.answer = () => ({ status: 503 });
    const { id } = await shop.authorized(channel.id);
    await first.of(id, (types) => types.includes('checkout.authorized'));
    await vi.waitUntil(async () => (await shows(id)).attention?.code === 'notification-failed', PATIENCE);
    const { message } = (await shows(id)).attention;
    const down = channel.receivers[1].id;
    expect(message).toContain(`by ${new URL(second.env.NOTIFICATION_URL).host} (${down})`);
    const told = await first.of(id, (types) => types.includes('checkout.attention'));
    expect(told.map(({ sequence }) => sequence)).toEqual(told.map((_, index) => index + 1));
    const state = async () => (await listed(id)).map((each: { receiver: string; state: string }) => [each.receiver, each.state]);
    expect(await state()).toContainEqual([down, 'failed']);

    second.answer = () => null;
    await vi.waitUntil(async () => (await state()).every(([, each]: string[]) => each !== 'pending'), PATIENCE);
    for (const each of await listed(id)) if (each.state === 'failed') await api.post(`/v1/notifications/${each.id}/resend`);
    await vi.waitUntil(async () => (await shows(id)).attention === null, PATIENCE);
    expect(second.taken.some(({ data, sequence }) => data.id === id && sequence === 1)).toBe(true);
  });

  it('that are disabled or deleted are told nothing more, and nothing waits for them', async () => {
    const channel = await aChannel({ at: first }, { at: second });
    const [kept, gone] = channel.receivers;
    second.answer = () => ({ status: 503, headers: { 'retry-after': '3600' } });
    const { id } = await shop.authorized(channel.id);
    await vi.waitUntil(
      async () => (await listed(id)).some((each: { attempts: unknown[] }) => each.attempts.length > 0),
      PATIENCE,
    );
    expect(await api.patch(`${channel.path}/${gone.id}`, { enabled: false })).toMatchObject({ body: { enabled: false } });
    const states = async () =>
      new Set(
        (await listed(id))
          .filter((each: { receiver: string }) => each.receiver === gone.id)
          .map((each: { state: string }) => each.state),
      );
    expect(await states()).toEqual(new Set(['failed']));
    expect(await api.remove(`${channel.path}/${gone.id}`)).toMatchObject({ status: 200, body: { id: gone.id, deleted: true } });
    expect((await api.get(channel.path)).body.items.map((each: { id: string }) => each.id)).toEqual([kept.id]);
    expect((await api.remove(`${channel.path}/${gone.id}`)).status).toBe(404);
    expect((await shows(id)).attention).toBeNull();
    // What is resent to it fails at its first try, and says why, once the workers know that it is gone.
    const [failed] = (await listed(id)).filter((each: { receiver: string }) => each.receiver === gone.id);
    const now = async () => (await listed(id)).find((each: { id: string }) => each.id === failed.id);
    const resent = async () => {
      const before = (await now()).attempts.length;
      await api.post(`/v1/notifications/${failed.id}/resend`);
      await vi.waitUntil(async () => (await now()).attempts.length > before, PATIENCE);
      const { state, attempts } = await now();
      return state === 'failed' && attempts.at(-1).error === 'The receiver was disabled or deleted.';
    };
    await vi.waitUntil(resent, PATIENCE);
    expect((await shows(id)).attention).toBeNull();
  });

  it('are tested by a signed message that is about no checkout', async () => {
    const { path, receivers } = await aChannel({ at: first });
    const test = async () => (await api.post(`${path}/${receivers[0].id}/test`)).body;
    expect(await test()).toEqual({ ok: true, status: 204, detail: 'It was taken, with 204.' });
    expect(first.taken.at(-1)).toMatchObject({ type: 'receiver.test', sequence: 0, data: { mode: 'test' } });
    first.answer = () => ({ status: 500 });
    expect(await test()).toEqual({ ok: false, status: 500, detail: 'It was not taken: answered 500.' });
    const nobody = (await api.post(path, { url: 'http://127.0.0.1:1/' })).body;
    expect((await api.post(`${path}/${nobody.id}/test`)).body).toMatchObject({ ok: false, status: null });
    expect((await api.post(`${path}/rcv_none/test`)).status).toBe(404);
  });

  it('show a secret once, and get a new one with a new address or where it is asked for', async () => {
    const { path, receivers } = await aChannel({ at: first });
    const [{ id, secret, url }] = receivers;
    const change = async (body: object) => (await api.patch(`${path}/${id}`, body)).body;
    expect(await change({ types: ['checkout.paid'] })).not.toHaveProperty('secret');
    const renewed = (await change({ new_secret: true })).secret;
    const moved = await change({ url: `${url}/v2` });
    expect(new Set([secret, renewed, moved.secret]).size).toBe(3);
    expect((await api.get(path)).body.items).toEqual([expect.not.objectContaining({ secret: expect.anything() })]);
    const stored = await dump(rig.ledger.db);
    for (const each of [secret, renewed, moved.secret]) expect(stored).not.toContain(each);
    expect(stored).toContain('receiver-changed');
    const tested = (await api.post(`${path}/${id}/test`)).body;
    expect(tested).toMatchObject({ ok: false, status: 401 });
  });

  it('are set up by administrators alone, at addresses that can be told', async () => {
    const { id, path, receivers } = await aChannel({ at: first });
    for (const key of [(await aUser(rig, 'operator')).token, await aKey(rig, { scope: 'admin', channel: id }), api.storefront]) {
      expect((await api.post(path, { url: 'https://shop.test/' }, { key })).status).toBe(403);
      expect((await api.patch(`${path}/${receivers[0].id}`, { enabled: false }, { key })).status).toBe(403);
      expect((await api.remove(`${path}/${receivers[0].id}`, { key })).status).toBe(403);
    }
    for (const [field, odd] of [
      ['url', { url: 'ftp://shop.test/' }],
      ['url', { url: 'https://user:pass@shop.test/' }],
      ['url', { url: 'http://shop.test/' }],
      ['url', { url: 'https://169.254.169.254/latest/meta-data' }],
      ['types', { url: 'https://shop.test/', types: [] }],
      ['types.0', { url: 'https://shop.test/', types: ['checkout.unheard'] }],
    ] as const) {
      expect(await api.post(path, odd)).toMatchObject({ status: 422, body: { errors: [{ path: field }] } });
    }
    for (let i = 1; i < 20; i++) expect((await api.post(path, { url: `https://shop.test/${i}` })).status).toBe(201);
    expect(await api.post(path, { url: 'https://shop.test/' })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'url' }] },
    });
  });

  it('of the environment are shown and tested here, and changed there', async () => {
    const path = '/v1/channels/default/receivers';
    const [only, ...others] = (await api.get(path)).body.items;
    expect(others).toEqual([]);
    expect(only).toMatchObject({ id: 'environment', url: environment.env.NOTIFICATION_URL, read_only: true });
    expect((await api.post(`${path}/environment/test`)).body).toMatchObject({ ok: true });
    for (const answer of [
      await api.post(path, { url: 'https://shop.test/' }),
      await api.patch(`${path}/environment`, { enabled: false }),
      await api.remove(`${path}/environment`),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'read-only' } });
    }
  });

  it('of one channel are nobody’s of another', async () => {
    const [mine, other] = [await aChannel({ at: first }), await aChannel({ at: second })];
    expect((await api.patch(`${other.path}/${mine.receivers[0].id}`, { enabled: false })).status).toBe(404);
    const change = rig.ledger.db.transaction((tx) => changeReceiver(tx, other.id, mine.receivers[0].id, { enabled: false }));
    expect(await change).toBeNull();
    expect((await api.get(mine.path)).body.items).toMatchObject([{ enabled: true }]);
  });
});
