import { describe, expect, it } from 'vitest';
import { Problem } from '../../api/http/problem.ts';
import { withoutLines } from '../../api/v1/shared/kept-lines.ts';
import { sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { sandboxState } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { withApi } from './with-api.ts';

describe('changing what was sent, over HTTP', () => {
  const { rig, api, shop } = withApi();

  /** An authorized checkout with one invoice. */
  async function invoiced(wish: Record<string, unknown> = {}) {
    const checkout = await shop.authorized();
    const { body: invoice } = await api.post(`${checkout.path}/invoices`, wish);
    return { ...checkout, invoice, at: `${checkout.path}/invoices/${invoice.id}` };
  }
  const refused = (code: string, status = 409) => ({ status, body: { code } });

  it('a draft is changed, shows its new content, and is issued with its shipment', async () => {
    const { path, at } = await invoiced({ issue_on_create: false });
    const taxed = await api.patch(at, { tax_cents: 900 });
    expect(taxed).toMatchObject({
      status: 200,
      body: { status: 'pending', amount_cents: 11_600, tax_cents: 900, shipping_cents: 700 },
    });
    expect(taxed.body.invoice_items.map(({ title }: { title: string }) => title)).toEqual(['Safety gloves', 'Work boots']);
    const line = { title: 'Boots only', quantity: 1, price_ea_cents: 4_000, price_total_cents: 4_000 };
    const items = await api.patch(at, { invoice_items: [line], shipping_cents: 0 });
    expect(items).toMatchObject({ status: 200, body: { amount_cents: 4_900, tax_cents: 900, invoice_items: [line] } });
    const number = items.body.merchant_invoice_id;
    const amount = await api.patch(at, { amount_cents: 5_000 });
    expect(amount.body).toMatchObject({
      amount_cents: 5_000,
      tax_cents: 900,
      invoice_items: [{ title: number, price_total_cents: 4_100 }],
    });
    expect((await api.get(path)).body).toMatchObject({ status: 'authorized', invoices: [amount.body] });
    expect(await api.patch(at, { amount_cents: 100 })).toMatchObject(refused('amount-mismatch', 422));
    expect(await api.patch(at, { amount_cents: 12_651 })).toMatchObject({
      status: 422,
      body: { code: 'credit-exceeded', remaining_cents: 12_650 },
    });
    for (const wrong of [{}, { number: 'x' }]) expect(await api.patch(at, wrong)).toMatchObject(refused('invalid-request', 422));

    const issued = await api.post(`${at}/issue`);
    expect(issued).toMatchObject({
      status: 200,
      body: { status: 'open', tax_cents: 900, shipments: [{ amount_cents: 5_000 }] },
    });
    expect(issued.headers.get('apruve-mode')).toBe('test');
    expect(await api.post(`${at}/issue`, {})).toMatchObject({ status: 200, body: issued.body });
    expect(await api.patch(at, { tax_cents: 1 })).toMatchObject(refused('already-issued'));
    const { items: rows } = (await api.get(`${path}/transactions`)).body;
    expect(rows.slice(2).map(({ action, actor }: Record<string, string>) => [action, actor])).toEqual([
      ['update', expect.stringMatching(/^key:test \(key_\w+\)$/)],
      ['update', expect.stringMatching(/^key:test \(key_\w+\)$/)],
      ['update', expect.stringMatching(/^key:test \(key_\w+\)$/)],
      ['issue', expect.stringMatching(/^key:test \(key_\w+\)$/)],
      ['shipment', null],
    ]);
  });

  it('an invoice is canceled once, frees its room, and takes nothing more', async () => {
    const { path, at, apruveOrderId } = await invoiced();
    const canceled = await api.post(`${at}/cancel`);
    expect(canceled).toMatchObject({ status: 200, body: { status: 'canceled' } });
    expect(await api.post(`${at}/cancel`)).toMatchObject({ status: 200, body: canceled.body });
    for (const answer of [
      await api.post(`${at}/issue`),
      await api.post(`${at}/close`),
      await api.patch(at, { tax_cents: 1 }),
      await api.post(`${at}/shipments`, {}),
    ])
      expect(answer).toMatchObject(refused('already-canceled'));
    expect((await api.get(path)).body.credit).toMatchObject({ invoiced_cents: 0, remaining_cents: 12_650 });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toMatchObject([{ status: 'canceled' }]);
  });

  it('what does not exist is 404, and an operator is needed', async () => {
    const { path, at } = await invoiced({ issue_on_create: false });
    const other = await shop.authorized();
    const unknown = [
      await api.post(`${path}/invoices/nothing/issue`),
      await api.post(`${other.path}${at.slice(path.length)}/cancel`),
      await api.post(`${path}/invoices/nothing/close`, { merchant_notes: 'by check' }),
      await api.patch(`${path}/invoices/nothing`, { tax_cents: 1 }),
      await api.post(`${path}/invoices/nothing/shipments`, {}),
      await api.patch(`${path}/invoices/nothing/shipments/x`, { shipper: 'UPS' }),
      await api.patch(`${at}/shipments/nothing`, { shipper: 'UPS' }),
      await api.post(`/v1/checkouts/chk_${'a'.repeat(26)}/complete`),
    ];
    for (const answer of unknown) expect(answer).toMatchObject(refused('not-found', 404));
    const asShop = { key: api.storefront };
    const forbidden = [
      await api.post(`${at}/issue`, {}, asShop),
      await api.patch(at, { tax_cents: 1 }, asShop),
      await api.post(`${path}/complete`, {}, asShop),
    ];
    for (const answer of forbidden) expect(answer).toMatchObject(refused('forbidden', 403));
  });

  it('an invoice is not closed or shipped before it is issued', async () => {
    const { at } = await invoiced({ issue_on_create: false });
    expect(await api.post(`${at}/close`, { merchant_notes: 'by check' })).toMatchObject(refused('invoice-not-issued'));
    expect(await api.post(`${at}/shipments`, {})).toMatchObject(refused('invoice-not-issued'));
  });

  it('a checkout with a draft and an open invoice is canceled with them, by whom is recorded', async () => {
    const { path, at } = await invoiced({ amount_cents: 1_000 });
    await api.post(`${path}/invoices`, { amount_cents: 2_000, issue_on_create: false });
    const canceled = await api.post(`${path}/cancel`, { reason: 'out of stock' });
    expect(canceled).toMatchObject({ status: 200, body: { status: 'canceled', payment_status: 'canceled' } });
    expect(await api.post(`${path}/cancel`)).toMatchObject({ status: 200, body: canceled.body });
    expect(await api.post(`${at}/cancel`)).toMatchObject({ status: 200, body: { status: 'canceled' } });
    for (const call of [`${at}/issue`, `${path}/complete`, `${path}/retry`])
      expect(await api.post(call)).toMatchObject(refused('checkout-finished'));
    expect(await api.post(`${at}/close`)).toMatchObject(refused('already-canceled'));
    const { items } = (await api.get(`${path}/transactions`)).body;
    const withdrawn = items.filter(({ action }: { action: string }) => action === 'invoice_cancel');
    expect(withdrawn).toMatchObject([
      { actor: expect.stringMatching(/^key:test \(key_\w+\)$/) },
      { actor: expect.stringMatching(/^key:test \(key_\w+\)$/) },
    ]);
    expect(items.at(-1)).toMatchObject({
      action: 'cancel',
      actor: expect.stringMatching(/^key:test \(key_\w+\)$/),
      note: 'out of stock',
    });
  });

  it('what is not authorized yet cannot be completed, and neither can what has no invoice or a draft', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody());
    expect(await api.post(`/v1/checkouts/${body.id}/complete`)).toMatchObject(refused('not-authorized'));
    const { path } = await shop.authorized();
    expect(await api.post(`${path}/complete`)).toMatchObject(refused('nothing-invoiced'));
    await api.post(`${path}/invoices`, { amount_cents: 1_000, issue_on_create: false });
    expect(await api.post(`${path}/complete`)).toMatchObject(refused('draft-open'));
  });

  it('a completed checkout ends with its last invoice, and repeats are answered after the end', async () => {
    const { path, at } = await invoiced({ amount_cents: 5_000 });
    const completed = await api.post(`${path}/complete`);
    expect(completed).toMatchObject({ status: 200, body: { status: 'invoiced', credit: { remaining_cents: 0 } } });
    expect(await api.post(`${path}/complete`)).toMatchObject({ status: 200, body: completed.body });
    expect(await api.post(`${path}/invoices`, {})).toMatchObject(refused('order-completed'));
    const closed = await api.post(`${at}/close`, { merchant_notes: 'paid by check' });
    expect(closed).toMatchObject({ status: 200, body: { status: 'closed' } });
    const end = await api.get(path);
    expect(end.body).toMatchObject({ status: 'paid', payment_status: 'partially' });
    const { items } = (await api.get(`${path}/transactions`)).body;
    expect(items.find(({ action }: { action: string }) => action === 'close')).toMatchObject({ note: 'paid by check' });
    for (const call of ['issue', 'close'])
      expect(await api.post(`${at}/${call}`)).toMatchObject({ status: 200, body: closed.body });
    expect(await api.post(`${path}/complete`)).toMatchObject({ status: 200, body: end.body });
    for (const answer of [await api.patch(at, { tax_cents: 1 }), await api.post(`${path}/cancel`)])
      expect(answer).toMatchObject(refused('checkout-finished'));
    expect(await api.post(`${at}/cancel`)).toMatchObject(refused('invoice-paid'));
    const shipment = `${at}/shipments/${closed.body.shipments[0].id}`;
    expect(await api.patch(shipment, { shipper: 'UPS' })).toMatchObject({ status: 200, body: { shipper: 'UPS' } });
    expect(await api.patch(shipment, { tracking_number: '1Z' })).toMatchObject({
      status: 200,
      body: { shipper: 'UPS', tracking_number: '1Z' },
    });
  });

  it('a checkout that was invoiced whole and paid counts as completed', async () => {
    const { path, at } = await invoiced();
    await api.post(`${at}/close`);
    expect(await api.post(`${path}/complete`)).toMatchObject({ status: 200, body: { status: 'paid', payment_status: 'full' } });
  });

  it('an invoice whose lines came with its update is the same where they are kept in the ledger, and the other way round', async () => {
    const { id, path } = await shop.authorized();
    const handle = rig.temporal.client.workflow.getHandle(id);
    const line = { title: 'Boots', price_total_cents: 400 };
    await handle.executeUpdate(sendInvoiceUpdate, { args: [{ merchantInvoiceId: 'A', items: [line] }] });
    expect(await api.post(`${path}/invoices`, { merchant_invoice_id: 'A', invoice_items: [line] })).toMatchObject({
      status: 200,
    });
    const other = { merchant_invoice_id: 'A', invoice_items: [{ ...line, title: 'Gloves' }] };
    expect(await api.post(`${path}/invoices`, other)).toMatchObject(refused('invoice-conflict'));
    await api.post(`${path}/invoices`, { merchant_invoice_id: 'B', invoice_items: [line] });
    const again = await handle.executeUpdate(sendInvoiceUpdate, { args: [{ merchantInvoiceId: 'B', items: [line] }] });
    expect(again).toMatchObject({ outcome: 'done', created: false });
  });

  it('a process of a build that knows nothing of kept lines gets the lines', async () => {
    const { id } = await shop.authorized();
    const request = { items: [{ title: 'Boots', price_total_cents: 400 }] };
    const sent: object[] = [];
    const send = async ([what]: [object]): Promise<string> => {
      sent.push(what);
      if ('lines' in what) throw new Problem('invalid-request', 'The request cannot be read (lines: Unrecognized key).');
      return 'made';
    };
    expect(await withoutLines(rig.ledger.db, id, { update: sendInvoiceUpdate, args: [request] }, send)).toBe('made');
    expect(sent).toEqual([{ lines: { id: expect.any(String), totalCents: 400 }, asked: expect.any(String) }, request]);
  });
});
