import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { orderBody } from '../support/storefront.ts';
import { anEvent, signatureOf } from './signed.ts';
import { withApi } from './with-api.ts';

describe('input that PostgreSQL cannot take', () => {
  const { rig, api } = withApi();

  it.each([
    'from=0000-01-01',
    'to=0000-12-31',
    'from=0001-01-01T00:00:00%2B02:00',
    'to=9999-12-31T23:59:59-05:00',
    'from=0001-01-01T00:00:00%2B23:59',
  ])('is refused in a filter: %s', async (query) => {
    expect(await api.get(`/v1/checkouts?${query}`)).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
  });

  it.each(['from=0001-01-01', 'to=9999-12-31T23:59:59Z'])('is not the first and the last day: %s', async (query) => {
    expect((await api.get(`/v1/checkouts?${query}`)).status).toBe(200);
  });

  it('is refused as the time of an order, and the last second that it can take is not', async () => {
    expect((await api.post('/v1/checkouts', orderBody({ expire_at: '9999-12-31T23:59:59Z' }))).status).toBe(201);
    const order = orderBody({ expire_at: '9999-12-31T23:59:59-05:00' });
    expect(await api.post('/v1/checkouts', order)).toMatchObject({ status: 422, body: { errors: [{ path: 'expire_at' }] } });
  });

  it.each(['/v1/checkouts', '/v1/webhook-events', '/v1/notifications'])('is refused as a cursor of %s', async (path) => {
    const id = 'a\0b';
    const cursor = Buffer.from(createHash('sha256').update(id).digest('hex').slice(0, 8) + id).toString('base64url');
    expect(await api.get(`${path}?cursor=${cursor}`)).toMatchObject({ status: 422, body: { errors: [{ path: 'cursor' }] } });
  });

  it.each(['/v1/checkouts/%00/complete', '/v1/notifications/%00/redeliver', '/v1/%00'])(
    'is not found as an id, with and without an idempotency key: POST %s',
    async (path) => {
      expect((await api.post(path)).status).toBe(404);
      for (const _ of [1, 2]) {
        expect((await api.post(path, undefined, { headers: { 'idempotency-key': `nul ${path}` } })).status).toBe(404);
      }
    },
  );

  it.each(['/v1/checkouts/%00', '/v1/checkouts/%00/transactions', '/v1/notifications/%00', '/v1/webhook-events/%00'])(
    'is not found as an id: GET %s',
    async (path) => {
      expect((await api.get(path)).status).toBe(404);
    },
  );

  it('is refused as the id of an event', async () => {
    expect((await api.post('/v1/webhook-events/%00/redeliver')).status).toBe(422);
    const call = { headers: { 'idempotency-key': 'event' } };
    expect((await api.post('/v1/webhook-events/%00/redeliver', undefined, call)).status).toBe(422);
  });

  it.each([
    ['a quoted value', { amount_cents: '😀'.repeat(22) }],
    ['the name of a field', { 'a\0b': 1 }],
    ['the name of a field, in half', { 'a\uD800b': 1 }],
  ])('leaves a refusal that is kept and replayed: in %s', async (name, changes) => {
    const call = { headers: { 'idempotency-key': `refusal ${name}` } };
    const order = orderBody(changes);
    const first = await api.post('/v1/checkouts', order, call);
    expect(first).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    expect(JSON.stringify(first.body)).not.toMatch(/\\u(?:d8|0000)/);
    const second = await api.post('/v1/checkouts', order, call);
    expect(second.body).toEqual(first.body);
  });

  it.each(['k\0', '\uD800'])('does not keep a webhook out: a field named %j', async (name) => {
    const body = JSON.stringify(anEvent('credit_available.updated', { id: 'a1', [name]: { [name]: name } }));
    const headers = { 'x-apruve-signature': signatureOf(body) };
    const answer = await api.post(`/webhooks/apruve/${rig.env['APRUVE_WEBHOOK_TOKEN']}`, body, { key: null, headers });
    expect(answer.status).toBe(200);
  });
});
