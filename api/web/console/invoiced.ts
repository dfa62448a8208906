import { formatMoney } from '../../../workflows/rules/money.ts';
import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import type { InvoiceView } from '../../v1/invoices/schemas.ts';
import { checkoutPath } from './api-calls.ts';
import type { Input } from './console-action.ts';

/** An invoice with its checkout. */
export interface Invoiced {
  checkout: CheckoutView;
  invoice: InvoiceView;
}

export const pathOf = ({ checkout, invoice }: Invoiced): string =>
  `${checkoutPath(checkout.id)}/invoices/${encodeURIComponent(invoice.id)}`;
export const amountOf = ({ checkout, invoice }: Invoiced): string => formatMoney(invoice.amount_cents, checkout.currency);
export const nameOf = ({ invoice }: Invoiced): string => `invoice ${invoice.merchant_invoice_id}`;

/** What may be told of a shipment beside its goods. */
export const JOURNEY: readonly Input[] = [
  { name: 'shipper', label: 'Carrier', kind: 'text' },
  { name: 'tracking_number', label: 'Tracking number', kind: 'text' },
  { name: 'shipped_at', label: 'Shipped at', kind: 'time' },
  { name: 'delivered_at', label: 'Delivered at', kind: 'time' },
];
