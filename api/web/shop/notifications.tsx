import type { Hono } from 'hono';
import type { AppEnv } from '../../http/app-env.ts';
import { limitBody } from '../../http/body.ts';
import { answerPage } from '../pages/render.ts';
import type { ShopContext } from './shop-context.ts';
import { ReceivedPage } from './received-notifications-part.tsx';
import { countOf } from './totals.ts';
import type { Receiver } from './received-notifications.ts';

/** A notification has the whole checkout with its lightbox and invoices, which is larger than the request that opened it. */
const BODY_BYTES = 4 * 1_024 * 1_024;

const STATUSES = { taken: 204, 'not-signed': 401, 'not-readable': 400 } as const;

/**
 * Where the shop receives notifications. Mount it before the guard of forms, because a server sends these and proves itself by
 * its signature. A refusal is only a status code.
 */
export function registerReceiver(shop: Hono<AppEnv>, receiver: Receiver): void {
  shop.post('/notifications', limitBody(BODY_BYTES), async (c) => {
    const receipt = receiver.receive(await c.req.text(), c.req.header());
    if (receipt !== 'taken') c.get('log').warn({ receipt }, 'the demo shop refused a notification');
    return c.body(null, STATUSES[receipt]);
  });
}

/** The page of all notifications that were received. */
export function registerReceivedPage(shop: Hono<AppEnv>, receiver: Receiver, { state }: ShopContext): void {
  shop.get('/notifications', async (c) => {
    const { cart } = await state.read(c);
    return answerPage(c, <ReceivedPage orders={receiver.all()} cartCount={countOf(cart)} />);
  });
}
