import type { NewAttention } from '../../workflows/contract/checkout.ts';
import { formatMoney } from '../../workflows/rules/money.ts';
import type { ApruveInvoice, ApruveOrder } from '../apruve/entities.ts';
import type { ActivityDeps } from '../deps.ts';
import { raiseAttention } from '../ledger/attention-after-end.ts';
import type { CheckoutRow } from '../ledger/checkouts.ts';

const subjectOf = ({ id }: ApruveOrder): string => `orphan:${id}`;

/** The attention for an order on which money has moved, with each invoice and its amount. */
export function paidOrphan(order: ApruveOrder, invoices: readonly ApruveInvoice[]): NewAttention {
  const shown = invoices.map(({ id, merchant_invoice_id: number, amount_cents: cents, status }) => {
    return `invoice ${number ?? id} over ${formatMoney(cents, order.currency)} is ${status}`;
  });
  const message = `No checkout has the Apruve order ${order.id} over ${formatMoney(order.amount_cents, order.currency)}, and money has moved on it: ${shown.join(', ')}. It is kept, and the rest of its credit released. Return the money at Apruve, or deliver.`;
  return { code: 'orphan-paid', subject: subjectOf(order), message };
}

/** The attention for an order that Apruve refuses to cancel. */
export function keptOrphan(order: ApruveOrder, words: string): NewAttention {
  const amount = formatMoney(order.amount_cents, order.currency);
  const message = `No checkout needs the Apruve order ${order.id} over ${amount}, and Apruve refuses to cancel it: ${words} It is tried once a day; or cancel it in Apruve's dashboard.`;
  return { code: 'orphan-kept', subject: subjectOf(order), message };
}

/** True where the checkout shows this about the order already. */
export const isShown = ({ facts }: CheckoutRow, order: ApruveOrder, code: string): boolean =>
  facts?.attentions.some((attention) => attention.subject === subjectOf(order) && attention.code === code) ?? false;

/** Shows it on the checkout: a running one does it itself, on one that has ended it is written to the ledger. */
export async function showOrphan(
  { db, clock, workflows }: ActivityDeps,
  checkout: CheckoutRow,
  attention: NewAttention,
): Promise<void> {
  const isSignaled = await workflows.signalAttention(checkout.id, attention);
  if (!isSignaled) await raiseAttention(db, checkout.id, attention, clock());
}
