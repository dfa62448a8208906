import { createHash } from 'node:crypto';
import { claimRequest } from '../../activities/ledger/http-api/idempotency-keys.ts';
import { listApiKeys } from '../../activities/ledger/http-api/api-keys.ts';
import { describe, expect, it } from 'vitest';
import { fault, requestArrives, sandboxState } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { type Call } from './api.ts';
import { withApi } from './with-api.ts';

const withKey = (key: string, call: Call = {}): Call => ({ ...call, headers: { 'idempotency-key': key } });

describe('an idempotency key', () => {
  const { rig, api, shop } = withApi();

  it('replays the first outcome, with its headers', async () => {
    const order = orderBody();
    const first = await api.post('/v1/checkouts', order, withKey('replay'));
    const second = await api.post('/v1/checkouts', order, withKey('replay'));
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(Object.fromEntries(second.headers)).toMatchObject({
      'idempotency-replayed': 'true',
      location: first.headers.get('location'),
      'apruve-mode': 'test',
      'content-type': 'application/json',
    });
  });

  it('replays a refusal too', async () => {
    const order = orderBody({ amount_cents: 1 });
    const first = await api.post('/v1/checkouts', order, withKey('refusal'));
    const second = await api.post('/v1/checkouts', order, withKey('refusal'));
    expect(second).toMatchObject({ status: 422, body: first.body });
    expect(second.headers.get('content-type')).toBe('application/problem+json');
  });

  it('belongs to one body and one route of one caller', async () => {
    const order = orderBody();
    const { body } = await api.post('/v1/checkouts', order, withKey('one'));
    const reused = { status: 422, body: { code: 'idempotency-key-reused' } };
    expect(await api.post('/v1/checkouts', { ...order, po_number: '1' }, withKey('one'))).toMatchObject(reused);
    expect(await api.post(`/v1/checkouts/${body.id}/cancel`, order, withKey('one'))).toMatchObject(reused);
    const redeliver = (channel: string) => api.post(`/v1/webhook-events/none/redeliver?channel=${channel}`, {}, withKey('two'));
    expect((await redeliver('default')).status).toBe(404);
    expect(await redeliver('other')).toMatchObject(reused);
    const other = await api.post('/v1/checkouts', orderBody(), withKey('one', { key: api.storefront }));
    expect(other.status).toBe(201);
  });

  it('lets one of many run, and makes one invoice', async () => {
    const { path, apruveOrderId } = await shop.authorized();
    const send = () => api.post(`${path}/invoices`, { amount_cents: 1_000 }, withKey('invoice'));
    const answers = await Promise.all(Array.from({ length: 5 }, send));
    const running = answers.filter(({ body }) => body.code === 'idempotency-in-progress');
    expect(answers.filter(({ status }) => status === 201).length + running.length).toBe(5);
    expect(await send()).toMatchObject({ status: 201, body: { amount_cents: 1_000 } });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toHaveLength(1);
  });

  it('whose request died with its process is taken over by the same request, and by no other', async () => {
    const order = orderBody();
    const keys = await listApiKeys(rig.ledger.db);
    const apiKeyId = keys.find(({ scope }) => scope === 'admin')?.id ?? '';
    const bodyHash = createHash('sha256').update(JSON.stringify(order)).digest('hex');
    const dead = { apiKeyId, key: 'dead', route: 'POST /v1/checkouts', bodyHash };
    expect(await claimRequest(rig.ledger.db, dead, new Date(), -1_000)).toMatchObject({ kind: 'claimed' });
    expect(await api.post('/v1/checkouts', orderBody(), withKey('dead'))).toMatchObject({
      body: { code: 'idempotency-key-reused' },
    });
    expect(await api.post('/v1/checkouts', order, withKey('dead'))).toMatchObject({ status: 201 });
  });

  it('of a request that is still running elsewhere is refused', async () => {
    const order = orderBody();
    const [key] = await listApiKeys(rig.ledger.db);
    const bodyHash = createHash('sha256').update(JSON.stringify(order)).digest('hex');
    await claimRequest(
      rig.ledger.db,
      { apiKeyId: key?.id ?? '', key: 'busy', route: 'POST /v1/checkouts', bodyHash },
      new Date(),
      60_000,
    );
    const answer = await api.post('/v1/checkouts', order, withKey('busy'));
    expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency-in-progress' } });
    expect(answer.headers.get('retry-after')).toBe('60');
  });

  it('is locked for seconds only, in case its process dies, and tells how long', async () => {
    const { path } = await shop.authorized();
    await fault(rig, { method: 'POST', path: '/invoices', times: 1, delay_ms: 4_000 });
    const send = () => api.post(`${path}/invoices`, {}, withKey('slow'));
    const first = send();
    await requestArrives(rig, '/invoices');
    const second = await send();
    expect(second).toMatchObject({ status: 409, body: { code: 'idempotency-in-progress' } });
    const seconds = Number(second.headers.get('retry-after'));
    expect([seconds > 5, seconds <= 12, second.body.detail.includes(`${seconds} s`)]).toEqual([true, true, true]);
    expect((await first).status).toBe(201);
  });

  it('has 1 to 255 printable characters', async () => {
    for (const key of ['x'.repeat(256), 'ä']) {
      expect(await api.post('/v1/checkouts', orderBody(), withKey(key))).toMatchObject({
        status: 422,
        body: { code: 'invalid-request' },
      });
    }
  });
});
