import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buyer, type Buyer } from './support/buyer.ts';
import { startShop, type Shop } from './support/shop.ts';

let shop: Shop;
let at: Buyer;
beforeAll(async () => {
  shop = await startShop();
  at = buyer(shop);
}, 300_000);
afterAll(() => shop?.stop(), 60_000);

describe('an order on credit in Medusa', () => {
  it('goes from the session through authorization, order, invoice and payment to the refund', async () => {
    const cart = await at.cart(3);
    const session = await at.session(cart);
    // 3 boots at 33.33, a parcel at 7.00, 8 % tax
    expect(session.data).toMatchObject({ amount_cents: 11_555, currency: 'USD', status: 'awaiting_authorization' });
    expect(session.status).toBe('pending');
    const { data: opened } = await at.checkout(session);
    expect(opened).toMatchObject({ merchant_order_id: session.id, tax_cents: 856, shipping_cents: 700 });
    expect(opened?.order_items).toMatchObject([{ title: 'Work boots', sku: 'BOOT-9', quantity: 3, price_total_cents: 9_999 }]);
    expect(opened?.customer.email).toBe('buyer@example.test');

    await at.bring(session, await at.lightbox(session));
    const order = await at.complete(cart);
    expect(order.payment_status).toBe('authorized');

    const payment = await at.payment(order);
    const tried = await shop.admin('POST', `/admin/payments/${payment.id}/capture`, {});
    expect(tried.status).toBe(400);
    expect(tried.body.message).toMatch(/^Invoice payses_\w+-1 over 115\.55 USD is with the buyer/);
    expect((await at.order(order)).payment_status).toBe('authorized');

    const { data: invoiced } = await at.checkout(session);
    expect(invoiced?.status).toBe('invoiced');
    await shop.apruve('POST', `/invoices/${invoiced?.invoices[0]?.id}/pay`);
    const captured = await at.reaches(order, 'captured');
    expect(captured.payment_collections[0].captured_amount).toBe(115.55);

    const refunded = await shop.admin('POST', `/admin/payments/${payment.id}/refund`, { amount: 15.55 });
    expect(refunded.status).toBe(200);
    const { data: after } = await at.checkout(session);
    expect(after?.credit).toMatchObject({ captured_cents: 11_555, refunded_cents: 1_555 });
    expect((await at.order(order)).payment_status).toBe('partially_refunded');
  });
});
