import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { eraseRequests, purgeRequests } from '../../activities/ledger/http-api/api-requests.ts';
import { eraseViews } from '../../activities/ledger/http-api/saved-views.ts';
import { changeUser } from '../../activities/ledger/http-api/users.ts';
import { listSetupChanges } from '../../activities/ledger/setup-changes.ts';
import { startBatchSender } from '../../api/batches/sender.ts';
import { purgeBatches } from '../../activities/ledger/batches.ts';
import { ageBatch } from '../support/tables.ts';
import { until } from '../stack/wait.ts';
import { orderBody } from '../support/storefront.ts';
import { aUser } from './people.ts';
import { withApi } from './with-api.ts';

describe('who has done it', () => {
  const { rig, api, shop } = withApi({ keepsRequests: true });
  const channel = { name: 'Shop', mode: 'test', merchant_id: 'm', api_key: 'planted-key' };
  const recordOf = async (subject: string) => {
    const { rows } = await listSetupChanges(rig.ledger.db, { subject }, { limit: 50 });
    return rows.map(({ action, actor, details }) => ({ action, actor, details })).toReversed();
  };

  it('is recorded with each change of a channel, which is made with its record or not at all', async () => {
    const { name, id, token: key } = await aUser(rig, 'administrator');
    const actor = `user:${name} (${id})`;
    await api.post('/v1/channels', { id: 'who', ...channel }, { key });
    await api.patch('/v1/channels/who', { api_key: 'another-key', enabled: false }, { key });
    await api.post('/v1/channels/who/webhook-token', {}, { key });
    expect((await api.post('/v1/channels', { id: 'who', ...channel }, { key })).status).toBe(409);
    await api.remove('/v1/channels/who', { key });
    expect((await api.remove('/v1/channels/who', { key })).status).toBe(404);
    const record = await recordOf('who');
    expect(record).toEqual([
      { action: 'channel-created', actor, details: { mode: 'test' } },
      { action: 'channel-changed', actor, details: { fields: ['api_key', 'enabled'] } },
      { action: 'webhook-address-made', actor, details: { overlap: '48h' } },
      { action: 'channel-deleted', actor, details: {} },
    ]);
  });

  it('is shown of a checkout: who opened it, and not who sent it again', async () => {
    const { name, id, token: key } = await aUser(rig, 'operator');
    const order = orderBody();
    expect((await api.post('/v1/checkouts', order, { key })).body.opened_by).toBe(`user:${name} (${id})`);
    expect((await api.post('/v1/checkouts', order)).body.opened_by).toBe(`user:${name} (${id})`);
    const other = (await api.post('/v1/checkouts', orderBody(), { key: api.storefront })).body.opened_by;
    expect(other).toMatch(/^key:test \(key_[0-9a-f]{12}\)$/);
  });

  describe('the log of requests', () => {
    const logged = async (query: string, key = api.admin) => {
      await api.requests.stop();
      const { status, body } = await api.get(`/v1/api-requests?${query}`, { key });
      return { status, items: body.items as Record<string, unknown>[] };
    };

    it('has each change and refusal with who asked, how it was answered and its order, and nothing that it carried', async () => {
      const { name, id: userId, token: key } = await aUser(rig, 'operator');
      const named = { key, headers: { 'x-request-id': 'req-of-a-life' } };
      const order = orderBody({ customer: { email: 'logged@example.test' } });
      const { id } = (await api.post('/v1/checkouts', order, named)).body;
      await api.post(`/v1/checkouts/${id}/complete`, {}, named);
      const { items } = await logged('request_id=req-of-a-life');
      const same = { request_id: 'req-of-a-life', actor: `user:${name} (${userId})`, caller_id: userId, checkout_id: id };
      expect(items).toMatchObject([
        { ...same, method: 'POST', route: '/v1/checkouts/{id}/complete', status: 409, code: 'not-authorized' },
        { ...same, method: 'POST', route: '/v1/checkouts', status: 201, code: null, detail: null, channel: 'default' },
      ]);
      expect(items[0]?.['detail']).toEqual(expect.stringContaining('authorized'));
      expect(items[1]?.['duration_ms']).toBeGreaterThan(0);
      expect(JSON.stringify(items)).not.toContain('logged@example.test');
      expect(JSON.stringify(items)).not.toContain(key);
    });

    it('is narrowed by answer, route, caller and order, and has requests without a valid key', async () => {
      const { id, path } = await shop.authorized();
      await api.post(`${path}/invoices`, { amount_cents: 99_000_000 });
      await api.post(`${path}/invoices`, { amount_cents: 100 });
      await api.post(`${path}/retry`, {}, { key: null });
      const routes = async (query: string): Promise<string[]> =>
        (await logged(`checkout=${id}&${query}`)).items.map(({ status, route }) => `${String(status)} ${String(route)}`);
      const at = '/v1/checkouts/{id}';
      expect(await routes('status=4xx')).toEqual([`401 ${at}/retry`, `422 ${at}/invoices`]);
      expect(await routes(`route=${at}/invoices`)).toEqual([`201 ${at}/invoices`, `422 ${at}/invoices`]);
      expect(await routes('method=POST&status=2xx')).toEqual([
        `201 ${at}/invoices`,
        `200 ${at}/authorization`,
        '201 /v1/checkouts',
      ]);
      expect(await routes('caller=nobody')).toEqual([]);
      expect((await logged('status=5xx')).items).toEqual([]);
    });

    it('keeps one in ten of the reads that succeed', async () => {
      const { path, id } = await shop.authorized();
      const before = (await logged(`checkout=${id}&method=GET`)).items.length;
      for (let i = 0; i < 20; i += 1) await api.get(path);
      expect((await logged(`checkout=${id}&method=GET`)).items.length - before).toBe(2);
    });

    it('is for administrators, of their channels', async () => {
      const { id, path } = await shop.authorized();
      await api.post(`${path}/cancel`, {});
      const query = `checkout=${id}&status=2xx`;
      const as = async (role: string, ...more: string[]) => logged(query, (await aUser(rig, role, ...more)).token);
      expect((await as('administrator@default')).items).toHaveLength(3);
      expect((await as('administrator')).items).toHaveLength(3);
      expect((await as('administrator@other')).items).toEqual([]);
      expect((await as('administrator', '--role', 'viewer@default')).items).toEqual([]);
      expect((await as('operator')).status).toBe(403);
      const { token: key } = await aUser(rig, 'administrator@other');
      expect((await api.get('/v1/api-requests?channel=default', { key })).status).toBe(403);
    });

    it('is bounded, and loses the sentences of a buyer who is erased', async () => {
      await api.post('/v1/checkouts', {});
      const { items } = await logged('');
      const [newest, , third] = items;
      await rig.ledger.db.transaction((tx) => eraseRequests(tx, { text: String(newest?.['detail']).slice(5, 20).toUpperCase() }));
      expect((await logged('')).items).toContainEqual({ ...newest, detail: null });
      await purgeRequests(rig.ledger.db, 2);
      const left = (await logged('')).items;
      expect(left.map(({ id }) => id)).not.toContain(third?.['id']);
      expect(left.map(({ id }) => id)).toContain(newest?.['id']);
    });
  });

  it('is nobody else’s business of a saved view, which viewers keep too', async () => {
    const [mine, other] = [await aUser(rig, 'viewer'), await aUser(rig, 'administrator')];
    const save = (name: string, filters: object, key = mine.token) =>
      api.post('/v1/saved-views', { name, list: 'checkouts', filters }, { key });
    const listed = async (key = mine.token) =>
      (await api.get('/v1/saved-views', { key })).body.items.map(({ name, filters }: Record<string, unknown>) => [name, filters]);
    const { status, body } = await save(' Mine ', { queue: 'overdue' });
    expect([status, body.name]).toEqual([201, 'Mine']);
    await save('Mine', { queue: 'expiring' });
    await save('About Jo', { customer: 'JO@example.test' });
    expect(await listed()).toEqual([
      ['About Jo', { customer: 'JO@example.test' }],
      ['Mine', { queue: 'expiring' }],
    ]);
    expect(await listed(other.token)).toEqual([]);
    expect((await api.remove(`/v1/saved-views/${body.id}`, { key: other.token })).status).toBe(404);
    await rig.ledger.db.transaction((tx) => eraseViews(tx, 'jo@EXAMPLE.test'));
    expect(await listed()).toEqual([['Mine', { queue: 'expiring' }]]);
    for (let n = 1; n < 50; n += 1) await save(`View ${n}`, {});
    expect(await save('One too many', {})).toMatchObject({ status: 422, body: { detail: expect.stringContaining('50 views') } });
    expect((await save('Mine', {})).status).toBe(201);
    expect((await api.remove(`/v1/saved-views/${body.id}`, { key: mine.token })).status).toBe(200);
    expect(await save('Bad', { q: 1 })).toMatchObject({ status: 422 });
  });

  /** Sends what waits of a batch, and answers it with what became of each line. */
  const sendAll = async (path: string) => {
    const deps = {
      db: rig.ledger.db,
      fetchApi: async (request: Request) => api.app.fetch(request),
      log: pino({ level: 'silent' }),
    };
    const sender = startBatchSender(deps);
    const isDone = async () => {
      const { body } = await api.get(path);
      return body.waiting === 0 ? body : undefined;
    };
    try {
      return await until('every line sent or failed', isDone, { deadlineMs: 60_000 });
    } finally {
      await sender.stop();
    }
  };

  it('is said of each invoice of a batch, which is sent with the rights that they still have, and once more where it failed', async () => {
    const { name, id, token: key } = await aUser(rig, 'operator');
    const [one, other] = [await shop.authorized(), await shop.authorized()];
    const asked = { id: randomUUID(), checkouts: [one.id, other.id] };
    expect((await api.post('/v1/batches', asked, { key })).status).toBe(201);
    const path = `/v1/batches/${asked.id}`;
    await changeUser(rig.ledger.db, null, id, {});
    expect(await sendAll(path)).toMatchObject({
      sent: 0,
      failed: 2,
      lines: [{ detail: expect.stringContaining('no role') }, {}],
    });

    await changeUser(rig.ledger.db, null, id, { '*': 'operator' });
    expect((await api.post(`${path}/retry`, {})).body).toMatchObject({ waiting: 2, failed: 0 });
    const sent = await sendAll(path);
    expect(sent).toMatchObject({ asked_by: `user:${name} (${id})`, sent: 2, failed: 0 });
    const others = { ...asked, checkouts: [one.id] };
    expect(await api.post('/v1/batches', others, { key })).toMatchObject({ body: { code: 'idempotency-key-reused' } });
    expect((await api.post('/v1/batches', asked, { key })).body).toEqual(sent);
    for (const checkout of [one, other]) {
      const { items } = (await api.get(`${checkout.path}/transactions`)).body;
      const made = items.filter(({ action }: { action: string }) => action === 'invoice');
      // Of whoever asked for it once more.
      expect(made).toMatchObject([{ actor: expect.stringMatching(/^key:/), amount_cents: 11_500 }]);
    }
  });

  it('forgets a batch after half a year, once nothing of it waits', async () => {
    const [done, waiting] = [await shop.authorized(), await shop.authorized()];
    const ids = await Promise.all(
      [done, waiting].map(async (each) => (await api.post('/v1/batches', { checkouts: [each.id] })).body.id as string),
    );
    const [first = '', second = ''] = ids;
    await sendAll(`/v1/batches/${first}`);
    const later = (await api.post('/v1/batches', { checkouts: [waiting.id] })).body.id as string;
    const statuses = () => Promise.all([first, second, later].map(async (id) => (await api.get(`/v1/batches/${id}`)).status));
    for (const id of [first, second]) await ageBatch(rig.ledger.db, id, 179);
    await ageBatch(rig.ledger.db, later, 181);
    await purgeBatches(rig.ledger.db);
    expect(await statuses()).toEqual([200, 200, 200]);
    await ageBatch(rig.ledger.db, first, 181);
    await purgeBatches(rig.ledger.db);
    expect(await statuses()).toEqual([404, 200, 200]);
    await sendAll(`/v1/batches/${later}`);
  });

  it('sees to it that no other amount is sent than was shown', async () => {
    const { id, path } = await shop.authorized();
    const asked = { id: randomUUID(), checkouts: [id], amounts_cents: { [id]: 11_000 } };
    expect((await api.post('/v1/batches', asked)).body).toMatchObject({ waiting: 1, lines: [{ amount_cents: 11_000 }] });
    const detail = 'By now $115.00 is left to invoice, and $110.00 was asked for: send it from the page of the order.';
    expect(await sendAll(`/v1/batches/${asked.id}`)).toMatchObject({ sent: 0, failed: 1, lines: [{ detail }] });
    expect((await api.get(path)).body).toMatchObject({ invoices: [], credit: { uninvoiced_cents: 11_500 } });
  });
});
