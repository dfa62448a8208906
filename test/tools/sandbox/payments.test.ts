import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Rig, accountOf, checkedOut, invoiced, openSandbox } from './sandbox-rig.ts';
import { deliveries, rigWithReceiver } from './webhook-rig.ts';

let rig: Rig;
let invoice: string;
beforeEach(async () => {
  rig = await openSandbox();
  invoice = await invoiced(rig, await checkedOut(rig), 1_000);
});
afterEach(() => rig.close());

const pay = (payment: Record<string, unknown> = {}) => rig.control('POST', `/invoices/${invoice}/payments`, payment);
const takeBack = (amount_cents: number) =>
  rig.api('POST', `/invoices/${invoice}/invoice_returns`, { amount_cents, reason: 'OTHER' });
const shown = async (): Promise<unknown> => (await rig.api('GET', `/invoices/${invoice}`)).body;

describe('a payment', () => {
  test('of a part lowers what is due and frees credit; the last one closes the invoice', async () => {
    const before = (await accountOf(rig)).available;
    expect((await pay({ amount_cents: 400 })).body).toMatchObject({
      status: 'open',
      amount_due: 600,
      payments: [{ status: 'captured', amount_cents: 400, failure_reason: null }],
    });
    expect((await accountOf(rig)).available).toBe(before + 400);
    expect((await pay()).body).toMatchObject({
      status: 'closed',
      amount_due: 0,
      payments: [{ amount_cents: 400 }, { amount_cents: 600 }],
    });
    expect((await accountOf(rig)).available).toBe(before + 1_000);
  });

  test('that failed or is under way is shown, and moves nothing', async () => {
    await pay({ status: 'failed', failure_reason: 'Account closed' });
    expect((await pay({ status: 'pending', amount_cents: 700 })).body).toMatchObject({
      status: 'open',
      amount_due: 1_000,
      payments: [
        { status: 'failed', amount_cents: 1_000, failure_reason: 'Account closed', captured_at: null },
        { status: 'pending', amount_cents: 700, failure_reason: null, captured_at: null },
      ],
    });
  });

  test('is never above what is due, and only on an invoice that is owed', async () => {
    await pay({ amount_cents: 400 });
    expect((await pay({ amount_cents: 601 })).status).toBe(400);
    await pay({ amount_cents: 600 });
    expect((await pay({ amount_cents: 1 })).status).toBe(409);
  });

  test('of a part keeps the merchant from canceling the invoice', async () => {
    await pay({ status: 'failed' });
    await pay({ amount_cents: 1 });
    expect((await rig.api('POST', `/invoices/${invoice}/cancel`)).status).toBe(409);
    expect((await rig.control('POST', `/invoices/${invoice}/cancel`)).body).toMatchObject({ status: 'canceled' });
  });

  test('of a part is refunded where more is returned than was still due', async () => {
    await pay({ amount_cents: 400 });
    await takeBack(500);
    expect(await shown()).toMatchObject({ status: 'open', amount_due: 100, payments: [{ refunded_amount_cents: 0 }] });
    await takeBack(300);
    expect(await shown()).toMatchObject({ status: 'closed', payments: [{ refunded_amount_cents: 200 }] });
    await takeBack(200);
    expect(await shown()).toMatchObject({ payments: [{ refunded_amount_cents: 400 }] });
  });

  test('is told by the closing of its invoice only', async () => {
    const told = await rigWithReceiver();
    const id = await invoiced(told.rig, await checkedOut(told.rig), 1_000);
    const path = `/invoices/${id}/payments`;
    for (const payment of [{ status: 'failed' }, { amount_cents: 400 }, {}]) await told.rig.control('POST', path, payment);
    await expect.poll(told.receiver.events).toHaveLength(3);
    expect((await deliveries(told.rig)).slice(2).map(({ event }) => event)).toEqual(['invoice.closed']);
  });
});
