import type { AccountRow, BuyerRow, OrderRow } from '../store/rows.ts';
import { centralTime, endOfDayAfter } from '../values/central-time.ts';
import { newId } from '../values/ids.ts';
import { Refusal, found, invalid, wrongState } from '../values/refusal.ts';
import type { World } from '../world.ts';
import { announceOrder, announceTerm } from './announce.ts';
import { heldByOrder, isExpired, requireActive, requireCredit } from './credit.ts';
import type { OrderChange } from './inputs.ts';
import { createInvoice, issueWaitingInvoices } from './invoices.ts';
import { toItem } from './items.ts';

const DEFAULT_EXPIRY_DAYS = 45;

/** Who buys, and how the order came to be. */
export type Placement = {
  account: AccountRow;
  buyer: BuyerRow;
  buyerApproved: boolean;
  deferred: boolean;
  secureHash: string | null;
};

const newOrder = (world: World, input: OrderChange & { amount_cents: number }, placement: Placement): OrderRow => ({
  id: newId(),
  merchant_id: placement.account.merchant_id,
  customer_id: placement.buyer.id,
  shopper_id: placement.buyer.id,
  merchant_order_id: input.merchant_order_id ?? null,
  status: 'new',
  amount_cents: input.amount_cents,
  currency: input.currency ?? 'USD',
  tax_cents: input.tax_cents ?? 0,
  shipping_cents: input.shipping_cents ?? 0,
  accepts_payment_terms: input.accepts_payment_terms ?? false,
  finalize_on_create: input.finalize_on_create ?? true,
  invoice_on_create: input.invoice_on_create ?? true,
  expire_at: input.expire_at ?? endOfDayAfter(world.now(), DEFAULT_EXPIRY_DAYS, world.dayMs),
  created_at: centralTime(world.now()),
  final_state_at: null,
  secure_hash: placement.secureHash,
  po_number: input.po_number ?? null,
  order_items: (input.order_items ?? []).map(toItem),
  term: { status: 'pending', escalated_at: null, final_state_at: null },
  account_id: placement.account.id,
  buyer_approved: placement.buyerApproved,
  deferred: placement.deferred,
  released_cents: 0,
  completed_at: null,
});

/**
 * Makes an order and, unless `finalize_on_create` is false, finalizes it. Throws a `Refusal`, and makes none, when the
 * account is suspended or has too little credit. Both `…_on_create` flags are true where they are not given.
 */
export const placeOrder = (world: World, input: OrderChange & { amount_cents: number }, placement: Placement): OrderRow => {
  requireActive(world, placement.account.id);
  const order = newOrder(world, input, placement);
  if (!order.finalize_on_create) return world.orders.insert(order);
  requireFinalizable(world, order);
  return finalizeOrder(world, world.orders.insert(order));
};

const requireNotExpired = (world: World, order: OrderRow): void => {
  if (isExpired(world, order)) throw wrongState('Order has expired', `The order expired at ${order.expire_at}.`);
};

const requireFinalizable = (world: World, order: OrderRow): void => {
  if (order.deferred) return;
  if (order.buyer_approved) requireNotExpired(world, order);
  requireCredit(world, order.account_id, order.amount_cents);
};

const acceptTerm = (world: World, order: OrderRow): OrderRow => {
  if (order.term.status === 'accepted') return order;
  const now = centralTime(world.now());
  const next = world.orders.update(order, { term: { status: 'accepted', escalated_at: now, final_state_at: now } });
  announceTerm(world, next);
  return next;
};

/**
 * Starts approval: `new` becomes `accepted` when the shopper has agreed and the credit is granted, else `pending`. A repeat
 * answers the order unchanged; a canceled order is refused with 409. With `invoice_on_create` the invoice is made here.
 */
export const finalizeOrder = (world: World, order: OrderRow): OrderRow => {
  if (order.status === 'canceled') throw wrongState('Order is canceled', 'A canceled order cannot be finalized.');
  if (order.status !== 'new') return order;
  requireActive(world, order.account_id);
  requireFinalizable(world, order);
  let next = world.orders.update(order, { status: 'pending' });
  if (!order.deferred) next = acceptTerm(world, next);
  if (order.buyer_approved && !order.deferred) next = acceptOrder(world, next);
  const wanted = order.invoice_on_create && !isExpired(world, order);
  if (wanted && world.invoices.where('order_id', order.id).length === 0) createInvoice(world, next, null);
  return next;
};

/**
 * The buyer confirms, or the account holder approves: `pending` becomes `accepted`, its amount is held, and its waiting
 * invoices are issued. A repeat changes nothing; 409 for an order that is new, canceled or expired.
 */
export const acceptOrder = (world: World, order: OrderRow): OrderRow => {
  if (order.status === 'accepted') return order;
  if (order.status !== 'pending') throw wrongState(`Order is ${order.status}`, 'Only a pending order can be accepted.');
  requireNotExpired(world, order);
  requireCredit(world, order.account_id, order.amount_cents);
  const accepted = { status: 'accepted', final_state_at: centralTime(world.now()), buyer_approved: true } as const;
  const next = world.orders.update(acceptTerm(world, order), accepted);
  announceOrder(world, 'order.accepted', next);
  issueWaitingInvoices(world, next);
  return next;
};

/** Cancels an order in any state and releases what it holds. Its invoices stay what they are. A repeat changes nothing. */
export const cancelOrder = (world: World, order: OrderRow): OrderRow => {
  if (order.status === 'canceled') return order;
  const now = centralTime(world.now());
  const term = order.term.status === 'pending' ? { ...order.term, status: 'canceled' as const, final_state_at: now } : order.term;
  const next = world.orders.update(order, { status: 'canceled', final_state_at: now, term });
  announceOrder(world, 'order.canceled', next);
  return next;
};

/** The order's time is up: `expire_at` is now. What it held is free; its status stays. */
export const expireOrder = (world: World, order: OrderRow): OrderRow => {
  const next = world.orders.update(order, { expire_at: centralTime(world.now()) });
  world.creditChanged(order.account_id);
  return next;
};

/**
 * Releases the credit that no invoice uses, and closes the order to new invoices. Invoices that are not issued yet keep their
 * part. A repeat releases what a canceled invoice has freed since. 409 unless the order is accepted.
 */
export const completeOrder = (world: World, order: OrderRow): OrderRow => {
  if (order.status !== 'accepted') throw wrongState(`Order is ${order.status}`, 'Only an accepted order can be completed.');
  const pending = world.invoices.where('order_id', order.id).filter((invoice) => invoice.status === 'pending');
  const reserved = pending.reduce((total, invoice) => total + invoice.amount_cents, 0);
  const released = Math.max(0, heldByOrder(world, order) - reserved);
  const completed_at = order.completed_at ?? centralTime(world.now());
  if (released === 0 && order.completed_at !== null) return order;
  const next = world.orders.update(order, { completed_at, released_cents: order.released_cents + released });
  world.creditChanged(order.account_id);
  return next;
};

/** The buyer and account an offline order names. 400 for an account of another merchant, or a buyer it does not list. */
export const offlinePlacement = (world: World, merchantId: string, accountId: string, shopperId: string): Placement => {
  const account = world.accounts.get(accountId);
  if (account === undefined || account.merchant_id !== merchantId) {
    throw invalid('payment_term.corporate_account_id', 'The corporate account does not exist for this merchant.');
  }
  const buyer = account.authorized_buyers.find((candidate) => candidate.id === shopperId);
  if (buyer === undefined) throw invalid('shopper_id', 'The shopper is not an authorized buyer of the corporate account.');
  return { account, buyer, buyerApproved: false, deferred: false, secureHash: null };
};

/** The order, or Apruve's 404 when it belongs to another merchant, so that a foreign order looks like a missing one. */
export const orderOf = (world: World, merchantId: string, id: string): OrderRow => {
  const order = found(world.orders.get(id));
  return found(order.merchant_id === merchantId ? order : undefined);
};

/** Refuses a body that names a merchant other than the key's. */
export const requireOwnMerchant = (merchantId: string, named: string): void => {
  if (named === merchantId) return;
  const detail = 'The API key does not belong to this merchant.';
  throw new Refusal(403, [{ title: 'Forbidden', detail, source: { parameter: 'merchant_id' } }]);
};
