import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import type { InvoiceView } from '../../v1/invoices/schemas.ts';
import { hasOnlyAutomatic, shippableCents, whyNoShipment, whyNot } from './invoice-refusals.ts';
import { leftOf, onItsWayCents } from './to-invoice.ts';

/** What a person does next about an order: one action, at its address below that of the order; else what it waits for. */
export type NextStep = { slug: string; label: string } | { waits: string } | null;

/** By the state of the order; null where nothing is left to do. */
export function nextStep(checkout: CheckoutView): NextStep {
  const { invoices, status, completed_at, overdue } = checkout;
  const may = (name: string): boolean => checkout.actions.some((action) => action.name === name && action.allowed);
  if (completed_at !== null) return null;
  if (may('retry')) return { slug: 'retry', label: 'Retry' };
  if (may('finalize')) return { slug: 'finalize', label: 'Finalize order…' };
  const draft = invoices.find((invoice) => invoice.status === 'pending' && whyNot(checkout, invoice, 'issueInvoice') === null);
  if (draft !== undefined) return onInvoice(draft, 'issue', 'Issue invoice');
  if (status !== 'awaiting_approval' && may('sendInvoice') && leftOf(checkout) > 0)
    return { slug: 'send-invoice', label: 'Send invoice…' };
  const unshipped = invoices.find((invoice) => isToShip(checkout, invoice));
  if (unshipped !== undefined) return onInvoice(unshipped, 'add-shipment', 'Record shipment of');
  if (onItsWayCents(checkout) > 0) return { waits: 'Waiting for Apruve to answer.' };
  return WAITS[status] === undefined ? null : { waits: overdue ? 'The buyer is late: ask for the payment.' : WAITS[status] };
}

const WAITS: Partial<Record<CheckoutView['status'], string>> = {
  awaiting_authorization: 'Waiting for the buyer to authorize the order.',
  awaiting_approval: 'Waiting for the approval.',
  invoiced: 'Waiting for the buyer to pay.',
};

const onInvoice = ({ id, merchant_invoice_id: number }: InvoiceView, slug: string, words: string): NextStep => ({
  slug: `invoices/${encodeURIComponent(id)}/${slug}`,
  label: `${words} ${number}…`,
});

/** Nobody has said yet how it was shipped, or a part is left. */
const isToShip = (checkout: CheckoutView, invoice: InvoiceView): boolean =>
  (invoice.status === 'open' || invoice.status === 'funded') &&
  whyNoShipment(checkout, invoice) === null &&
  (hasOnlyAutomatic(invoice) || shippableCents(invoice) > 0);
