import { describe, expect, test } from 'vitest';
import { ACTIONS } from '../../../workflows/rules/actions.ts';
import { FULL, ID, signedIn, type Call } from './a-console.ts';
import { aRefusal } from './a-shop.ts';

const SHIPMENT = {
  id: 'ship1',
  merchant_shipment_id: 'S-1',
  status: 'fulfilled',
  amount_cents: 4_000,
  shipment_items: [],
  automatic: true,
  shipper: 'UPS',
  tracking_number: null,
  shipped_at: '2026-01-02T03:04:05-06:00',
  delivered_at: null,
};
const invoice = (changes: Record<string, unknown> = {}) => ({
  id: 'inv1',
  merchant_invoice_id: 'INV-1',
  status: 'pending',
  amount_cents: 4_000,
  amount_due_cents: 4_000,
  paid_cents: 0,
  failed_payment: null,
  tax_cents: 300,
  shipping_cents: 0,
  invoice_items: [],
  due_at: null,
  overdue: false,
  issued_at: null,
  funded_at: null,
  closed_at: null,
  shipments: [],
  returns: [],
  returned_cents: 0,
  metadata: {},
  ...changes,
});
const checkout = (changes: Record<string, unknown> = {}, verdict: Record<string, unknown> = {}) => ({
  ...FULL,
  status: 'authorized',
  invoices: [invoice(changes)],
  actions: ACTIONS.map((name) => ({ name, allowed: true, code: null, reason: null, ...verdict })),
});

const AT = `/console/checkouts/${ID}`;
const textOf = async (answer: Promise<Response>): Promise<string> => (await answer).text();
const keyIn = (page: string): string => /name="confirmed" value="([^"]+)"/.exec(page)?.[1] ?? '';
const accepted = (status = 200) => Response.json({}, { status });
const bodyOf = (call: Call | undefined): unknown => JSON.parse(call?.body ?? '');

describe('the actions on an invoice', () => {
  test('are buttons where they are possible, and have the reason of the rules where they are not', async () => {
    const draft = await textOf((await signedIn(undefined, checkout())).get(AT));
    for (const slug of ['issue', 'change', 'cancel']) expect(draft).toContain(`action="${AT}/invoices/inv1/${slug}"`);
    for (const slug of ['add-shipment', 'close']) expect(draft).not.toContain(`action="${AT}/invoices/inv1/${slug}"`);
    expect(draft).toContain('Not possible now (3)');
    expect(draft).toContain('The invoice is not issued yet.');

    const open = await textOf((await signedIn(undefined, checkout({ status: 'open', shipments: [SHIPMENT] }))).get(AT));
    expect(open).toContain(`action="${AT}/invoices/inv1/shipments/ship1"`);
    expect(open).toContain('It is so already.');
    expect(open).toContain('it can no longer be changed');
  });

  test('have the reason of the checkout where the invoice alone would allow them', async () => {
    const ended = { allowed: false, code: 'checkout-finished', reason: 'The checkout has ended.' };
    const text = await textOf((await signedIn(undefined, checkout({}, ended))).get(AT));
    expect(text).not.toContain(`action="${AT}/invoices/`);
    expect(text.split('The checkout has ended.').length).toBeGreaterThan(4);
  });

  test.each([
    ['issue', {}, 'The buyer is billed $40.00', '/issue', 'invoice INV-1 is issued'],
    ['cancel', {}, 'the buyer need not pay it', '/cancel', 'invoice INV-1 is canceled'],
    ['close', { status: 'open' }, 'money that came outside of Apruve', '/close', 'its capture is recorded'],
  ])('%s is asked first, sent once under one key, and told in words', async (slug, changes, asks, path, done) => {
    const { get, post, calls } = await signedIn(() => accepted(), checkout(changes));
    const page = await textOf(get(`${AT}/invoices/inv1/${slug}`));
    expect(page).toContain(asks);
    expect(await textOf(post(`${AT}/invoices/inv1/${slug}`))).toContain(asks);
    expect(calls).toEqual([]);
    const confirmed = keyIn(page);
    const sent = await post(`${AT}/invoices/inv1/${slug}`, { confirmed });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, AT]);
    expect(calls).toMatchObject([{ method: 'POST', path: `/v1/checkouts/${ID}/invoices/inv1${path}`, body: '{}' }]);
    expect(calls[0]?.headers.get('idempotency-key')).toBe(confirmed);
    expect(await textOf(get(AT))).toContain(done);
  });

  test('that Apruve has not answered yet are told so', async () => {
    const { get, post } = await signedIn(() => accepted(202), checkout());
    await post(`${AT}/invoices/inv1/issue`, { confirmed: 'key-1' });
    expect(await textOf(get(AT))).toContain('Apruve has not answered yet');
  });

  test('that are refused say why, beside what was filled in, under a new key', async () => {
    const { post } = await signedIn(() => aRefusal(422, 'credit-exceeded'), checkout());
    const answer = await post(`${AT}/invoices/inv1/change`, { amount_cents: '9,999', confirmed: 'key-1' });
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text).toContain('credit-exceeded, in words');
    expect(text).toContain('value="9,999"');
    expect(keyIn(text)).not.toBe('key-1');
  });

  test('are not found on an invoice or a shipment that is not there', async () => {
    const { get } = await signedIn(undefined, checkout());
    expect((await get(`${AT}/invoices/other/issue`)).status).toBe(404);
    expect((await get(`${AT}/invoices/inv1/shipments/other`)).status).toBe(404);
  });
});

describe('a form of the console', () => {
  const form = { amount_cents: '40.00', tax_cents: '3.00', shipping_cents: '0.00', confirmed: 'key-1' };

  test('sends what was changed of a draft, and nothing else', async () => {
    const { get, post, calls } = await signedIn(() => accepted(), checkout());
    expect(await textOf(get(`${AT}/invoices/inv1/change`))).toContain('value="40.00"');
    await post(`${AT}/invoices/inv1/change`, { ...form, tax_cents: '4.5' });
    expect(calls).toMatchObject([{ method: 'PATCH', path: `/v1/checkouts/${ID}/invoices/inv1` }]);
    expect(bodyOf(calls[0])).toEqual({ tax_cents: 450 });
  });

  test('sends nothing where nothing was changed, or where it cannot be read', async () => {
    const { post, calls } = await signedIn(() => accepted(), checkout());
    expect(await textOf(post(`${AT}/invoices/inv1/change`, form))).toContain('Nothing was changed');
    const unread = await textOf(post(`${AT}/invoices/inv1/change`, { ...form, tax_cents: 'much' }));
    expect(unread).toContain('“much” cannot be read: Tax takes an amount');
    expect(calls).toEqual([]);
  });

  test('takes times in UTC, and leaves a shipment’s others as they are', async () => {
    const { get, post, calls } = await signedIn(() => accepted(), checkout({ status: 'open', shipments: [SHIPMENT] }));
    const page = await textOf(get(`${AT}/invoices/inv1/shipments/ship1`));
    expect(page).toContain('value="2026-01-02T09:04"');
    const shown = { amount_cents: '40.00', shipper: 'UPS', tracking_number: '', shipped_at: '2026-01-02T09:04' };
    await post(`${AT}/invoices/inv1/shipments/ship1`, { ...shown, delivered_at: '2026-01-05T10:00', confirmed: 'key-1' });
    expect(bodyOf(calls[0])).toEqual({ delivered_at: '2026-01-05T10:00:00Z' });
    await post(`${AT}/invoices/inv1/add-shipment`, { shipper: 'DHL', amount_cents: '12', confirmed: 'key-2' });
    expect(calls[1]).toMatchObject({ method: 'POST', path: `/v1/checkouts/${ID}/invoices/inv1/shipments` });
    expect(bodyOf(calls[1])).toEqual({ shipper: 'DHL', amount_cents: 1_200 });
  });
});

describe('the form of a shipment', () => {
  const PART = { ...SHIPMENT, automatic: false, status: 'partial', amount_cents: 1_500 };
  const asked = async (shipments: unknown[]) =>
    textOf((await signedIn(undefined, checkout({ status: 'open', shipments }))).get(`${AT}/invoices/inv1/add-shipment`));

  test('says that it takes the place of the automatic one, or what is left', async () => {
    const first = await asked([SHIPMENT]);
    expect(first).toContain('takes the place of the shipment that was made with the invoice');
    expect(first).toContain('All that is left, $40.00');
    const further = await asked([PART]);
    expect(further).toContain('Of $40.00, $25.00 is left to ship.');
    expect(further).toContain('All that is left, $25.00');
  });

  test('is not offered where all is shipped', async () => {
    const shipped = async (shipments: unknown[]) =>
      textOf((await signedIn(undefined, checkout({ status: 'open', shipments }))).get(AT));
    expect(await shipped([{ ...SHIPMENT, automatic: false }])).toContain('All of it is shipped: change one of its shipments.');
    const part = await shipped([PART]);
    expect(part).toContain('Part shipment <bdi>S-1</bdi>');
    expect(part).toContain('left to ship');
    expect(part).not.toContain('All of it is shipped');
    expect(await shipped([SHIPMENT])).not.toContain('left to ship');
  });
});

describe('what was confirmed for something else', () => {
  test('of an invoice or a completion is not done: a colleague may have sent the same amount meanwhile', async () => {
    const { get, post, calls } = await signedIn(() => aRefusal(412, 'changed'), checkout({ status: 'open' }));
    for (const slug of ['send-invoice', 'complete']) {
      expect(await textOf(get(`${AT}/${slug}`))).toContain('name="version" value="7"');
      const again = await post(`${AT}/${slug}`, { confirmed: 'key-1', version: '6' });
      expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('changed, in words')]);
    }
    expect(calls.map(({ headers }) => headers.get('if-match'))).toEqual(['6', '6']);
  });

  test('as a cancel is asked for the version that was shown, and shows what is there now where it has changed', async () => {
    const changed = () => aRefusal(412, 'changed');
    const { get, post, calls } = await signedIn(changed, checkout({ status: 'open' }));
    expect(await textOf(get(`${AT}/cancel`))).toContain('name="version" value="7"');
    const again = await post(`${AT}/cancel`, { reason: 'out of stock', confirmed: 'key-1', version: '6' });
    expect(again.status).toBe(409);
    const page = await again.text();
    expect(page).toContain('changed, in words');
    expect(page).toContain('name="version" value="7"');
    expect(page).toContain('value="out of stock"');
    expect(keyIn(page)).not.toBe('key-1');
    expect(calls.map(({ headers, body }) => [headers.get('if-match'), body])).toEqual([['6', '{"reason":"out of stock"}']]);
  });
});

describe('the actions on a checkout', () => {
  test('complete and cancel ask first, and cancel passes the reason on', async () => {
    const { get, post, calls } = await signedIn(() => accepted(), checkout({ status: 'open' }));
    expect(await textOf(get(`${AT}/complete`))).toContain('Nothing more will be invoiced');
    expect(await textOf(get(`${AT}/cancel`))).toContain('Invoice INV-1 over $40.00 is open: it is canceled at Apruve first.');
    await post(`${AT}/complete`, { confirmed: 'key-1' });
    await post(`${AT}/cancel`, { reason: 'out of stock', confirmed: 'key-2' });
    expect(calls.map(({ path, body }) => [path, body])).toEqual([
      [`/v1/checkouts/${ID}/complete`, '{}'],
      [`/v1/checkouts/${ID}/cancel`, '{"reason":"out of stock"}'],
    ]);
  });
});
