import type { OpenAPIHono } from '@hono/zod-openapi';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import type { ShopOrder } from '../../../activities/ledger/json-columns.ts';
import { finalizeUpdate, updateOrderUpdate } from '../../../workflows/contract/messages.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { actorOf } from '../../http/identity/caller.ts';
import { shown, shownPending } from './answer.ts';
import { askCheckout, checkoutOf, settledRow } from './ask.ts';
import { canonicalJson } from '../../../activities/ledger/canonical.ts';
import * as routes from './change-routes.ts';
import { toOrderItem } from './order-schema.ts';

/** The calls that change the order of a checkout. */
export function registerOrderChanges(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.update, async (c) => {
    const before = await checkoutOf(c, deps, c.req.valid('param').id);
    const change = c.req.valid('json');
    const request = routes.toOrderUpdate(change, actorOf(c.get('caller')));
    const asked = await askCheckout(c, deps, before, updateOrderUpdate, [request], ({ order }) => isIn(order, change));
    const row = settledRow(asked);
    return row === null ? c.json(await shownPending(c, deps, asked.row), 202) : c.json(await shown(c, deps, row), 200);
  });

  app.openapi(routes.finalize, async (c) => {
    const before = await checkoutOf(c, deps, c.req.valid('param').id);
    const request = { actor: actorOf(c.get('caller')) };
    const asked = await askCheckout(c, deps, before, finalizeUpdate, [request], isFinalized);
    const row = settledRow(asked);
    return row === null ? c.json(await shownPending(c, deps, asked.row), 202) : c.json(await shown(c, deps, row), 200);
  });
}

const isFinalized = ({ facts }: CheckoutRow): boolean => facts?.order != null && facts.order.status !== 'new';

/** True where the order is what the change would make of it. */
function isIn(order: ShopOrder, { order_items: lines, ...amounts }: routes.OrderChangeInput): boolean {
  const changed = { ...order, ...amounts, ...(lines && { order_items: lines.map(toOrderItem) }) };
  return canonicalJson(changed) === canonicalJson(order);
}
