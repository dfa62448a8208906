import { Hono } from 'hono';
import type { AppEnv } from '../../http/app-env.ts';
import { limitBody } from '../../http/body.ts';
import type { FetchApi } from '../pages/api-client.ts';
import { cookiesAreSecure, ownFormsOnly, pageHeaders } from '../pages/guard.ts';
import { answerPage, readForm } from '../pages/render.ts';
import { describeError } from '../pages/error-page.ts';
import { stateCookie, type StateCookie } from './browser-state.ts';
import { CartPage } from './cart-page.tsx';
import { CataloguePage } from './catalogue-page.tsx';
import { PRODUCTS, productOf } from './catalogue.ts';
import { registerReceiver, registerReceivedPage } from './notifications.tsx';
import { ShopErrorPage } from './order-page.tsx';
import { registerOrders } from './orders.tsx';
import { storefront } from './storefront.ts';
import { memoryReceiver } from './received-notifications.ts';
import type { ShopContext } from './shop-context.ts';
import { withQuantity } from './totals.ts';

export interface ShopDeps {
  /** The public HTTP API, which is all that the shop knows of the product. */
  fetchApi: FetchApi;
  /** The shop's storefront key. It stays on this server. */
  apiKey: () => Promise<string>;
  /** Where apruve.js and its frame come from. */
  apruveOrigin: string;
  /** Where Apruve's side of this demo is played; null when Apruve itself is used. */
  otherSideUrl: string | null;
  /** Signs the cookie; 32 bytes. */
  cookieSecret: Uint8Array<ArrayBuffer>;
  /** The address that browsers use. */
  publicUrl: string;
  /** Signs the notifications to this shop (`whsec_…`); null when it receives none. */
  notificationSecret: string | null;
}

const BODY_BYTES = 64 * 1_024;

/** The demo shop, to be mounted at `/shop`: a storefront that uses only the HTTP API and apruve.js. Test mode only. */
export function createShop(deps: ShopDeps): Hono<AppEnv> {
  const shop = new Hono<AppEnv>();
  const receiver = deps.notificationSecret === null ? null : memoryReceiver(deps.notificationSecret);
  const context: ShopContext = {
    state: stateCookie(deps.cookieSecret, cookiesAreSecure(deps.publicUrl)),
    api: async (c) => storefront(deps.fetchApi, await deps.apiKey(), c.get('requestId')),
    otherSideUrl: deps.otherSideUrl,
    receiver,
  };
  shop.use(pageHeaders({ scriptAndFrame: deps.apruveOrigin }));
  shop.onError((error, c) => {
    const { status, title, text } = describeError(error, c.var);
    return answerPage(c, <ShopErrorPage title={title} text={text} cartCount={0} />, status);
  });
  if (receiver !== null) registerReceiver(shop, receiver);
  shop.use(limitBody(BODY_BYTES), ownFormsOnly(deps.publicUrl));
  if (receiver !== null) registerReceivedPage(shop, receiver, context);
  registerCart(shop, context.state);
  registerOrders(shop, context);
  shop.all('*', (c) => answerPage(c, <ShopErrorPage title="Not found" text="There is no such page." cartCount={0} />, 404));
  return shop;
}

function registerCart(shop: Hono<AppEnv>, state: StateCookie): void {
  shop.get('/', async (c) => {
    const { cart } = await state.read(c);
    return answerPage(c, <CataloguePage cart={cart} added={c.req.query('added')} />);
  });
  shop.get('/cart', async (c) => answerPage(c, <CartPage state={await state.read(c)} />));

  shop.post('/cart', async (c) => {
    const { sku = '', quantity = '' } = await readForm(c);
    const before = await state.read(c);
    if (productOf(sku) === undefined) return c.redirect('/shop', 303);
    const wanted = (before.cart[sku] ?? 0) + Math.max(Number(quantity) || 0, 0);
    await state.write(c, { ...before, cart: withQuantity(before.cart, sku, wanted) });
    return c.redirect(`/shop?added=${sku}#${sku}`, 303);
  });

  shop.post('/cart/quantities', async (c) => {
    const fields = await readForm(c);
    const before = await state.read(c);
    const cart = PRODUCTS.reduce(
      (known, { sku }) => (fields[sku] === undefined ? known : withQuantity(known, sku, Number(fields[sku]))),
      before.cart,
    );
    await state.write(c, { ...before, cart });
    return c.redirect('/shop/cart', 303);
  });

  shop.post('/cart/removal', async (c) => {
    const { sku = '' } = await readForm(c);
    const before = await state.read(c);
    await state.write(c, { ...before, cart: withQuantity(before.cart, sku, 0) });
    return c.redirect('/shop/cart', 303);
  });
}
