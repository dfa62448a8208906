import type { ItemRow, OrderRow } from '../store/rows.ts';
import { Refusal, found, wrongState } from '../values/refusal.ts';
import type { World } from '../world.ts';
import { heldByOrder, invoicedOnOrder, requireCredit } from './credit.ts';
import type { ItemInput, OrderChange } from './inputs.ts';
import { toItem } from './items.ts';
import { orderOf } from './orders.ts';

const MONEY_FIELDS = ['amount_cents', 'tax_cents', 'shipping_cents', 'currency', 'expire_at'] as const;

const sameItems = (before: readonly ItemRow[], after: readonly ItemInput[]): boolean => {
  const content = (items: readonly ItemRow[]) => JSON.stringify(items.map((item) => ({ ...item, id: '', number: 0 })));
  return content(before) === content(after.map(toItem));
};

/** The fields of `change` that would alter what a finalized order is about. Whole objects sent back unchanged alter nothing. */
const alteredTerms = (order: OrderRow, change: OrderChange): string[] => {
  const altered: string[] = MONEY_FIELDS.filter((field) => (change[field] ?? order[field]) !== order[field]);
  if (change.order_items && !sameItems(order.order_items, change.order_items)) altered.push('order_items');
  return altered;
};

const requireRoomForInvoices = (world: World, order: OrderRow, amountCents: number): void => {
  const invoiced = invoicedOnOrder(world, order.id);
  if (invoiced * 100 <= amountCents * 110) return;
  const detail = `The order's invoices come to ${invoiced} cents, more than 110 % of ${amountCents} cents.`;
  throw new Refusal(world.refusalStatus, [{ title: 'Invoices exceed the order', detail, source: { parameter: 'amount_cents' } }]);
};

const withChange = (order: OrderRow, change: OrderChange) => ({
  merchant_order_id: change.merchant_order_id ?? order.merchant_order_id,
  po_number: change.po_number ?? order.po_number,
  amount_cents: change.amount_cents ?? order.amount_cents,
  currency: change.currency ?? order.currency,
  tax_cents: change.tax_cents ?? order.tax_cents,
  shipping_cents: change.shipping_cents ?? order.shipping_cents,
  expire_at: change.expire_at ?? order.expire_at,
  invoice_on_create: change.invoice_on_create ?? order.invoice_on_create,
  order_items: change.order_items ? change.order_items.map(toItem) : order.order_items,
});

/**
 * Applies a change (PATCH or PUT, whole or in part). Amounts, currency, expiry and lines only while the order is `new`, else 409.
 * The merchant's number and the PO number at any time, because plugins set the number after finalize.
 */
export const changeOrder = (world: World, order: OrderRow, change: OrderChange): OrderRow => {
  const altered = order.status === 'new' ? [] : alteredTerms(order, change);
  if (altered.length > 0) throw wrongState(`Order is ${order.status}`, `Only a new order can change its ${altered.join(', ')}.`);
  requireRoomForInvoices(world, order, change.amount_cents ?? order.amount_cents);
  const { order_items: items, ...rest } = withChange(order, change);
  return world.orders.update(order, { ...rest, ...(order.status === 'new' && { order_items: items }) });
};

/**
 * What Apruve's own people change for a merchant: amounts, currency, expiry and lines of an order in any state but canceled (409),
 * also below what is invoiced already. Where an accepted order comes to hold more, the account needs that much free credit.
 * Apruve has no event for it; only the credit's change is told.
 */
export const editOrder = (world: World, order: OrderRow, change: OrderChange): OrderRow => {
  if (order.status === 'canceled') throw wrongState('Order is canceled', 'A canceled order cannot be changed.');
  const next = { ...order, ...withChange(order, change) };
  requireCredit(world, order.account_id, Math.max(0, heldByOrder(world, next) - heldByOrder(world, order)));
  world.creditChanged(order.account_id);
  return world.orders.update(order, next);
};

const requireNew = (order: OrderRow): void => {
  if (order.status !== 'new') throw wrongState(`Order is ${order.status}`, 'Only a new order can change its lines.');
};

/** Adds a line to an order that is not finalized. */
export const addItem = (world: World, order: OrderRow, input: ItemInput): ItemRow => {
  requireNew(order);
  const item = toItem(input);
  world.orders.update(order, { order_items: [...order.order_items, item] });
  return item;
};

/** The order that has this line, and the line; Apruve's 404 when there is none among the merchant's orders. */
export const itemOf = (world: World, merchantId: string, itemId: string): { order: OrderRow; item: ItemRow } => {
  const owner = world.orders.where('merchant_id', merchantId).find((order) => order.order_items.some(({ id }) => id === itemId));
  const order = orderOf(world, merchantId, found(owner).id);
  return { order, item: found(order.order_items.find(({ id }) => id === itemId)) };
};

/** Replaces a line of an order that is not finalized, or takes it away where `input` is null. */
export const replaceItem = (world: World, order: OrderRow, item: ItemRow, input: ItemInput | null): ItemRow => {
  requireNew(order);
  const next = input === null ? item : { ...toItem(input), id: item.id, number: item.number };
  const others = order.order_items.flatMap((line) => (line.id === item.id ? (input === null ? [] : [next]) : [line]));
  world.orders.update(order, { order_items: others });
  return next;
};
