import type { InvoiceRow, ItemRow, OrderRow } from '../store/rows.ts';
import { centralTime, dueAt } from '../values/central-time.ts';
import { newId } from '../values/ids.ts';
import { Refusal, found, wrongState } from '../values/refusal.ts';
import type { World } from '../world.ts';
import { announceInvoice } from './announce.ts';
import { captured, creditToIssue, isExpired, requireCredit, requireOpenForInvoices, requireRoom } from './credit.ts';
import type { InvoiceChange, NewInvoice } from './inputs.ts';
import { copyItem, toItem } from './items.ts';
import { payInvoice } from './payments.ts';

const orderOfInvoice = (world: World, invoice: InvoiceRow): OrderRow => found(world.orders.get(invoice.order_id));

const draft = (world: World, order: OrderRow, invoice: Partial<InvoiceRow> & { amount_cents: number }): InvoiceRow => ({
  id: newId(),
  order_id: order.id,
  merchant_id: order.merchant_id,
  currency: order.currency,
  status: 'pending',
  issue_on_create: true,
  created_at: centralTime(world.now()),
  opened_at: null,
  issued_at: null,
  due_at: null,
  final_state_at: null,
  merchant_notes: null,
  merchant_invoice_id: null,
  tax_cents: null,
  shipping_cents: null,
  invoice_items: [],
  ...invoice,
});

const copiedFromOrder = (world: World, order: OrderRow): InvoiceRow =>
  draft(world, order, {
    amount_cents: order.amount_cents,
    tax_cents: order.tax_cents,
    shipping_cents: order.shipping_cents,
    invoice_items: order.order_items.map(copyItem),
  });

const fromInput = (world: World, order: OrderRow, input: NewInvoice): InvoiceRow =>
  draft(world, order, {
    amount_cents: input.amount_cents,
    currency: input.currency ?? order.currency,
    issue_on_create: input.issue_on_create ?? true,
    tax_cents: input.tax_cents ?? null,
    shipping_cents: input.shipping_cents ?? null,
    merchant_invoice_id: input.merchant_invoice_id ?? null,
    merchant_notes: input.merchant_notes ?? null,
    due_at: input.due_at ?? null,
    invoice_items: (input.invoice_items ?? []).map(toItem),
  });

/**
 * Makes an invoice, or with `input` null a copy of the whole order. It is issued at once when `issue_on_create` is not false
 * and the order is accepted; before that it waits as `pending`. Throws a `Refusal`, and makes none, over the 110 % cap,
 * beyond the free credit, and on an order that is canceled, completed or expired. A repeated `merchant_invoice_id` is a
 * second invoice: Apruve is not known to refuse it.
 */
export const createInvoice = (world: World, order: OrderRow, input: NewInvoice | null): InvoiceRow => {
  const invoice = input === null ? copiedFromOrder(world, order) : fromInput(world, order, input);
  requireOpenForInvoices(world, order);
  requireRoom(world, order, invoice.amount_cents);
  const issueNow = invoice.issue_on_create && order.status === 'accepted';
  if (!issueNow) return world.invoices.insert(invoice);
  requireCredit(world, order.account_id, creditToIssue(world, order, invoice.amount_cents));
  return open(world, order, world.invoices.insert(invoice));
};

const open = (world: World, order: OrderRow, invoice: InvoiceRow): InvoiceRow => {
  const now = centralTime(world.now());
  const account = found(world.accounts.get(order.account_id));
  const due_at = invoice.due_at ?? dueAt(world.now(), account.payment_term_strategy_name, world.dayMs);
  const next = world.invoices.update(invoice, { status: 'open', opened_at: now, issued_at: now, due_at });
  world.creditChanged(order.account_id);
  return account.pays_at_issue ? payInvoice(world, next) : next;
};

/** Issues what waited for the order's acceptance. An invoice the credit does not reach for stays pending. */
export const issueWaitingInvoices = (world: World, order: OrderRow): void => {
  for (const invoice of world.invoices.where('order_id', order.id)) {
    if (invoice.status !== 'pending' || !invoice.issue_on_create) continue;
    try {
      issueInvoice(world, invoice);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
};

/**
 * `pending` becomes `open`. A repeat on an open invoice changes nothing; 409 from every other state and while the order is not
 * accepted, or has expired; refused like a new one where the credit does not reach.
 */
export const issueInvoice = (world: World, invoice: InvoiceRow): InvoiceRow => {
  if (invoice.status === 'open') return invoice;
  if (invoice.status !== 'pending') throw wrongState(`Invoice is ${invoice.status}`, 'Only a pending invoice can be issued.');
  const order = orderOfInvoice(world, invoice);
  if (order.status !== 'accepted') throw wrongState(`Order is ${order.status}`, 'The invoice opens once its order is accepted.');
  if (isExpired(world, order)) throw wrongState('Order has expired', `The order expired at ${order.expire_at}.`);
  requireCredit(world, order.account_id, creditToIssue(world, order, invoice.amount_cents));
  return open(world, order, invoice);
};

const itemsAfter = (invoice: InvoiceRow, change: InvoiceChange): readonly ItemRow[] =>
  change.invoice_items ? change.invoice_items.map(toItem) : invoice.invoice_items;

/** Writes a change while the invoice is `pending`, else 409. The cap holds for the new amount. */
export const changeInvoice = (world: World, invoice: InvoiceRow, change: InvoiceChange): InvoiceRow => {
  if (invoice.status !== 'pending') throw wrongState(`Invoice is ${invoice.status}`, 'Only a pending invoice can be changed.');
  const amount_cents = change.amount_cents ?? invoice.amount_cents;
  requireRoom(world, orderOfInvoice(world, invoice), amount_cents - invoice.amount_cents);
  return world.invoices.update(invoice, {
    amount_cents,
    currency: change.currency ?? invoice.currency,
    tax_cents: change.tax_cents ?? invoice.tax_cents,
    shipping_cents: change.shipping_cents ?? invoice.shipping_cents,
    merchant_invoice_id: change.merchant_invoice_id ?? invoice.merchant_invoice_id,
    merchant_notes: change.merchant_notes ?? invoice.merchant_notes,
    due_at: change.due_at ?? invoice.due_at,
    issue_on_create: change.issue_on_create ?? invoice.issue_on_create,
    invoice_items: itemsAfter(invoice, change),
  });
};

/**
 * Cancels an invoice; its amount is free again for further invoices on the order, not for the buyer. A repeat changes nothing.
 * `by` the merchant only while `pending` or `open` and nothing is paid; Apruve itself (a dispute, its staff) also takes back a funded one.
 */
export const cancelInvoice = (world: World, invoice: InvoiceRow, by: 'merchant' | 'apruve'): InvoiceRow => {
  if (invoice.status === 'canceled') return invoice;
  const fixed = by === 'merchant' ? ['funded', 'closed'] : ['closed'];
  if (fixed.includes(invoice.status)) throw wrongState(`Invoice is ${invoice.status}`, 'It can no longer be canceled.');
  if (by === 'merchant' && captured(world, invoice.id) > 0) throw wrongState('Invoice is paid in part', 'It cannot be canceled.');
  const next = world.invoices.update(invoice, { status: 'canceled', final_state_at: centralTime(world.now()) });
  announceInvoice(world, 'invoice.canceled', next);
  return next;
};

/** The invoice, or Apruve's 404 when it belongs to another merchant. */
export const invoiceOf = (world: World, merchantId: string, id: string): InvoiceRow => {
  const invoice = found(world.invoices.get(id));
  return found(invoice.merchant_id === merchantId ? invoice : undefined);
};
