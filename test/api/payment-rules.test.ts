import { describe, expect, it } from 'vitest';
import { allocateAttempt } from '../../activities/ledger/attempts.ts';
import { SECOND_API_KEY, SECOND_MERCHANT_ID } from '../sandbox/seeds.ts';
import { readCheckout } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { withApi } from './with-api.ts';

describe('the payment rules of a channel', () => {
  const { rig, api } = withApi();
  let last = 0;

  /** A channel with these rules; its id. */
  async function aChannel(rules: Record<string, unknown> = {}, more: Record<string, unknown> = {}): Promise<string> {
    const id = `rules-${++last}`;
    const account = { mode: 'test', merchant_id: SECOND_MERCHANT_ID, api_key: SECOND_API_KEY };
    const { status, body } = await api.post('/v1/channels', { id, name: 'Second shop', ...account, rules, ...more });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return id;
  }
  const tryOut = (id: string, body: object) => api.post(`/v1/channels/${id}/payment-rules/try`, body);
  const methods = async (query = '', headers: Record<string, string> = {}) =>
    (await api.get(`/v1/payment-methods${query}`, { headers, key: api.storefront })).body.items;
  const open = (channel: string, customer: object) => api.post('/v1/checkouts', { ...orderBody(), channel, customer });

  it('are read as they were saved, and a bad expression is refused with the place that is wrong', async () => {
    const rules = { expression: 'customer.group == "b2b"', sort_order: 3, max_amount_cents: 9 };
    const id = await aChannel(rules);
    expect((await api.get(`/v1/channels/${id}`)).body.rules).toEqual({
      currencies: ['USD'],
      min_amount_cents: null,
      countries: null,
      customer_groups: null,
      ...rules,
    });
    const change = (expression: unknown) => api.patch(`/v1/channels/${id}`, { rules: { expression } });
    expect(await change('customer.grp == "b2b"')).toMatchObject({
      status: 422,
      body: {
        code: 'invalid-request',
        errors: [
          {
            path: 'rules.expression',
            message: 'is no expression that can be used: No such key: grp, at character 10 (“grp”)',
          },
        ],
      },
    });
    expect(await change(`true || ${'true'.padEnd(1_000)}`)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'rules.expression', message: 'is longer than 1000 characters' }] },
    });
    expect((await change(null)).body.rules).toMatchObject({ expression: null, sort_order: 3 });
  });

  it('are tried on a sample cart, saved or not, with the reason for each no', async () => {
    const id = await aChannel({ max_amount_cents: 5_000, expression: 'customer.group == "b2b"' });
    const cart = { amount_cents: 6_000, customer_group: 'b2c', country: 'CA' };
    expect((await tryOut(id, { cart })).body).toEqual({
      ok: false,
      verdicts: [
        { rule: 'enabled', ok: true, reason: null },
        { rule: 'currencies', ok: true, reason: null },
        { rule: 'max_amount_cents', ok: false, reason: 'It takes orders up to $50.00.' },
        { rule: 'expression', ok: false, reason: 'Its expression is not true of the cart.' },
      ],
    });
    const rules = { max_amount_cents: null, countries: ['US', 'CA'], expression: 'customer.group != "gov"' };
    expect((await tryOut(id, { cart, rules })).body).toMatchObject({ ok: true });
    expect((await api.get(`/v1/channels/${id}`)).body.rules).toMatchObject({ max_amount_cents: 5_000, countries: null });
    expect(await tryOut(id, { cart: {}, rules: { expression: '1' } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'rules.expression', message: 'is an int, and must be true or false' }] },
    });
    expect((await tryOut('nowhere', { cart })).status).toBe(404);
  });

  it('decide what is offered and are checked again at the checkout, where a fault refuses and is shown', async () => {
    const id = await aChannel({ expression: 'customer.group == "b2b"' });
    const offered = async (query: string) => (await methods(query)).some(({ channel }: { channel: string }) => channel === id);
    expect(await offered('?customer_group=b2b')).toBe(true);
    expect(await offered('?customer_group=b2c')).toBe(false);
    expect(await offered('')).toBe(false);
    expect(await open(id, { group: 'b2c' })).toMatchObject({
      status: 422,
      body: { code: 'payment-method-unavailable', detail: expect.stringContaining('Its expression is not true of the cart.') },
    });
    expect((await open(id, {})).body.detail).toContain('cannot be evaluated for this cart: No such key: group.');
    expect((await open(id, { group: 'b2b' })).status).toBe(201);
  });

  it('are refused where the largest order would be below the smallest, whichever of the two is changed, and when they are tried', async () => {
    const wrong = {
      status: 422,
      body: {
        code: 'invalid-request',
        errors: [
          {
            path: 'rules.max_amount_cents',
            message: 'is below the smallest amount: no order would be taken',
          },
        ],
      },
    };
    const account = { name: 'Second shop', mode: 'test', merchant_id: SECOND_MERCHANT_ID, api_key: SECOND_API_KEY };
    const both = { min_amount_cents: 5_000, max_amount_cents: 4_999 };
    expect(await api.post('/v1/channels', { id: 'nothing', ...account, rules: both })).toMatchObject(wrong);
    const id = await aChannel({ min_amount_cents: 5_000 });
    const change = (rules: object) => api.patch(`/v1/channels/${id}`, { rules });
    expect(await change({ max_amount_cents: 4_999 })).toMatchObject(wrong);
    expect(await tryOut(id, { cart: {}, rules: { max_amount_cents: 4_999 } })).toMatchObject(wrong);
    expect((await change({ max_amount_cents: 5_000 })).status).toBe(200);
    expect((await change({ min_amount_cents: 5_001 })).body.errors[0].path).toBe('rules.max_amount_cents');
    expect((await change({ min_amount_cents: 6_000, max_amount_cents: 7_000 })).status).toBe(200);
  });

  it('are checked again where an amount of the order changes, and only then', async () => {
    const id = await aChannel({ max_amount_cents: 20_000, expression: 'cart.shipping_cents < 1000' });
    const line = (cents: number) => ({
      amount_cents: cents,
      tax_cents: 0,
      shipping_cents: 0,
      order_items: [{ title: 'Work boots', price_total_cents: cents }],
    });
    const { body } = await api.post('/v1/checkouts', { ...orderBody(), ...line(9_000), channel: id });
    const path = `/v1/checkouts/${body.id}`;
    const update = (change: object) => api.post(`${path}/update`, change, { key: api.storefront });
    const refused = (detail: string) => ({
      status: 422,
      body: { code: 'payment-method-unavailable', detail: expect.stringContaining(detail) },
    });
    expect(await update(line(20_001))).toMatchObject(refused('It takes orders up to $200.00.'));
    expect(await update({ shipping_cents: 1_000 })).toMatchObject(refused('Its expression is not true of the cart.'));
    expect((await api.get(path)).body).toMatchObject({ amount_cents: 9_000, shipping_cents: 0 });
    expect((await update(line(20_000))).status).toBe(200);
    await api.patch(`/v1/channels/${id}`, { enabled: false, rules: { max_amount_cents: 100 } });
    expect((await update(line(20_000))).status).toBe(200);
    expect((await update({ po_number: 'PO-2' })).status).toBe(200);
    expect(await update(line(19_000))).toMatchObject(refused('It takes orders up to $1.00.'));
    expect((await update(line(100))).status).toBe(200);
    // One that is stored, and whose process has not begun.
    const { order, customer, input } = await readCheckout(rig, body.id);
    const { paidMeans, policy } = input;
    const stored = { channel: id, mode: 'test' as const, customer, contentHash: 'stored', paidMeans, policy };
    const next = { ...stored, order: { ...order, merchant_order_id: `${order.merchant_order_id}-2` } };
    const { checkout } = await allocateAttempt(rig.ledger.db, next);
    expect(await api.post(`/v1/checkouts/${checkout.id}/update`, line(19_000))).toMatchObject(refused('It takes orders up to'));
    await api.post(`${path}/cancel`);
    expect(await update(line(19_000))).toMatchObject({ status: 409, body: { code: 'checkout-finished' } });
  });

  it('come with policies of its own, each of which goes back to the environment by null', async () => {
    const id = await aChannel({}, { policy: { authorization_window: '3h', step_retry: null } });
    const shown = async () => {
      const { policy, own_policies } = (await api.get(`/v1/channels/${id}`)).body;
      return [policy.authorization_window, policy.approval_poll, own_policies];
    };
    expect(await shown()).toEqual(['3h', '6h', ['authorization_window']]);
    const change = (policy: object) => api.patch(`/v1/channels/${id}`, { policy });
    expect((await change({ approval_poll: '2h' })).status).toBe(200);
    expect(await shown()).toEqual(['3h', '2h', ['authorization_window', 'approval_poll']]);
    expect((await change({ authorization_window: null })).status).toBe(200);
    expect(await shown()).toEqual(['1d', '2h', ['approval_poll']]);
    expect((await change({ approval_poll: null, authorization_window: null })).body).toMatchObject({ own_policies: [] });
  });

  it('sort what is offered, which is labelled in the asked language', async () => {
    const text = (label: string) => ({ label, short_label: label.slice(0, 4) });
    const labels = { en: text('On account'), de: text('Auf Rechnung'), fr: text('Sur facture') };
    const third = await aChannel({ sort_order: 5 }, { labels });
    const second = await aChannel({ sort_order: 4 }, { labels: { de: text('Nur Deutsch') } });
    const first = await aChannel({ sort_order: -1 });
    const shown = await methods('?language=de-AT');
    const ours = [first, 'default', second, third];
    const items = shown.filter(({ channel }: { channel: string }) => ours.includes(channel));
    expect(items.map(({ channel }: { channel: string }) => channel)).toEqual(ours);
    expect(items.map(({ label, language }: Record<string, string>) => [language, label])).toEqual([
      ['en', 'Pay on credit with Apruve'],
      ['en', 'Pay on credit with Apruve'],
      ['de', 'Nur Deutsch'],
      ['de', 'Auf Rechnung'],
    ]);
    const languageOf = async (header: string, query = '') => {
      const all = await methods(query, { 'accept-language': header });
      return all.find(({ channel }: { channel: string }) => channel === third).language;
    };
    expect(await languageOf('it, fr;q=0.4, de;q=0.9')).toBe('de');
    expect(await languageOf('fr-CA,de;q=0')).toBe('fr');
    expect(await languageOf('it')).toBe('en');
    expect(await languageOf('fr', '?language=de')).toBe('de');
  });
});
