import type { InvoiceRow } from '../store/rows.ts';
import { centralTime } from '../values/central-time.ts';
import { newId } from '../values/ids.ts';
import { Refusal, found } from '../values/refusal.ts';
import type { World } from '../world.ts';
import { amountDue } from './credit.ts';
import { requireOwed, settle } from './settlement.ts';

/** A buyer's payment: `amountCents` is all that is due where it is not given. `failure_reason` belongs to a failed one. */
export type NewPayment = {
  readonly status: 'captured' | 'pending' | 'failed';
  readonly amountCents?: number | undefined;
  readonly failureReason?: string | undefined;
};

const requireNotAbove = (due: number, cents: number): void => {
  if (cents <= due) return;
  const detail = `${cents} cents are more than the ${due} cents due.`;
  throw new Refusal(400, [{ title: 'Payment exceeds the invoice', detail, source: { parameter: 'amount_cents' } }]);
};

/**
 * The buyer pays on an open or funded invoice (else 409), never more than is due (else 400). A captured payment lowers
 * `amount_due` and frees the credit; the invoice closes when nothing is due any more. Apruve has no event for a payment: a part, a
 * pending and a failed one show in the invoice's `payments` only.
 */
export const addPayment = (world: World, invoice: InvoiceRow, { status, amountCents, failureReason }: NewPayment): InvoiceRow => {
  requireOwed(invoice, 'paid');
  const due = amountDue(world, invoice);
  const amount_cents = amountCents ?? due;
  requireNotAbove(due, amount_cents);
  const order = found(world.orders.get(invoice.order_id));
  const now = centralTime(world.now());
  world.payments.insert({
    id: newId(),
    invoice_id: invoice.id,
    payer_id: order.shopper_id,
    payer_number: found(world.accounts.get(order.account_id)).customer_number,
    amount_cents,
    refunded_amount_cents: 0,
    currency: invoice.currency,
    created_at: now,
    captured_at: status === 'captured' ? now : null,
    failure_reason: status === 'failed' ? (failureReason ?? 'Insufficient funds') : null,
  });
  if (amountDue(world, invoice) === 0) return settle(world, invoice);
  world.creditChanged(order.account_id);
  return invoice;
};

/** The buyer pays all that is due. A repeat changes nothing. */
export const payInvoice = (world: World, invoice: InvoiceRow): InvoiceRow =>
  invoice.status === 'closed' ? invoice : addPayment(world, invoice, { status: 'captured' });
