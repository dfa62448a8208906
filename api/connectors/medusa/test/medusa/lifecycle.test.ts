import { describe, expect, it } from 'vitest';
import { buyer, operator } from '../support/buyer.ts';

const at = buyer();
const shop = operator();

describe('an order on credit', () => {
  it('goes from the session through authorization, order, invoice and payment to the refund', async () => {
    const cart = await at.cart(3);
    const session = await at.session(cart);
    // 3 boots at 33.33, a parcel at 7.00, 8 % tax
    expect(session.data).toMatchObject({ amount_cents: 11_555, currency: 'USD', status: 'awaiting_authorization' });
    expect(session.status).toBe('pending');
    const opened = await shop.checkout(session);
    expect(opened).toMatchObject({ merchant_order_id: session.id, tax_cents: 856, shipping_cents: 700 });
    expect(opened.order_items).toMatchObject([{ title: 'Work boots', sku: 'BOOT-9', quantity: 3, price_total_cents: 9_999 }]);
    expect(opened.customer.email).toBe('buyer@example.test');

    expect((await at.bring(session, await at.lightbox(session))).status).toBe(200);
    const { body } = await at.complete(cart);
    expect(body.type).toBe('order');
    const order = await shop.order(body.order);
    expect(order.payment_status).toBe('authorized');

    const tried = await shop.capture(order);
    expect(tried.status).toBe(400);
    expect(tried.body.message).toMatch(/^Invoice payses_\w+-1 over 115\.55 USD is with the buyer/);
    expect((await shop.order(order)).payment_status).toBe('authorized');
    expect((await shop.checkout(session)).status).toBe('invoiced');

    await shop.pays(session);
    const captured = await shop.reaches(order, 'captured');
    expect(captured.payment_collections[0].captured_amount).toBe(115.55);

    expect((await shop.refund(order, 15.55)).status).toBe(200);
    expect((await shop.checkout(session)).credit).toMatchObject({ captured_cents: 11_555, refunded_cents: 1_555 });
    expect((await shop.order(order)).payment_status).toBe('partially_refunded');
  });

  it('is captured in parts, each invoice once, however often it is clicked and told', async () => {
    const { order, session } = await at.ordered(3);
    const twice = await Promise.all([shop.capture(order, 40), shop.capture(order, 40)]);
    for (const { body } of [...twice, await shop.capture(order, 40)]) {
      expect(body.message).toMatch(/-1 over 40\.00 USD is with the buyer/);
    }
    expect((await shop.checkout(session)).invoices).toHaveLength(1);
    await shop.pays(session);
    const part = await shop.reaches(order, 'partially_captured');
    expect(part.payment_collections[0].captured_amount).toBe(40);

    await shop.tellAgain(session);
    expect((await shop.capture(order, 75.55)).body.message).toMatch(/-2 over 75\.55 USD is with the buyer/);
    await shop.pays(session, 1);
    const whole = await shop.reaches(order, 'captured');
    expect(whole.payment_collections[0].captured_amount).toBe(115.55);
    expect((await shop.checkout(session)).invoices).toHaveLength(2);
  });

  it('is refunded although goods that nobody had paid came back as well', async () => {
    const { order, session } = await at.ordered(3);
    await shop.capture(order, 40);
    await shop.returns(session, 4_000);
    await shop.becomes(session, ({ invoices }) => invoices[0]?.status === 'closed');
    await shop.capture(order, 75.55);
    await shop.pays(session, 1);
    const paid = await shop.reaches(order, 'partially_captured');
    expect(paid.payment_collections[0].captured_amount).toBe(75.55);

    expect(await shop.refund(order, 10)).toMatchObject({ status: 200 });
    const { credit, invoices } = await shop.checkout(session);
    expect(credit).toMatchObject({ captured_cents: 7_555, refunded_cents: 5_000 });
    expect(invoices.map(({ returned_cents }) => returned_cents)).toEqual([4_000, 1_000]);
  });

  it('releases the credit when it is canceled in Medusa', async () => {
    const { order, session } = await at.ordered(1);
    await shop.capture(order);
    expect(await shop.cancel(order)).toMatchObject({ status: 200 });
    const after = await shop.checkout(session);
    expect(after.status).toBe('canceled');
    expect(after.invoices).toMatchObject([{ status: 'canceled' }]);
    expect((await shop.order(order)).payment_status).toBe('canceled');
  });

  it('keeps its payment where money has moved, although Medusa cancels the order', async () => {
    const { order, session } = await at.ordered(1);
    await shop.capture(order);
    await shop.funds(session);
    await shop.cancel(order);
    const after = await shop.order(order);
    expect(after.payment_collections[0].payments[0].canceled_at).toBeNull();
    expect((await shop.checkout(session)).status).toBe('invoiced');
    await shop.pays(session);
    await shop.becomes(session, ({ status }) => status === 'paid');
    expect((await shop.reaches(order, 'captured')).payment_collections[0].captured_amount).toBe(43.56);
  });
});
