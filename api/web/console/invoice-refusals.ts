import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import type { InvoiceView } from '../../v1/invoices/schemas.ts';
import { invoiceVerdict, type InvoiceAction } from '../../../workflows/rules/actions.ts';
import { sum } from '../../../workflows/rules/money.ts';
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

/** True where nobody has said yet how the invoice is shipped: the first shipment that is added rewrites the one that is there. */
export const hasOnlyAutomatic = ({ shipments: [first, ...more] }: InvoiceView): boolean =>
  first?.automatic === true && more.length === 0;

/** How much of an invoice can still be shipped. */
export const shippableCents = (invoice: InvoiceView): number =>
  hasOnlyAutomatic(invoice)
    ? invoice.amount_cents
    : Math.max(invoice.amount_cents - sum(invoice.shipments.map(({ amount_cents }) => amount_cents)), 0);

/** Why no shipment can be added to an invoice; null where one can. */
export function whyNoShipment(checkout: CheckoutView, invoice: InvoiceView): string | null {
  const byRules = whyNot(checkout, invoice, 'addShipment');
  return byRules ?? (shippableCents(invoice) === 0 ? 'All of it is shipped: change one of its shipments.' : null);
}
