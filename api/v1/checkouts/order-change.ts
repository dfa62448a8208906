import { canonicalJson } from '../../../workflows/rules/canonical-json.ts';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import type { ShopOrder } from '../../../activities/ledger/json-columns.ts';
import type { OrderUpdateRequest } from '../../../workflows/contract/requests.ts';
import { verdict } from '../../../workflows/rules/actions.ts';
import { isOrderInDoubt } from '../../../workflows/rules/order-change.ts';
import type { Deps } from '../../deps.ts';
import { Problem } from '../../http/problem.ts';
import { toOrderItem } from '../shared/order-lines.ts';
import { cartOf, refusalOfCart } from '../shared/payment-rules.ts';
import { toOrderUpdate, type OrderChangeInput } from './order-schema.ts';

/** The order as the change would make it. */
function changedOrder(order: ShopOrder, { order_items: lines, ...amounts }: OrderChangeInput): ShopOrder {
  const given = Object.fromEntries(Object.entries(amounts).filter(([, amount]) => amount !== null));
  return { ...order, ...given, ...(lines && { order_items: lines.map(toOrderItem) }) };
}

const isSame = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other);

/** True when the order already is as the change would make it. */
export const isChangedAlready = (order: ShopOrder, change: OrderChangeInput): boolean =>
  isSame(changedOrder(order, change), order);

/**
 * True while a change would only make another lightbox: no order is adopted, whose state at Apruve would matter, and no earlier change is
 * in doubt, which would overwrite it when it gets through.
 */
export const isOnlyLightbox = ({ facts }: CheckoutRow): boolean =>
  facts !== null && facts.order === null && facts.unresolved.length === 0 && verdict(facts, 'update').allowed;

/** What is asked of the process of a checkout. Throws where the rules of its channel refuse it. */
export async function askedUpdate(
  deps: Deps,
  row: CheckoutRow,
  change: OrderChangeInput,
  actor: string,
): Promise<[OrderUpdateRequest]> {
  await assertStillTaken(deps, row, change);
  return [toOrderUpdate(change, actor)];
}

/**
 * Throws where the channel's rules refuse what the change makes of the cart. A change that they do not see is none to them, a disabled
 * channel goes on with what runs, and what the process refuses anyway, or is at already, is left to it.
 */
async function assertStillTaken({ channels }: Deps, row: CheckoutRow, change: OrderChangeInput): Promise<void> {
  const { facts, order, customer } = row;
  // Without facts its process has not begun: the call begins it, and then changes the order.
  if (facts !== null && (isOrderInDoubt(facts) || !verdict(facts, 'update').allowed)) return;
  const cart = cartOf(changedOrder(order, change), customer);
  if (isSame(cart, cartOf(order, customer))) return;
  const channel = await channels.get(row.channel);
  const why = channel === null ? null : refusalOfCart({ rules: channel.rules, enabled: true }, cart);
  if (why !== null)
    throw new Problem('payment-method-unavailable', `The channel "${row.channel}" refuses the changed order. ${why}`);
}
