import type { Facts, InvoiceFact } from '../contract/checkout.ts';
import { verdict } from './actions.ts';
import { hasCapture, isOpen, uninvoicedCents } from './credit.ts';

/** What the buyer still owes the shop for an invoice, in cents: of one that is issued and not counted as paid, what Apruve shows as due. */
export const outstandingCents = (invoice: InvoiceFact): number =>
  isOpen(invoice) && !hasCapture(invoice) ? Math.max(0, invoice.amountDueCents) : 0;

/** When an invoice was paid; null before, and where it was closed without money. */
export const paidAt = (invoice: InvoiceFact): string | null => (hasCapture(invoice) ? invoice.capturedAt : null);

/** What can be invoiced on an accepted order without its 10 %, in cents; 0 where nothing can be invoiced now. */
export function toInvoiceCents(facts: Facts): number {
  if (facts.end !== null || facts.order?.status !== 'accepted' || !verdict(facts, 'sendInvoice').allowed) return 0;
  return uninvoicedCents(facts);
}

/** Something can be invoiced, and the merchant was warned that the time for it runs out. */
export const isExpiring = (facts: Facts): boolean => facts.expiryWarnedAt !== null && toInvoiceCents(facts) > 0;
