import { describe, expect, test } from 'vitest';
import { ACTIONS } from '../../../workflows/rules/actions.ts';
import { CREDIT, FULL, ID, signedIn, type Call } from './a-console.ts';
import { aRefusal } from './a-shop.ts';

const LINES = [
  { title: 'Safety helmet', quantity: 2, price_ea_cents: 1_500, price_total_cents: 3_000, sku: 'HEL-200' },
  { title: 'Discount', quantity: null, price_ea_cents: null, price_total_cents: -510 },
];
const ORDER = {
  ...FULL,
  order_items: LINES,
  amount_cents: 4_545,
  tax_cents: 205,
  shipping_cents: 1_850,
  po_number: 'PO 7',
  deadlines: { authorization_at: null, approval_at: null, expires_at: '2026-02-02T03:04:05.000Z' },
};
const INVOICE = {
  id: 'inv1',
  merchant_invoice_id: 'INV-1',
  status: 'open',
  amount_cents: 4_000,
  amount_due_cents: 3_000,
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
  returns: [{ id: 'ret1', amount_cents: 1_000, return_items: [], reason: 'DAMAGED', created_at: '2026-01-03T03:04:05.000Z' }],
  returned_cents: 1_000,
  metadata: {},
};
const allowed = (verdict: Record<string, unknown> = {}) => ({
  actions: ACTIONS.map((name) => ({ name, allowed: true, code: null, reason: null, ...verdict })),
});

const AT = `/console/checkouts/${ID}`;
const textOf = async (answer: Promise<Response>): Promise<string> => (await answer).text();
const accepted = () => Response.json({});
const bodyOf = (call: Call | undefined): unknown => JSON.parse(call?.body ?? '');
/** The form as the page shows it. */
const shownIn = (page: string): Record<string, string> =>
  Object.fromEntries([...page.matchAll(/ name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));

describe('an order in the console', () => {
  test('keeps the direction in which each of its texts is written to that text', async () => {
    const { get } = await signedIn(accepted, {
      ...ORDER,
      metadata: { cart: 'A 1' },
      invoices: [{ ...INVOICE, metadata: { erp: 'E 7' } }],
    });
    const page = await textOf(get(AT));
    for (const text of ['NS-1', 'PO 7', 'buyer@example.test', 'Safety helmet', 'A 1', 'E 7'])
      expect(page).toContain(`<bdi>${text}</bdi>`);
  });
});

describe('changing an order in the console', () => {
  const open = () => signedIn(accepted, { ...ORDER, ...allowed() });

  test('sends the lines whole with the amount that follows, and leaves alone what was not touched', async () => {
    const { get, post, calls } = await open();
    const form = shownIn(await textOf(get(`${AT}/update`)));
    expect(form).toMatchObject({ tax_cents: '2.05', po_number: 'PO 7', line_0_total: '30.00', line_1_total: '-5.10' });
    await post(`${AT}/update`, { ...form, line_0_quantity: '3', line_0_total: '45.00' });
    expect(calls).toMatchObject([{ method: 'POST', path: `/v1/checkouts/${ID}/update` }]);
    expect(bodyOf(calls[0])).toEqual({
      amount_cents: 6_045,
      order_items: [{ ...LINES[0], quantity: 3, price_total_cents: 4_500 }, LINES[1]],
    });
  });

  test('adds a line, takes one out, and changes tax, number and time', async () => {
    const { get, post, calls } = await open();
    const form = shownIn(await textOf(get(`${AT}/update`)));
    await post(`${AT}/update`, { ...form, line_1_title: '', line_2_title: 'Vest', line_2_quantity: '3', line_2_total: '10' });
    const vest = { title: 'Vest', quantity: 3, price_ea_cents: null, price_total_cents: 1_000 };
    expect(bodyOf(calls[0])).toEqual({ amount_cents: 6_055, order_items: [LINES[0], vest] });
    await post(`${AT}/update`, { ...form, tax_cents: '3.05', po_number: 'PO 8', expire_at: '2026-03-01T10:00' });
    expect(bodyOf(calls[1])).toEqual({
      amount_cents: 4_645,
      tax_cents: 305,
      po_number: 'PO 8',
      expire_at: '2026-03-01T10:00:00Z',
    });
  });

  test('sends nothing that cannot be read, and nothing that was not changed', async () => {
    const { get, post, calls } = await open();
    const form = shownIn(await textOf(get(`${AT}/update`)));
    expect(await textOf(post(`${AT}/update`, form))).toContain('Nothing was changed');
    expect(await textOf(post(`${AT}/update`, { ...form, line_0_total: 'much' }))).toContain('Line 1: “much” cannot be read');
    expect(await textOf(post(`${AT}/update`, { ...form, line_2_total: '5' }))).toContain('Line 3 has no title');
    expect(await textOf(post(`${AT}/update`, { ...form, line_2_title: 'Vest' }))).toContain('Line 3 has no total');
    expect(calls).toEqual([]);
  });

  test('leaves very many lines to the shop', async () => {
    const order_items = Array.from({ length: 21 }, () => ({ title: 'Vest', quantity: 1, price_total_cents: 100 }));
    const { get, post, calls } = await signedIn(accepted, { ...ORDER, amount_cents: 4_155, order_items, ...allowed() });
    const page = await textOf(get(`${AT}/update`));
    expect(page).toContain('Its 21 lines are too many for a form');
    await post(`${AT}/update`, { ...shownIn(page), tax_cents: '3.05' });
    expect(bodyOf(calls[0])).toEqual({ amount_cents: 4_255, tax_cents: 305 });
  });

  test('and finalizing it are shown with the reason where they are not possible', async () => {
    const reason = 'The order is final: it can no longer be changed.';
    const final = allowed({ allowed: false, code: 'already-finalized', reason });
    const { get } = await signedIn(undefined, { ...ORDER, ...final });
    const text = await textOf(get(AT));
    expect(text).toContain('Not possible now (6)');
    expect(text).toContain(reason);
    for (const slug of ['update', 'finalize']) expect(text).not.toContain(`action="${AT}/${slug}"`);
  });

  test('is asked before it is finalized', async () => {
    const { get, post, calls } = await open();
    const page = await textOf(get(`${AT}/finalize`));
    expect(page).toContain('The order will not change any more');
    await post(`${AT}/finalize`, shownIn(page));
    expect(calls).toMatchObject([{ path: `/v1/checkouts/${ID}/finalize`, body: '{}' }]);
    expect(await textOf(get(AT))).toContain('the order is final');
  });
});

describe('sending an invoice from the console', () => {
  const asked = async (invoiced_cents: number) => {
    const none = { remaining_cents: 0, captured_cents: 0, refunded_cents: 0 };
    const credit = { limit_cents: 4_999, invoiced_cents, uninvoiced_cents: 4_545 - invoiced_cents, ...none };
    const { get } = await signedIn(accepted, { ...ORDER, credit, ...allowed() });
    return textOf(get(`${AT}/send-invoice`));
  };

  test('with everything taken out of the form sends nothing: what was filled in is not asked for by nobody', async () => {
    const order = { ...ORDER, tax_cents: 0, shipping_cents: 0, amount_cents: 2_490 };
    const credit = { ...CREDIT, uninvoiced_cents: 2_490 };
    const { get, post, calls } = await signedIn(accepted, { ...order, credit, ...allowed() });
    const page = await textOf(get(`${AT}/send-invoice`));
    expect(page).toContain('Not invoiced yet: $24.90. All of it is filled in below');
    const { confirmed = '', version = '', shown = '' } = shownIn(page);
    const emptied = { confirmed, version, shown, line_0: '0', line_1: '', issue_on_create: 'on' };
    expect(await textOf(post(`${AT}/send-invoice`, emptied))).toContain('Choose how many of the lines');
    expect(calls).toEqual([]);
  });

  test('says so where what is left is of no line, as after an invoice at other prices', async () => {
    const credit = { ...CREDIT, invoiced_cents: 4_045, uninvoiced_cents: 500 };
    const items = [{ ...LINES[0], price_ea_cents: 1_250, price_total_cents: 2_500 }, LINES[1]];
    const invoices = [{ ...INVOICE, amount_cents: 4_045, tax_cents: 205, shipping_cents: 1_850, invoice_items: items }];
    const { get } = await signedIn(accepted, { ...ORDER, credit, invoices, ...allowed() });
    expect(await textOf(get(`${AT}/send-invoice`))).toContain('Not invoiced yet: $5.00, which is sent where nothing is chosen');
  });

  test('is confirmed with the amount that is sent when none is given, or says that one is needed', async () => {
    expect(await asked(1_045)).toContain('Not invoiced yet: $35.00, which is sent where nothing is chosen');
    expect(await asked(4_545)).toContain('another invoice needs an amount');
  });
});

describe('a return in the console', () => {
  const invoiced = (changes: Record<string, unknown> = {}) => ({ ...ORDER, invoices: [{ ...INVOICE, ...changes }] });
  const RETURN = `${AT}/invoices/inv1/return`;

  test('is asked with what is left, and sent once under one key; also after the checkout has ended', async () => {
    const { get, post, calls } = await signedIn(accepted, { ...invoiced({ status: 'closed' }), status: 'paid', actions: [] });
    expect(await textOf(get(AT))).toContain(`action="${RETURN}"`);
    const page = await textOf(get(RETURN));
    expect(page).toContain('at most $30.00 of $40.00');
    const { confirmed = '' } = shownIn(page);
    await post(RETURN, { amount_cents: '12.50', reason: 'DAMAGED', merchant_notes: 'box 3', confirmed });
    expect(calls).toMatchObject([{ method: 'POST', path: `/v1/checkouts/${ID}/invoices/inv1/returns` }]);
    expect(bodyOf(calls[0])).toEqual({ amount_cents: 1_250, reason: 'DAMAGED', merchant_notes: 'box 3' });
    expect(calls[0]?.headers.get('idempotency-key')).toBe(confirmed);
    expect(await textOf(get(AT))).toContain('the return on invoice INV-1 is recorded');
  });

  test('needs an amount, and says in words why it was refused', async () => {
    const { post, calls } = await signedIn(() => aRefusal(422, 'return-exceeded'), invoiced());
    expect(await textOf(post(RETURN, { amount_cents: '', confirmed: 'key-1' }))).toContain('Choose how many');
    const tooMuch = await textOf(post(RETURN, { amount_cents: '31', confirmed: 'key-1' }));
    expect(tooMuch).toContain('$30.00 of invoice INV-1 is not returned yet.');
    expect(calls).toEqual([]);
    expect(await textOf(post(RETURN, { amount_cents: '30', confirmed: 'key-1' }))).toContain('return-exceeded, in words');
  });

  test('that got no answer is sent again under its key, unless it was changed', async () => {
    const { post, calls } = await signedIn(() => aRefusal(503, 'unavailable'), invoiced());
    const again = shownIn(await textOf(post(RETURN, { amount_cents: '5', confirmed: 'key-1' })));
    expect(again['confirmed']).toBe('key-1');
    const sent = JSON.stringify({ amount_cents: 500 });
    await post(RETURN, { amount_cents: '5.00', confirmed: 'key-1', sent });
    await post(RETURN, { amount_cents: '6', confirmed: 'key-1', sent });
    const keys = calls.map(({ headers }) => headers.get('idempotency-key'));
    expect(keys.slice(0, 2)).toEqual(['key-1', 'key-1']);
    expect(keys[2]).not.toBe('key-1');
  });

  test.each([
    [{ status: 'pending' }, 'The invoice is not issued yet.'],
    [{ status: 'canceled' }, 'The invoice is canceled.'],
    [{ status: 'closed', returned_cents: 4_000 }, 'All of it is returned already.'],
  ])('is not offered on %o', async (changes, reason) => {
    const text = await textOf((await signedIn(undefined, invoiced(changes))).get(AT));
    expect(text).not.toContain(`action="${RETURN}"`);
    expect(text).toContain(reason);
  });
});
