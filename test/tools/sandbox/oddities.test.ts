import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Rig, accountOf, checkedOut, checkout, invoiced, offline, openSandbox } from './sandbox-rig.ts';
import { deliveries } from './webhook-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openSandbox({ webhookUrl: 'http://127.0.0.1:1/' });
  onTestFinished(() => rig.close());
  await rig.control('PUT', '/webhooks/mode', { hold: true });
});

const setAccount = async (change: Record<string, unknown>): Promise<void> => {
  expect((await rig.control('PATCH', `/accounts/${(await accountOf(rig)).id}`, change)).status).toBe(200);
};
const shown = async (path: string): Promise<unknown> => (await rig.api('GET', path)).body;
const told = async (): Promise<string[]> => (await deliveries(rig)).slice(2).map(({ event }) => event);

describe('an account', () => {
  test('that pays at issue answers the new invoice as closed', async () => {
    const order = await checkedOut(rig);
    await setAccount({ pays_at_issue: true });
    const made = await rig.api('POST', `/orders/${order}/invoices`, { amount_cents: 1_000 });
    expect(made.body).toMatchObject({ status: 'closed', payments: [{ status: 'captured', amount_cents: 1_000 }] });
    expect(await told()).toEqual(['invoice.closed']);
  });

  test('that is suspended takes part in no new orders; what it has goes on', async () => {
    const order = await checkedOut(rig);
    await setAccount({ suspended: true });
    expect(await checkout(rig)).toMatchObject({ status: 422, body: { errors: [{ title: 'Account is suspended' }] } });
    expect((await checkout(rig, { finalize_on_create: false })).status).toBe(422);
    expect((await offline(rig)).status).toBe(400);
    expect(await shown(`/invoices/${await invoiced(rig, order, 1_000)}`)).toMatchObject({ status: 'open' });
    await setAccount({ suspended: false });
    expect((await checkout(rig)).status).toBe(200);
  });

  test('has what is long overdue canceled, silently, where that is switched on', async () => {
    const order = await checkedOut(rig);
    const due_at = new Date(Date.now() - 10 * 86_400_000).toISOString();
    const [old, paid, fresh] = [
      await invoiced(rig, order, 1_000, { due_at }),
      await invoiced(rig, order, 1_000, { due_at }),
      await invoiced(rig, order, 1_000),
    ];
    await rig.control('POST', `/invoices/${paid}/payments`, { amount_cents: 1 });
    const states = () => Promise.all([old, paid, fresh].map((id) => shown(`/invoices/${id}`)));
    const open = { status: 'open' };
    expect(await states()).toMatchObject([open, open, open]);
    await setAccount({ cancel_overdue_after_days: 11 });
    expect(await states()).toMatchObject([open, open, open]);
    await setAccount({ cancel_overdue_after_days: 9 });
    expect(await states()).toMatchObject([{ status: 'canceled' }, open, open]);
    expect(await told()).toEqual([]);
  });
});

describe('an answer', () => {
  test('may show a word that nobody knows, in webhooks too, until it is taken back', async () => {
    const order = await checkedOut(rig);
    const invoice = await invoiced(rig, order, 1_000);
    for (const path of [`/orders/${order}`, `/invoices/${invoice}`]) {
      const before = await shown(path);
      await rig.control('POST', `${path}/show`, { status: 'in_review' });
      expect(await shown(path)).toMatchObject({ status: 'in_review' });
      await rig.control('POST', `${path}/show`, { status: null });
      expect(await shown(path)).toEqual(before);
    }
    await rig.control('POST', `/invoices/${invoice}/show`, { status: 'settled' });
    await rig.control('POST', `/invoices/${invoice}/pay`);
    expect((await deliveries(rig)).at(-1)?.body).toContain('"status":"settled"');
  });

  test('has funding details where the fee is told', async () => {
    const order = await checkedOut(rig);
    const [plain, detailed] = [await invoiced(rig, order, 1_000), await invoiced(rig, order, 1_000)];
    for (const id of [plain, detailed]) await rig.control('POST', `/dashboard/invoices/${id}/shipments`);
    await rig.control('POST', `/invoices/${plain}/fund`);
    await rig.control('POST', `/invoices/${detailed}/fund`, { fee_cents: 30 });
    expect(await shown(`/invoices/${plain}`)).not.toHaveProperty('funding_details');
    const funding_details = [{ invoice_id: detailed, amount_cents: 1_000, fee_cents: 30 }];
    expect(await shown(`/invoices/${detailed}`)).toMatchObject({ status: 'funded', funding_details });
  });
});

test('an invoice that is owed falls due now, untold', async () => {
  const order = await checkedOut(rig);
  const invoice = await invoiced(rig, order, 1_000);
  const { body } = await rig.control('POST', `/invoices/${invoice}/overdue`);
  expect(Date.parse((body as { due_at: string }).due_at)).toBeLessThanOrEqual(Date.now());
  expect(await told()).toEqual([]);
  await rig.control('POST', `/invoices/${invoice}/pay`);
  expect((await rig.control('POST', `/invoices/${invoice}/overdue`)).status).toBe(409);
});

test('days may be short: terms and default expiry then count so many of them, to the second', async () => {
  const fast = await openSandbox({ dayMs: 2_000 });
  onTestFinished(() => fast.close());
  const after = (time: string): number => Math.round((Date.parse(time) - Date.now()) / 1000);
  const order = await checkedOut(fast);
  const { body } = await fast.api('GET', `/orders/${order}`);
  expect(after((body as { expire_at: string }).expire_at)).toBeGreaterThanOrEqual(85);
  expect(after((body as { expire_at: string }).expire_at)).toBeLessThanOrEqual(91);
  const invoice = (await fast.api('GET', `/invoices/${await invoiced(fast, order, 100)}`)).body as { due_at: string };
  expect(after(invoice.due_at)).toBeGreaterThanOrEqual(55);
  expect(after(invoice.due_at)).toBeLessThanOrEqual(61);
});
