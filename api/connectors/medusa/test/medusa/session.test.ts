import { describe, expect, it } from 'vitest';
import { buyer, operator } from '../support/buyer.ts';
import { until } from '../support/processes.ts';
import { theShop } from '../support/shop.ts';

const at = buyer();
const shop = operator();
const { apruve, admin } = theShop();

/** Resolves once Medusa has, by itself, placed an authorized order for the cart. */
const isOrdered = (cartId: string): Promise<true> =>
  until('an authorized order', async () => {
    const { body } = await admin('GET', '/admin/orders?fields=id,payment_status,cart.id&order=-created_at&limit=50');
    const placed = body.orders.find(({ cart }: { cart?: { id: string } }) => cart?.id === cartId);
    return placed?.payment_status === 'authorized' || undefined;
  });

describe('a payment session', () => {
  it('requires more while the order waits for approval, and becomes an order when our notification says that it is accepted', async () => {
    const cart = await at.cart(1);
    const session = await at.session(cart);
    const apruveOrderId = await at.lightbox(session, 'pending');
    await at.bring(session, apruveOrderId);
    expect((await at.complete(cart)).body.type).not.toBe('order');
    expect(await at.seen(cart)).toMatchObject({ status: 'requires_more', data: { status: 'awaiting_approval', lightbox: null } });

    await apruve('POST', `/orders/${apruveOrderId}/accept`);
    await isOrdered(cart);
    expect((await at.complete(cart)).body.type).toBe('order');
  });

  it('requires more before the buyer has used the lightbox', async () => {
    const cart = await at.cart(1);
    await at.session(cart);
    expect((await at.complete(cart)).body.type).not.toBe('order');
    expect(await at.seen(cart)).toMatchObject({ status: 'requires_more', data: { status: 'awaiting_authorization' } });
  });

  it('becomes an order although the buyer’s browser never comes back', async () => {
    const cart = await at.cart(1);
    await at.lightbox(await at.session(cart));
    expect(await isOrdered(cart)).toBe(true);
  });

  it('stays authorized when the browser comes after Medusa has made it an order', async () => {
    const cart = await at.cart(1);
    const session = await at.session(cart);
    const apruveOrderId = await at.lightbox(session);
    await isOrdered(cart);
    const late = await at.bring(session, apruveOrderId);
    expect(late).toMatchObject({ status: 200, body: { payment_session: { status: 'authorized' } } });
    expect((await at.complete(cart)).body.type).toBe('order');
  });

  it('is released when the cart changes, with what the buyer has authorized', async () => {
    const cart = await at.cart(1);
    const first = await at.session(cart);
    await at.bring(first, await at.lightbox(first, 'pending'));
    await at.addBoots(cart);
    await shop.becomes(first, ({ status }) => status === 'canceled');

    const second = await at.session(cart);
    expect(second.id).not.toBe(first.id);
    expect(second.data).toMatchObject({ amount_cents: 7_955, status: 'awaiting_authorization' });
  });

  it('is an error when Apruve declines, and another can be begun', async () => {
    const cart = await at.cart(1);
    const session = await at.session(cart);
    const apruveOrderId = await at.lightbox(session, 'pending');
    await at.bring(session, apruveOrderId);
    await apruve('POST', `/orders/${apruveOrderId}/cancel`);
    await shop.becomes(session, ({ status }) => status === 'declined');
    expect((await at.complete(cart)).body.type).not.toBe('order');
    expect(await at.seen(cart)).toMatchObject({ status: 'error' });
    expect((await at.session(cart)).status).toBe('pending');
  });

  it('believes nothing that the browser sends along', async () => {
    const other = await at.session(await at.cart(3));
    const cart = await at.cart(1);
    const data = { session_id: other.id, checkout_id: other.data.checkout_id, apruve_order_id: 'x', amount_cents: 1 };
    const session = await at.session(cart, data);
    expect(session.data).toMatchObject({ session_id: session.id, amount_cents: 4_356, apruve_order_id: null });
    expect(session.data.checkout_id).not.toBe(other.data.checkout_id);
  });

  it('refuses the order id of another order in the words of the payment process', async () => {
    const other = await at.session(await at.cart(3));
    const session = await at.session(await at.cart(1));
    const refused = await at.bring(session, await at.lightbox(other));
    expect(refused).toMatchObject({ status: 400, body: { type: 'invalid_data', code: 'authorization-mismatch' } });
    expect(refused.body.message).toMatch(/order/);
    expect((await shop.checkout(session)).status).toBe('awaiting_authorization');
  });
});
