import { describe, expect, it, vi } from 'vitest';
import { raiseAttention } from '../../activities/ledger/attention-after-end.ts';
import { control, fault } from '../support/shop.ts';
import { withApi } from './with-api.ts';

const ON_HOLD = { errors: [{ title: 'On hold', detail: 'The account is on hold.' }] };
const TO_PERSON = { headers: { 'shown-to': 'person' } };

describe('what people are told of a checkout', () => {
  const { rig, api, shop } = withApi({ env: { POLICY_STEP_BOUND: '20s', POLICY_STEP_RETRY: '1h' }, answerWithinMs: 8_000 });
  const invoices = (path: string, wish = {}, call = {}) => api.post(`${path}/invoices`, { amount_cents: 1_000, ...wish }, call);
  const refuse = () => fault(rig, { method: 'POST', path: '/invoices', times: 1, status: 422, body: ON_HOLD });
  const shown = async (path: string) => (await api.get(path)).body;
  const until = (path: string, isSo: (checkout: Awaited<ReturnType<typeof shown>>) => boolean) =>
    vi.waitUntil(async () => isSo(await shown(path)), { timeout: 60_000, interval: 100 });
  const listed = async (query: string, id: string): Promise<boolean> =>
    (await api.get(`/v1/checkouts?limit=100&${query}`)).body.items.some((item: { id: string }) => item.id === id);

  it('is a refusal by Apruve, in its words, until the number is sent again', async () => {
    const { id, path } = await shop.authorized();
    await refuse();
    expect(await invoices(path, { merchant_invoice_id: 'A' })).toMatchObject({ status: 422 });
    const refused = { action: 'invoice', merchant_invoice_id: 'A', amount_cents: 1_000 };
    expect(await shown(path)).toMatchObject({
      refused: [{ ...refused, title: 'On hold', detail: 'The account is on hold.' }],
      attention: { code: 'refused-by-apruve', message: expect.stringContaining('On hold') },
      in_flight: [],
    });
    expect(await listed('attention=refused-by-apruve', id)).toBe(true);
    expect(await invoices(path, { merchant_invoice_id: 'A', amount_cents: 900 })).toMatchObject({ status: 201 });
    expect(await shown(path)).toMatchObject({ refused: [], attention: null, attentions: [] });
  });

  it('is no attention where a person has the refusal in front of them', async () => {
    const { path } = await shop.authorized();
    await refuse();
    expect(await invoices(path, {}, TO_PERSON)).toMatchObject({ status: 422 });
    expect(await shown(path)).toMatchObject({ refused: [{ title: 'On hold' }], attention: null, attentions: [] });
  });

  it('is the refusal of a return that nobody has in front of them', async () => {
    const { path } = await shop.authorized();
    const { id } = (await invoices(path)).body;
    const give = (call = {}) => api.post(`${path}/invoices/${id}/returns`, { amount_cents: 100 }, call);
    const refuseReturn = () => fault(rig, { method: 'POST', path: '/invoice_returns', times: 1, status: 422, body: ON_HOLD });
    await refuseReturn();
    expect(await give(TO_PERSON)).toMatchObject({ status: 422 });
    expect(await shown(path)).toMatchObject({ attentions: [] });
    await refuseReturn();
    expect(await give()).toMatchObject({ status: 422 });
    await until(path, ({ attention }) => attention?.code === 'refused-by-apruve');
    expect((await shown(path)).attention.message).toContain('On hold');
  });

  it('asks for nobody once it is acknowledged, and is raised anew by another refusal', async () => {
    const { id, path } = await shop.authorized();
    await refuse();
    await invoices(path, { merchant_invoice_id: 'A' });
    const at = `${path}/attention/refused-by-apruve/acknowledge`;
    const known = await api.post(at, { note: 'I call the buyer.' });
    expect(known).toMatchObject({ status: 200, body: { attention: null } });
    expect(known.body.attentions).toMatchObject([
      { code: 'refused-by-apruve', acknowledged_by: expect.stringMatching(/^key:test/), acknowledged_at: expect.any(String) },
    ]);
    expect(await listed('attention=any', id)).toBe(false);
    const again = await api.post(at);
    expect([again.status, again.body.attentions]).toEqual([200, known.body.attentions]);
    expect(await api.post(`${path}/attention/order-canceled/acknowledge`)).toMatchObject({ status: 404 });
    expect(await api.post(at, {}, { key: api.storefront })).toMatchObject({ status: 403 });
    const { items } = (await api.get(`${path}/transactions`)).body;
    expect(items.filter(({ action }: { action: string }) => action === 'acknowledge')).toMatchObject([
      { successful: true, active: false, actor: expect.stringMatching(/^key:test/), note: 'I call the buyer.' },
    ]);
    await refuse();
    await invoices(path, { merchant_invoice_id: 'A' });
    expect(await shown(path)).toMatchObject({
      attention: { code: 'refused-by-apruve' },
      attentions: [{ acknowledged_by: null }],
    });
  });

  it('is an invoice on its way, from the first request on: with what Apruve answered, then with its next try', async () => {
    const { id, path } = await shop.authorized();
    await fault(rig, { method: 'POST', path: '/invoices', times: 1_000, status: 503 });
    expect((await invoices(path, { merchant_invoice_id: 'A' })).status).toBe(202);
    const invoice = { step: 'invoice:A', action: 'invoice', merchant_invoice_id: 'A', amount_cents: 1_000 };
    const first = (await shown(path)).in_flight;
    expect(first).toMatchObject([{ ...invoice, code: null, next_try_at: null, last_answer: { status: 503 } }]);
    expect([await listed('in_flight=true', id), await listed('in_flight=false', id)]).toEqual([true, false]);
    await until(path, ({ attention }) => attention !== null);
    expect((await shown(path)).in_flight).toMatchObject([
      { ...invoice, since: first[0].since, code: 'apruve-unreachable', next_try_at: expect.any(String) },
    ]);
    expect(await listed('in_flight=true', id)).toBe(true);
    await control(rig, 'DELETE', '/faults');
    // A machine that is too slow for the answer says 503, and nothing was asked.
    await vi.waitUntil(async () => (await api.post(`${path}/retry`)).status < 300, { timeout: 60_000 });
    await until(path, ({ in_flight }) => in_flight.length === 0);
    expect([await listed('in_flight=true', id), await listed('in_flight=false', id)]).toEqual([false, true]);
  });

  it('can be acknowledged after the end, too', async () => {
    const { id, path } = await shop.authorized();
    await api.post(`${path}/cancel`);
    const attention = { code: 'notification-failed', subject: 'notification:3', message: 'Resend it.' };
    await raiseAttention(rig.ledger.db, id, attention, new Date());
    expect(await shown(path)).toMatchObject({ status: 'canceled', attention: { code: 'notification-failed' } });
    const at = `${path}/attention/notification-failed/acknowledge`;
    for (let n = 0; n < 2; n += 1)
      expect(await api.post(at, { note: 'Known.' })).toMatchObject({ status: 200, body: { attention: null } });
    const { items } = (await api.get(`${path}/transactions`)).body;
    expect(items.filter(({ action }: { action: string }) => action === 'acknowledge')).toMatchObject([{ note: 'Known.' }]);
    expect(await api.post(`${path}/attention/orphan-kept/acknowledge`)).toMatchObject({ status: 404 });
  });

  it('is a request that is refused when its caller has been told to wait, until it is asked for again', async () => {
    const { path, apruveOrderId } = await shop.authorized();
    await fault(rig, { method: 'GET', path: `/orders/${apruveOrderId}/invoices`, times: 1_000, status: 503 });
    expect((await api.post(`${path}/cancel`)).status).toBe(202);
    const refused = async () => (await api.get(path)).body.refused;
    await vi.waitUntil(async () => (await refused()).length > 0, { timeout: 60_000, interval: 200 });
    expect(await refused()).toMatchObject([{ action: 'cancel', detail: expect.stringContaining('cannot be read') }]);
    await control(rig, 'DELETE', '/faults');
    await vi.waitUntil(async () => (await api.post(`${path}/cancel`)).status === 200, { timeout: 60_000, interval: 200 });
    expect((await api.get(path)).body).toMatchObject({ status: 'canceled', refused: [] });
  });
});
