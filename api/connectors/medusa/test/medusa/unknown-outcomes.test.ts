import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { buyer, operator, type Session } from '../support/buyer.ts';
import { until } from '../support/processes.ts';
import { theShop } from '../support/shop.ts';

const at = buyer();
const shop = operator();
const { apruve, stackDir } = theShop();

afterEach(() => shop.noFaults());

/** An order that is paid. */
async function paid(quantity: number) {
  const made = await at.ordered(quantity);
  await shop.capture(made.order);
  await shop.pays(made.session);
  await shop.reaches(made.order, 'captured');
  return made;
}

/** The returns at Apruve on the invoices of a checkout, in cents. */
async function returnsAtApruve(session: Session): Promise<number[]> {
  const { body } = await apruve('GET', '/state');
  const ids = (await shop.checkout(session)).invoices.map(({ id }) => id);
  return body.returns.filter((each: any) => ids.includes(each.invoice_id)).map((each: any) => each.amount_cents);
}

describe('an outcome that is not known', () => {
  it('of an invoice that Apruve does not take yet is not guessed, and the invoice is sent once', async () => {
    const { order, session } = await at.ordered(1);
    await shop.fault({ method: 'POST', path: '/invoices', times: 1_000, status: 503 });
    const tried = await shop.capture(order);
    expect(tried).toMatchObject({ status: 400, body: { message: expect.stringMatching(/stored and goes on by itself/) } });
    expect((await shop.order(order)).payment_status).toBe('authorized');

    await shop.noFaults();
    await shop.becomes(session, ({ invoices }) => invoices.some(({ status }) => status === 'open'));
    expect((await shop.capture(order)).body.message).toMatch(/-1 over 43\.56 USD is with the buyer/);
    expect((await shop.checkout(session)).invoices).toHaveLength(1);
    await shop.pays(session);
    await shop.reaches(order, 'captured');
  });

  it('of a refund whose answer is lost on the way from Apruve is looked up, and returned once', async () => {
    const { order, session } = await paid(1);
    await shop.fault({ method: 'POST', path: 'returns', times: 1, drop_response: true });
    expect((await shop.refund(order, 10)).status).toBe(200);
    expect(await returnsAtApruve(session)).toEqual([1_000]);
  });

  it('of a refund is not shown as one until it is there; the same refund later is that one', async () => {
    const { order, session } = await paid(1);
    await shop.fault({ method: 'POST', path: 'returns', times: 1_000, status: 503 });
    const tried = await shop.refund(order, 10);
    expect(tried.status).toBe(400);
    expect((await shop.order(order)).payment_status).toBe('captured');
    const other = await shop.refund(order, 20);
    expect(other.body.message).toMatch(/returns of 10\.00 USD that Medusa does not show/);

    await shop.noFaults();
    await shop.becomes(session, ({ credit }) => credit.refunded_cents === 1_000);
    expect((await shop.refund(order, 10)).status).toBe(200);
    expect((await shop.refund(order, 5)).status).toBe(200);
    expect(await returnsAtApruve(session)).toEqual([1_000, 500]);
    expect((await shop.order(order)).payment_collections[0].refunded_amount).toBe(15);
  });

  it('of a refund during which the payment API dies is one return, although it is asked for again', async () => {
    const { order, session } = await paid(1);
    await shop.fault({ method: 'POST', path: 'returns', times: 1, delay_ms: 3_000 });
    const refund = shop.refund(order, 10);
    await until('the return on its way', async () => ((await shop.checkout(session)).in_flight.length > 0 ? true : undefined));
    const { pids } = JSON.parse(readFileSync(join(stackDir, 'stack.json'), 'utf8'));
    process.kill(pids.api, 'SIGKILL');
    const { status } = await refund;
    if (status !== 200) await shop.refund(order, 10);
    expect((await shop.order(order)).payment_status).toBe('partially_refunded');
    expect(await returnsAtApruve(session)).toEqual([1_000]);
  });
});
