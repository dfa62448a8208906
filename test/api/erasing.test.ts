import { describe, expect, it } from 'vitest';
import { eraseWhatCame } from '../../activities/ledger/erasing/erase-checkout.ts';
import { storeLook } from '../../activities/ledger/reconciliation.ts';
import { listSetupChanges } from '../../activities/ledger/setup-changes.ts';
import { audit } from '../../worker/commands/audit.ts';
import { erase, readErasureWish } from '../../worker/commands/erase.ts';
import { reconcile } from '../../worker/commands/reconcile.ts';
import { until } from '../stack/wait.ts';
import { withReceiver } from '../support/with-rig.ts';
import { control, useLightbox } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { changeTransactions, dump, insertEvents } from '../support/tables.ts';
import { withApi } from './with-api.ts';

/** What was planted wherever a text can be given. */
const PLANTED = ['jane.planted@example.test', 'Jane Q. Planted', '+1 555 0142 777', 'cust-planted-9'];
const [EMAIL = '', NAME = '', PHONE = '', ID = ''] = PLANTED;

describe('erasing a buyer', () => {
  const receiver = withReceiver();
  const { rig, api, shop } = withApi({
    webhooks: true,
    env: () => receiver.env,
  });

  const run = async (...args: string[]) => {
    const lines: string[] = [];
    const done = await erase(rig.config, readErasureWish(['--customer', ...args]), (line) => lines.push(line));
    return { done, said: lines.join('\n') };
  };
  const erased = (customer: string) => run(customer, '--confirm', '--by', 'the privacy officer');
  const found = async (): Promise<string[]> => {
    const text = (await dump(rig.ledger.db)).toLowerCase();
    return PLANTED.filter((each) => text.includes(each.toLowerCase()));
  };
  const ended = (path: string) =>
    until(
      `${path} to be told of its end`,
      async () => {
        const { body } = await api.get(path);
        const { items } = (await api.get(`/v1/notifications?checkout=${body.id}`)).body;
        const isTold = items.every(({ state }: { state: string }) => state === 'delivered');
        return body.completed_at !== null && isTold ? body : undefined;
      },
      { deadlineMs: 60_000, everyMs: 50 },
    );

  /** A whole life, with the buyer's data in every text that the API takes. */
  async function life() {
    const order = orderBody({
      customer: { email: EMAIL, name: NAME, id: ID },
      po_number: `PO of ${NAME}`,
      metadata: { phone: PHONE, [`for ${NAME}`]: 'x' },
      order_items: [{ title: `Gloves for ${NAME}`, price_total_cents: 10_000, merchant_notes: `call ${PHONE}` }],
    });
    const keyed = { headers: { 'idempotency-key': `erase-${String(order['merchant_order_id'])}` } };
    const { body } = await api.post('/v1/checkouts', order, keyed);
    const path = `/v1/checkouts/${body.id}`;
    const apruve_order_id = await useLightbox(rig, body.lightbox);
    await api.post(`${path}/authorization`, { apruve_order_id });
    const invoice_items = [{ title: `For ${NAME}`, price_total_cents: 11_500, merchant_notes: `ring ${PHONE}` }];
    const wish = { invoice_items, shipment: { shipper: 'UPS' }, metadata: { agent: NAME } };
    const invoice = (await api.post(`${path}/invoices`, wish, { headers: { 'idempotency-key': `${body.id}-invoice` } })).body;
    await api.patch(`${path}/invoices/${invoice.id}`, { metadata: { tel: PHONE } });
    const noted = { headers: { 'idempotency-key': `${body.id}-note` } };
    expect(await api.post(`${path}/notes`, { text: `${NAME} asks to be called: ${PHONE}` }, noted)).toMatchObject({
      status: 201,
    });
    return { path, id: String(body.id), order, keyed, invoice };
  }

  it('takes name, email and phone out of the whole database, and leaves amounts, rows and answers', async () => {
    const { path, id, order, keyed, invoice } = await life();
    const other = await shop.authorized();
    expect(await run(EMAIL)).toMatchObject({ done: false, said: expect.stringContaining(id) });

    await control(rig, 'POST', `/invoices/${invoice.id}/pay`);
    await ended(path);
    await api.post(`${path}/invoices/${invoice.id}/returns`, {
      amount_cents: 500,
      reason: 'OTHER',
      merchant_notes: `of ${NAME}`,
    });
    await until('the returns to end', async () => ((await run(ID)).done ? true : undefined), {
      deadlineMs: 60_000,
      everyMs: 100,
    });
    const before = (await ended(path)) as Record<string, unknown>;
    const rows = (await api.get(`${path}/transactions`)).body.items;
    expect(await found()).toEqual(PLANTED);

    const dry = await run(EMAIL.toUpperCase());
    expect(dry.said).toMatch(
      /[1-9]\d* transactions, [1-9]\d* lists of lines, [1-9]\d* events, [1-9]\d* notifications, 1 notes, [1-9]\d* kept answers/,
    );
    expect(await found()).toEqual(PLANTED);
    const real = await erased(EMAIL);
    expect(real).toMatchObject({ done: true });
    expect(dry.said).toContain(real.said.split('\n')[0]);
    expect(real.said).toMatch(/Temporal keeps their histories, encrypted, for \d+ days/);
    expect(await found()).toEqual([]);

    const after = (await api.get(path)).body;
    expect(after).toMatchObject({
      customer: { email: null, name: null, id: null },
      metadata: {},
      po_number: null,
      erased_at: expect.any(String),
      amount_cents: before['amount_cents'],
      credit: before['credit'],
      status: before['status'],
      payment_status: before['payment_status'],
      invoices: [{ id: invoice.id, amount_cents: invoice.amount_cents, returned_cents: 500, metadata: {} }],
    });
    const money = (items: Record<string, unknown>[]) =>
      items.map(({ action, amount_cents, reference, active, successful }) => [
        action,
        amount_cents,
        reference,
        active,
        successful,
      ]);
    expect(money((await api.get(`${path}/transactions`)).body.items)).toEqual(money(rows));
    expect(await api.post('/v1/checkouts', order, keyed)).toMatchObject({ body: { id, customer: { email: null } } });
    expect(await api.post('/v1/checkouts', order)).toMatchObject({ status: 200, body: { id } });
    expect((await api.get(other.path)).body.customer.email).toBe('buyer@example.test');
  });

  it('keeps audit and reconciliation content, and says in the record who erased how much', async () => {
    const { path, id, invoice } = await life();
    await control(rig, 'POST', `/invoices/${invoice.id}/pay`);
    await ended(path);
    await reconcile(rig.config);
    const quoted = { told: 0, released: 0, unrepaired: [`Apruve refused the order of ${NAME}`], followed: true };
    await storeLook(rig.ledger.db, id, quoted);
    await until('the checkout to be erased', async () => ((await erased(ID)).done ? true : undefined), {
      deadlineMs: 60_000,
      everyMs: 100,
    });
    expect(await dump(rig.ledger.db)).not.toContain('Apruve refused the order of');
    expect(await audit(rig.config, () => undefined)).toBe(0);
    expect(await reconcile(rig.config)).toMatchObject({ told: 0, unrepaired: [] });
    const page = await listSetupChanges(rig.ledger.db, { subject: id }, { limit: 5 });
    expect(page.rows).toMatchObject([
      { actor: 'command line', action: 'customer-erased', details: { by: 'the privacy officer', events: expect.any(Number) } },
    ]);
    expect(JSON.stringify(page)).not.toContain(EMAIL);
  });

  it('erases again what Apruve sends and a shop asks for later, and events about the account that no checkout has', async () => {
    const { path, id, invoice } = await life();
    await control(rig, 'POST', `/invoices/${invoice.id}/pay`);
    await ended(path);
    await until('the checkout to be erased', async () => ((await erased(EMAIL)).done ? true : undefined), {
      deadlineMs: 60_000,
      everyMs: 100,
    });
    const buyers = [{ id: 'u1', email: EMAIL, name: NAME, phone: PHONE }];
    const sent = { channel: 'default', outcome: 'no-news' };
    await insertEvents(
      rig.ledger.db,
      { ...sent, uuid: 'late', event: 'order.canceled', checkoutId: id, body: { entity: { id: 'o1', customer_note: NAME } } },
      { ...sent, uuid: 'account', event: 'credit_available.updated', body: { entity: { id: 'a1', authorized_buyers: buyers } } },
    );
    const response = { status: 200, body: { id: invoice.id, merchant_notes: NAME } };
    await changeTransactions(rig.ledger.db, id, 'capture', { response });
    expect(await eraseWhatCame(rig.ledger.db)).toBeGreaterThan(0);
    expect(await eraseWhatCame(rig.ledger.db)).toBe(0);
    await api.post(`${path}/notes`, { text: `Told ${EMAIL} that it is erased` });
    expect(await eraseWhatCame(rig.ledger.db)).toBe(1);
    expect((await api.get(`${path}/notes`)).body.items).toMatchObject([{ text: '[erased]' }, { text: '[erased]' }]);
    const refused = { shipment_items: [{ title: `For ${NAME}`, price_total_cents: 99_000 }] };
    expect((await api.post(`${path}/invoices/${invoice.id}/shipments`, refused)).status).toBe(422);
    expect(await eraseWhatCame(rig.ledger.db)).toBe(1);
    expect(await eraseWhatCame(rig.ledger.db)).toBe(0);
    expect(await found()).toEqual([EMAIL, NAME, PHONE]);
    await erased(EMAIL);
    expect(await found()).toEqual([]);
  });

  it('is asked for with a customer, and confirmed with a name', () => {
    expect(() => readErasureWish([])).toThrow('Usage');
    expect(() => readErasureWish(['--customer', 'a@b.test', '--confirm'])).toThrow('who asks for it');
    expect(readErasureWish(['--customer', ' a@b.test ']).eraser.isDryRun).toBe(true);
  });
});
