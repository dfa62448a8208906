import type { Facts, InvoiceFact, NewAttention } from '../contract/checkout.ts';
import { hasCapture, isPartlyPaid, isPending } from './credit.ts';
import { formatMoney } from './money.ts';
import { captureStep, changedRows, invoiceStep } from './rows.ts';

/** What has become of one invoice after the end, and who did it. */
export interface LateInvoice {
  invoice: InvoiceFact;
  /** What kept us from canceling it: Apruve's words, or that it does not answer; null where nothing did. */
  kept: string | null;
}

/**
 * True of an invoice that must not stay with the buyer: without a payment, on an order whose checkout ended without money. On a paid
 * checkout it lives on.
 */
export const isToBeCanceled = ({ end }: Facts, invoice: InvoiceFact): boolean =>
  end !== null && end.status !== 'paid' && (isPending(invoice) || (invoice.status === 'open' && !isPartlyPaid(invoice)));

/** True where the invoice's own row or its capture has changed. */
export function isTakenIn(before: Facts, after: Facts, { id, number }: InvoiceFact): boolean {
  return changedRows(before, after).some(({ step }) => step === invoiceStep(number) || step === captureStep(id));
}

/** Everything that a read of Apruve shows of the invoices; when it was read does not count. */
export const isSameShown = (before: Facts, after: Facts): boolean => shown(before) === shown(after);

const shown = ({ invoices }: Facts): string => JSON.stringify(invoices.map((invoice) => ({ ...invoice, readAt: '' })));

/** The invoices that have been captured since, on a checkout that had ended without money. */
export function capturedSince(before: Facts, after: Facts): InvoiceFact[] {
  if (after.end === null || after.end.status === 'paid') return [];
  const captured = new Set(before.invoices.filter(hasCapture).map(({ id }) => id));
  return after.invoices.filter((invoice) => hasCapture(invoice) && !captured.has(invoice.id));
}

/** The attention for an invoice that is new, or has changed, after the end. It stays until a person has acknowledged it. */
export function invoiceAfterEnd({ terms, end }: Facts, { invoice, kept }: LateInvoice): NewAttention {
  const about = `The checkout has ended as ${end?.status ?? 'open'}, and Apruve shows its invoice ${invoice.number} over ${formatMoney(invoice.amountCents, terms.currency)} since`;
  return { code: 'invoice-after-end', subject: invoice.number, message: `${about}: ${told(invoice, kept)}` };
}

function told(invoice: InvoiceFact, kept: string | null): string {
  const { status } = invoice;
  if (hasCapture(invoice)) return 'it is paid, and the capture is recorded. Deliver for it, or return the money.';
  if (status === 'canceled') return 'it is canceled there, and the buyer need not pay it.';
  if (status === 'closed') return 'it is closed without a payment.';
  const state = isPending(invoice) ? 'not issued yet' : status;
  if (kept === null) return `it is ${state} and is left alive. Deliver for it, or cancel it.`;
  return `it is ${state}, and it could not be canceled: ${kept} It is watched. Cancel it at Apruve, or deliver for it.`;
}
