import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { changeUser } from '../../activities/ledger/http-api/users.ts';
import { listSetupChanges } from '../../activities/ledger/setup-changes.ts';
import { startBatchSender } from '../../api/batches/sender.ts';
import { until } from '../stack/wait.ts';
import { orderBody } from '../support/storefront.ts';
import { aUser } from './people.ts';
import { withApi } from './with-api.ts';

describe('who has done it', () => {
  const { rig, api, shop } = withApi();
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

  it('sees to it that no other amount is sent than was shown', async () => {
    const { id, path } = await shop.authorized();
    const asked = { id: randomUUID(), checkouts: [id], amounts_cents: { [id]: 11_000 } };
    expect((await api.post('/v1/batches', asked)).body).toMatchObject({ waiting: 1, lines: [{ amount_cents: 11_000 }] });
    const detail = 'By now $115.00 is left to invoice, and $110.00 was asked for: send it from the page of the order.';
    expect(await sendAll(`/v1/batches/${asked.id}`)).toMatchObject({ sent: 0, failed: 1, lines: [{ detail }] });
    expect((await api.get(path)).body.invoices).toEqual([]);
  });
});
