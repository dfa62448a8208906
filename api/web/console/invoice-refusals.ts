import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import type { InvoiceView } from '../../v1/invoices/schemas.ts';
import { invoiceVerdict, type InvoiceAction } from '../../../workflows/rules/actions.ts';
const SO_ALREADY = 'It is so already.';

/** Why an action is not possible on an invoice now; null where it is. First the invoice's own reason, then the checkout's. */
export function whyNot({ actions }: CheckoutView, invoice: InvoiceView, action: InvoiceAction): string | null {
  const own = invoiceVerdict({ status: invoice.status, paidCents: invoice.paid_cents }, action);
  if (own === 'unchanged') return SO_ALREADY;
  if (!own.allowed) return own.reason;
  const checkouts = actions.find(({ name }) => name === action);
  return checkouts?.allowed === true ? null : (checkouts?.reason ?? 'This is not possible here.');
}

/** How much of an invoice is not returned yet. */
export const returnableCents = ({ amount_cents, returned_cents }: InvoiceView): number =>
  Math.max(amount_cents - returned_cents, 0);

/** Why nothing can be returned on an invoice; null where something can, also after the checkout has ended. */
export function whyNoReturn(invoice: InvoiceView): string | null {
  if (invoice.status === 'pending') return 'The invoice is not issued yet.';
  if (invoice.status === 'canceled') return 'The invoice is canceled.';
  return returnableCents(invoice) === 0 ? 'All of it is returned already.' : null;
}
