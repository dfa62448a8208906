import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Rig, checkedOut, openSandbox } from './sandbox-rig.ts';

let rig: Rig;
let path: string;
beforeEach(async () => {
  rig = await openSandbox();
  path = `/orders/${await checkedOut(rig)}/invoices`;
});
afterEach(() => rig.close());

const fault = (body: Record<string, unknown>) =>
  rig.control('POST', '/faults', { method: 'POST', path: '/invoices', times: 1, ...body });
const invoice = (signal?: AbortSignal) =>
  fetch(`${rig.url}/api/v4${path}`, {
    method: 'POST',
    headers: { 'apruve-api-key': rig.merchants.default.apiKey },
    body: '{"amount_cents":100}',
    ...(signal && { signal }),
  });
const made = async (): Promise<unknown[]> => {
  const { body } = await rig.api('GET', path);
  return Array.isArray(body) ? body : [];
};

describe('a fault', () => {
  test('with a status fails as often as it says, and leaves nothing behind', async () => {
    await fault({ status: 503, times: 2, retry_after: 7 });
    const first = await invoice();
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '7']);
    expect(await first.json()).toEqual({ errors: [{ title: 'Sandbox fault 503' }] });
    expect((await invoice()).status).toBe(503);
    expect(await made()).toHaveLength(0);
    expect((await invoice()).status).toBe(201);
  });

  test('with a status and commit before has done the work', async () => {
    await fault({ status: 500, body: 'Internal Server Error', commit: 'before' });
    const answer = await invoice();
    expect([answer.status, await answer.text()]).toEqual([500, 'Internal Server Error']);
    expect(await made()).toHaveLength(1);
  });

  test('with commit after does the work when the delay is over, though the client has gone', async () => {
    await fault({ delay_ms: 400, commit: 'after' });
    await expect(invoice(AbortSignal.timeout(50))).rejects.toThrow('aborted');
    expect(await made()).toHaveLength(0);
    await expect.poll(made).toHaveLength(1);
  });

  test('with a delay alone does the work at once and answers late', async () => {
    await fault({ delay_ms: 400 });
    await expect(invoice(AbortSignal.timeout(50))).rejects.toThrow('aborted');
    expect(await made()).toHaveLength(1);
  });

  test('that drops the response does the work and cuts the connection', async () => {
    await fault({ drop_response: true });
    await expect(invoice()).rejects.toThrow('fetch failed');
    expect(await made()).toHaveLength(1);
    const { body } = await rig.control('GET', '/requests');
    expect(body).toMatchObject({
      items: [{ method: 'POST', path: `/api/v4${path}`, status: null, body: { amount_cents: 100 } }, {}],
    });
  });

  test('touches only its method and path, never the control calls', async () => {
    await rig.control('POST', '/faults', { path: 's', times: 1, status: 500 });
    expect((await rig.control('GET', '/requests')).status).toBe(200);
    expect((await rig.api('GET', '/orders')).status).toBe(500);
    await rig.control('POST', '/faults', { method: 'PUT', path: '/orders', times: 1, status: 500 });
    expect((await rig.api('GET', '/orders')).status).toBe(200);
  });

  test('may be found by the query', async () => {
    await rig.control('POST', '/faults', { method: 'get', path: 'merchant_order_id=', times: 1, status: 429 });
    expect((await rig.api('GET', '/orders')).status).toBe(200);
    expect((await rig.api('GET', '/orders?merchant_order_id=1')).status).toBe(429);
  });

  test('is gone after DELETE, and refused when it is not understood', async () => {
    await fault({ status: 500 });
    await rig.control('DELETE', '/faults');
    expect((await invoice()).status).toBe(201);
    expect((await fault({ status: 500, tiems: 1 })).status).toBe(400);
  });
});
