import { describe, expect, it } from 'vitest';
import { connectTemporal } from '../../worker/platform/index.ts';
import { until } from '../stack/wait.ts';
import { fault, sandboxState } from '../support/shop.ts';
import { startRig } from '../support/rig.ts';
import { orderBody } from '../support/storefront.ts';
import { startApi } from './api.ts';
import { withApi } from './with-api.ts';

const headers = { 'idempotency-key': 'again' };

describe('while no worker runs', () => {
  const { rig, api } = withApi({ worker: false, answerWithinMs: 700 });

  it('nothing is promised, and the same request works when one is back', async () => {
    const order = orderBody();
    const refused = await api.post('/v1/checkouts', order, { headers });
    expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(refused.headers.get('retry-after')).toBe('2');
    const number = String(order['merchant_order_id']);
    const stored = (await api.get(`/v1/checkouts?q=${number}`)).body.items[0];
    expect(stored).toMatchObject({ status: 'awaiting_authorization', lightbox: null });
    expect((await api.post(`/v1/checkouts/${stored.id}/cancel`, {})).status).toBe(503);

    await rig.startWorker();
    const patient = await startApi(rig);
    const opened = await patient.post('/v1/checkouts', order, { headers: { ...headers }, key: api.admin });
    expect(opened).toMatchObject({ status: 200, body: { id: stored.id, lightbox: { secure_hash: expect.any(String) } } });
    expect(opened.headers.get('idempotency-replayed')).toBeNull();
  });
});

describe('while Apruve does not answer', () => {
  const { rig, api, shop } = withApi({ answerWithinMs: 1_500 });

  it('an invoice is accepted with 202, and the same request gets it later', async () => {
    const { path, apruveOrderId } = await shop.authorized();
    await fault(rig, { method: 'POST', path: '/invoices', times: 1, delay_ms: 3_000, commit: 'before' });
    const asked = { merchant_invoice_id: 'INV-1' };
    const accepted = await api.post(`${path}/invoices`, asked, { headers });
    expect(accepted).toMatchObject({ status: 202, body: { merchant_order_id: expect.any(String) } });
    expect(accepted.headers.get('location')).toBe(path);
    const later = async () => {
      const answer = await api.post(`${path}/invoices`, asked, { headers });
      return answer.status === 202 || answer.status === 409 ? undefined : answer;
    };
    const made = await until('the invoice', later, { deadlineMs: 60_000 });
    expect(made).toMatchObject({ status: 201, body: { merchant_invoice_id: 'INV-1', status: 'open' } });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toHaveLength(1);
  });

  it('a mailbox that is full sends the next away', async () => {
    const { path } = await shop.authorized();
    await fault(rig, { method: 'POST', path: '/invoices', times: 1, delay_ms: 1_000, commit: 'before' });
    const waiting = Array.from({ length: 10 }, () => api.post(`${path}/invoices`, { amount_cents: 100 }));
    const answers = await Promise.all(waiting);
    expect(answers.filter(({ body }) => body.code === 'busy')).toMatchObject([{ status: 429 }]);
  });
});

describe('while Temporal cannot be reached', () => {
  it('what is in the ledger is answered, and the rest is 503', async () => {
    const rig = await startRig();
    const { temporal, ...others } = rig.config;
    // Never closed: the client's late retries on a closed connection throw where nobody can catch them.
    const nowhere = await connectTemporal({ ...others, temporal: { ...temporal, connection: { address: '127.0.0.1:1' } } });
    const order = orderBody();
    const { body } = await (await startApi(rig)).post('/v1/checkouts', order);
    const api = await startApi(rig, { answerWithinMs: 700, temporal: nowhere });
    expect((await api.get(`/v1/checkouts/${body.id}`)).body).toEqual(body);
    expect(await api.post('/v1/checkouts', order)).toMatchObject({ status: 200, body: { id: body.id } });
    expect(await api.post('/v1/checkouts', orderBody())).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(await api.post(`/v1/checkouts/${body.id}/cancel`, {})).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    await rig.stop();
  });
});
