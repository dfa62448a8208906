import type { Context, Hono } from 'hono';
import type { AppEnv } from '../../http/app-env.ts';
import type { Refusal } from '../pages/api-client.ts';
import { cutText } from '../../../workflows/contract/text.ts';
import { answerPage, readForm } from '../pages/render.ts';
import { AuthorizePage } from './authorize-page.tsx';
import { withNewNumber, withOrder, withoutCart, type BrowserState } from './browser-state.ts';
import { CartPage } from './cart-page.tsx';
import { OrderPage, ShopErrorPage } from './order-page.tsx';
import { orderView } from './order-state.ts';
import { OrdersPage } from './orders-page.tsx';
import type { ShopCheckout, Storefront } from './storefront.ts';
import type { ShopContext } from './shop-context.ts';
import { countOf } from './totals.ts';

const EMAIL_LENGTH = 254;
const PO_LENGTH = 60;

/** Placing an order, authorizing it, and showing it. */
export function registerOrders(shop: Hono<AppEnv>, context: ShopContext): void {
  shop.post('/orders', (c) => place(c, context));
  shop.get('/orders', async (c) => {
    const [state, api] = await Promise.all([context.state.read(c), context.api(c)]);
    const answers = await Promise.all(state.orders.map(({ id }) => api.read(id)));
    const checkouts = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
    return answerPage(c, <OrdersPage checkouts={checkouts} cartCount={countOf(state.cart)} />);
  });
  shop.get('/orders/:id', async (c) => {
    const state = await context.state.read(c);
    const order = orderOf(state, c.req.param('id'));
    if (order === undefined) return noSuchOrder(c, state);
    const answer = await (await context.api(c)).read(order.id);
    if (!answer.ok) return showRefused(c, state, answer.refusal);
    return showOrder(c, context, state, answer.value);
  });
  shop.post('/orders/:id/authorization', (c) => bringOrderId(c, context, c.req.param('id')));
}

const orderOf = (state: BrowserState, id: string) => state.orders.find((order) => order.id === id);

const noSuchOrder = (c: Context, state: BrowserState) =>
  answerPage(c, <ShopErrorPage title="Not found" text="This browser has no such order." cartCount={countOf(state.cart)} />, 404);

const showRefused = (c: Context, state: BrowserState, { title, detail }: Refusal) =>
  answerPage(c, <ShopErrorPage title={title} text={detail} cartCount={countOf(state.cart)} />, 503);

async function place(c: Context<AppEnv>, context: ShopContext) {
  const { email = '', po = '' } = await readForm(c);
  const before = await context.state.read(c);
  const state = { ...before, email: cutText(email, EMAIL_LENGTH), po: cutText(po, PO_LENGTH) };
  if (countOf(state.cart) === 0) return c.redirect('/shop/cart', 303);
  const { answer, ordered } = await openOrReopen(await context.api(c), state);
  if (!answer.ok) {
    await context.state.write(c, state);
    return answerPage(c, <CartPage state={state} problem={answer.refusal.detail} />, 422);
  }
  await context.state.write(c, withOrder(ordered, answer.value.id));
  return c.redirect(`/shop/orders/${answer.value.id}`, 303);
}

/** A cart that was changed after its order was placed is a new order with a new number; the old one is canceled. */
async function openOrReopen(api: Storefront, state: BrowserState) {
  const first = await api.open(state);
  if (first.ok || first.refusal.code !== 'order-conflict') return { answer: first, ordered: state };
  const [last] = state.orders;
  if (last !== undefined) await api.cancel(last.id, 'The buyer changed the cart.');
  const ordered = withNewNumber(state);
  return { answer: await api.open(ordered), ordered };
}

async function bringOrderId(c: Context<AppEnv>, context: ShopContext, id: string) {
  const before = await context.state.read(c);
  const order = orderOf(before, id);
  if (order === undefined) return noSuchOrder(c, before);
  const apruveOrderId = (await readForm(c))['apruve_order_id'] || order.apruveOrderId;
  if (apruveOrderId === null) return c.redirect(`/shop/orders/${id}`, 303);
  const answer = await (await context.api(c)).authorize(id, apruveOrderId);
  const state = withOrder(before, id, apruveOrderId);
  if (answer.ok || RESOLVED.has(answer.refusal.code)) {
    await context.state.write(c, order.apruveOrderId === null ? withoutCart(state) : state);
    return c.redirect(`/shop/orders/${id}`, 303);
  }
  if (answer.status >= 500 || answer.status === 429) {
    await context.state.write(c, state);
    return c.redirect(`/shop/orders/${id}`, 303);
  }
  return failed(c, context, before, answer.refusal);
}

/** The checkout has moved on, and its page shows how. */
const RESOLVED = new Set(['already-authorized', 'checkout-finished']);

async function failed(c: Context<AppEnv>, context: ShopContext, state: BrowserState, refusal: Refusal) {
  const id = c.req.param('id') ?? '';
  const answer = await (await context.api(c)).read(id);
  if (!answer.ok) return showRefused(c, state, answer.refusal);
  const page = { checkout: answer.value, cartCount: countOf(state.cart), otherSideUrl: context.otherSideUrl };
  // Only the merchant may see what differs, because the other order may be someone else's.
  const problem = refusal.code === 'authorization-mismatch' ? undefined : refusal.detail;
  return answerPage(c, <OrderPage {...page} view="failed" problem={problem} />, 422);
}

function showOrder(c: Context, { otherSideUrl, receiver }: ShopContext, state: BrowserState, checkout: ShopCheckout) {
  const cartCount = countOf(state.cart);
  const apruveOrderId = orderOf(state, checkout.id)?.apruveOrderId ?? null;
  const view = orderView(checkout, { closed: c.req.query('lightbox') === 'closed', apruveOrderId });
  const { lightbox } = checkout;
  if (view !== 'authorize' && view !== 'closed') {
    return answerPage(c, <OrderPage {...{ checkout, view, cartCount, otherSideUrl }} received={receiver?.about(checkout.id)} />);
  }
  if (lightbox === null)
    return answerPage(c, <OrderPage checkout={checkout} view="checking" cartCount={cartCount} otherSideUrl={null} />);
  return answerPage(
    c,
    <AuthorizePage checkout={checkout} lightbox={lightbox} closed={view === 'closed'} cartCount={cartCount} />,
  );
}
