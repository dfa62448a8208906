import type { InvoiceRow, ReturnRow } from '../store/rows.ts';
import { centralTime } from '../values/central-time.ts';
import { newId } from '../values/ids.ts';
import { Refusal, found, wrongState } from '../values/refusal.ts';
import type { World } from '../world.ts';
import { amountDue, captured, returned } from './credit.ts';
import type { NewReturn } from './inputs.ts';
import { settle } from './settlement.ts';

const requireReturnable = (world: World, invoice: InvoiceRow, cents: number): void => {
  if (invoice.status === 'pending' || invoice.status === 'canceled') {
    throw wrongState(`Invoice is ${invoice.status}`, 'Only an issued, not canceled invoice can have returns.');
  }
  const left = invoice.amount_cents - returned(world, invoice.id);
  if (left === 0) throw wrongState('Invoice is fully returned', 'Nothing is left to return.');
  if (cents <= left) return;
  const detail = `${cents} cents are more than the ${left} cents left to return.`;
  throw new Refusal(400, [{ title: 'Return exceeds the invoice', detail, source: { parameter: 'amount_cents' } }]);
};

/** Gives back what the buyer has paid above what is left to pay, from the oldest payment on. */
const refundSurplus = (world: World, invoice: InvoiceRow): void => {
  const payments = world.payments.where('invoice_id', invoice.id).filter((payment) => payment.captured_at !== null);
  const owed = invoice.amount_cents - returned(world, invoice.id);
  const refunded = payments.reduce((total, payment) => total + payment.refunded_amount_cents, 0);
  let surplus = captured(world, invoice.id) - refunded - owed;
  for (const payment of payments) {
    const cents = Math.min(payment.amount_cents - payment.refunded_amount_cents, Math.max(0, surplus));
    world.payments.update(payment, { refunded_amount_cents: payment.refunded_amount_cents + cents });
    surplus -= cents;
  }
};

/**
 * Records a return. It lowers `amount_due` and frees credit at once; at 0 an unpaid invoice closes, without a payment, with
 * `invoice.closed`. What was paid for it is refunded. 409 unless the invoice is issued, 400 over its amount.
 */
export const createReturn = (world: World, invoice: InvoiceRow, input: NewReturn): ReturnRow => {
  requireReturnable(world, invoice, input.amount_cents);
  const now = centralTime(world.now());
  const row = world.returns.insert({
    id: newId(),
    invoice_id: invoice.id,
    amount_cents: input.amount_cents,
    currency: input.currency ?? invoice.currency,
    reason: input.reason,
    merchant_notes: input.merchant_notes ?? null,
    created_by_id: null,
    created_at: now,
    updated_at: now,
    merchant_id: invoice.merchant_id,
  });
  refundSurplus(world, invoice);
  if (invoice.status !== 'closed' && amountDue(world, invoice) === 0) settle(world, invoice);
  world.creditChanged(found(world.orders.get(invoice.order_id)).account_id);
  return row;
};

type ReturnChange = {
  amount_cents?: number | null | undefined;
  reason?: string | null | undefined;
  merchant_notes?: string | null | undefined;
};

/** Rewrites reason and notes. The amount is money that has moved: another one is refused with 409. */
export const changeReturn = (world: World, row: ReturnRow, change: ReturnChange): ReturnRow => {
  if ((change.amount_cents ?? row.amount_cents) !== row.amount_cents) {
    throw wrongState('Return is recorded', 'The amount of a return cannot be changed.');
  }
  return world.returns.update(row, {
    reason: change.reason ?? row.reason,
    merchant_notes: change.merchant_notes ?? row.merchant_notes,
    updated_at: centralTime(world.now()),
  });
};
