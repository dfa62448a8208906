import type { AccountRow, InvoiceRow, OrderRow } from '../store/rows.ts';
import { Refusal, found, wrongState } from '../values/refusal.ts';
import type { World } from '../world.ts';

/**
 * The credit ledger, computed from the records each time so that it cannot differ from them. All amounts are integer cents. An
 * accepted order holds its amount. An issued invoice takes its amount out of that hold, and is owed until it is paid.
 */

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** All returns recorded on an invoice. */
export const returned = (world: World, invoiceId: string): number =>
  sum(world.returns.where('invoice_id', invoiceId).map((row) => row.amount_cents));

/** What the buyer has paid on an invoice, refunds included. Payments that failed or are under way are none. */
export const captured = (world: World, invoiceId: string): number =>
  sum(world.payments.where('invoice_id', invoiceId).map((row) => (row.captured_at === null ? 0 : row.amount_cents)));

/** What the buyer still owes on an invoice, or will owe once it is issued. */
export const amountDue = (world: World, invoice: InvoiceRow): number => {
  if (invoice.status === 'closed' || invoice.status === 'canceled') return 0;
  return Math.max(0, invoice.amount_cents - returned(world, invoice.id) - captured(world, invoice.id));
};

/** `expire_at` has passed. The order's status stays what it was: what Apruve shows then is not known. */
export const isExpired = (world: World, order: OrderRow): boolean => Date.parse(order.expire_at) <= world.now().getTime();

// A canceled invoice frees its amount for further invoices, but what was returned on it cannot be used again.
const usedOnOrder = (world: World, invoice: InvoiceRow): number =>
  invoice.status === 'canceled' ? returned(world, invoice.id) : invoice.amount_cents;

/** What the order's invoices use of its room: live invoices whole, of canceled ones their returns. */
export const invoicedOnOrder = (world: World, orderId: string): number =>
  sum(world.invoices.where('order_id', orderId).map((invoice) => usedOnOrder(world, invoice)));

/** What issued invoices have taken out of the order's hold so far. */
const takenFromHold = (world: World, orderId: string): number =>
  sum(
    world.invoices
      .where('order_id', orderId)
      .filter((invoice) => invoice.issued_at !== null)
      .map((invoice) => usedOnOrder(world, invoice)),
  );

/** The credit an order still holds: nothing before it is accepted, and nothing once it has expired or was canceled. */
export const heldByOrder = (world: World, order: OrderRow): number => {
  if (order.status !== 'accepted' || isExpired(world, order)) return 0;
  return Math.max(0, order.amount_cents - order.released_cents - takenFromHold(world, order.id));
};

const owedOnOrder = (world: World, order: OrderRow): number =>
  sum(
    world.invoices
      .where('order_id', order.id)
      .filter((invoice) => invoice.status === 'open' || invoice.status === 'funded')
      .map((invoice) => amountDue(world, invoice)),
  );

type Usage = { cents: number; invoices: number; reductions: number; untilMs: number };

// A buyer with thousands of orders is asked for its credit with each new one; most of them have not changed since.
const usages = new WeakMap<OrderRow, Usage>();

const usedByOrder = (world: World, order: OrderRow): number => {
  const invoices = world.invoices.stamp('order_id', order.id);
  const reductions = world.returns.changes + world.payments.changes;
  const nowMs = world.now().getTime();
  const known = usages.get(order);
  const fresh = known !== undefined && known.invoices === invoices && known.reductions === reductions && nowMs < known.untilMs;
  if (fresh) return known.cents;
  const cents = heldByOrder(world, order) + owedOnOrder(world, order);
  const expiresMs = Date.parse(order.expire_at);
  usages.set(order, { cents, invoices, reductions, untilMs: expiresMs > nowMs ? expiresMs : Number.POSITIVE_INFINITY });
  return cents;
};

/** What an account's orders hold and its invoices owe. */
export const usedCredit = (world: World, account: AccountRow): number =>
  sum(world.orders.where('account_id', account.id).map((order) => usedByOrder(world, order)));

export const availableCredit = (world: World, account: AccountRow): number =>
  account.credit_amount_cents - usedCredit(world, account);

/** Refuses when the account has less than `cents` of free credit. */
export const requireCredit = (world: World, accountId: string, cents: number): void => {
  const available = availableCredit(world, found(world.accounts.get(accountId)));
  if (cents <= available) return;
  const detail = `The account has ${available} cents of available credit, ${cents} are needed.`;
  throw new Refusal(world.refusalStatus, [{ title: 'Not enough credit', detail, source: { parameter: 'amount_cents' } }]);
};

/** Refuses an account that is suspended, as it is where an invoice is long past due. */
export const requireActive = (world: World, accountId: string): void => {
  if (!found(world.accounts.get(accountId)).suspended) return;
  const detail = 'An invoice is long past due: no new orders until it is paid and the account is active again.';
  throw new Refusal(world.refusalStatus, [{ title: 'Account is suspended', detail }]);
};

/** The free credit that issuing `cents` more on this order would need: the part above what the order still holds. */
export const creditToIssue = (world: World, order: OrderRow, cents: number): number =>
  Math.max(0, cents - heldByOrder(world, order));

/** Refuses when the order's invoices would exceed 110 % of the order: invoices × 100 ≤ order × 110, in integers. */
export const requireRoom = (world: World, order: OrderRow, extraCents: number): void => {
  const invoiced = invoicedOnOrder(world, order.id) + extraCents;
  if (invoiced * 100 <= order.amount_cents * 110) return;
  const detail = `All invoices together would come to ${invoiced} cents; the order allows 110 % of ${order.amount_cents} cents.`;
  throw new Refusal(world.refusalStatus, [{ title: 'Invoices exceed the order', detail, source: { parameter: 'amount_cents' } }]);
};

/** Refuses an order that takes no more invoices: canceled, completed or expired. */
export const requireOpenForInvoices = (world: World, order: OrderRow): void => {
  if (order.status === 'canceled') throw wrongState('Order is canceled', 'A canceled order takes no invoices.');
  if (order.completed_at !== null) throw wrongState('Order is completed', 'A completed order takes no invoices.');
  if (isExpired(world, order)) throw wrongState('Order has expired', `The order expired at ${order.expire_at}.`);
};
