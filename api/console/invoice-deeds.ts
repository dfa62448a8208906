import type { InvoiceAction } from '../../workflows/rules/invoice-actions.ts';
import { formatMoney } from '../../workflows/rules/money.ts';
import type { CheckoutView, InvoiceView, ShipmentView } from '../checkouts/checkout-schema.ts';
import { formatAmount } from './amount.ts';
import type { Deed, Input } from './deeds.ts';
import { checkoutPath } from './reads.ts';

/** An invoice with its checkout. */
export interface Invoiced {
  checkout: CheckoutView;
  invoice: InvoiceView;
}

interface InvoiceDeed {
  /** The last part of its address. */
  slug: string;
  action: InvoiceAction;
  label: string;
  of: (invoiced: Invoiced) => Deed;
}

const pathOf = ({ checkout, invoice }: Invoiced): string =>
  `${checkoutPath(checkout.id)}/invoices/${encodeURIComponent(invoice.id)}`;
const amountOf = ({ checkout, invoice }: Invoiced): string => formatMoney(invoice.amount_cents, checkout.currency);
const nameOf = ({ invoice }: Invoiced): string => `invoice ${invoice.merchant_invoice_id}`;

const issue = (about: Invoiced): Deed => ({
  title: `Issue ${nameOf(about)}`,
  button: 'Issue invoice now',
  sentences: [
    `The buyer is billed ${amountOf(about)}, and the shipment is recorded.`,
    'An issued invoice can no longer be changed.',
  ],
  inputs: [],
  method: 'post',
  path: `${pathOf(about)}/issue`,
  done: `Done: ${nameOf(about)} is issued.`,
});

const cancel = (about: Invoiced): Deed => ({
  title: `Cancel ${nameOf(about)}`,
  button: 'Cancel invoice now',
  sentences: [
    `The invoice over ${amountOf(about)} is canceled at Apruve; the buyer need not pay it.`,
    'Its amount may be invoiced again, unless the order is completed. This cannot be undone.',
  ],
  inputs: [],
  method: 'post',
  path: `${pathOf(about)}/cancel`,
  done: `Done: ${nameOf(about)} is canceled.`,
});

const close = (about: Invoiced): Deed => ({
  title: `Close ${nameOf(about)} by hand`,
  button: 'Close invoice now',
  sentences: [
    `For money that came outside of Apruve: the invoice over ${amountOf(about)} is closed there, and recorded as paid.`,
    'Apruve no longer asks the buyer to pay. This cannot be undone.',
  ],
  inputs: [],
  method: 'post',
  path: `${pathOf(about)}/close`,
  done: `Done: ${nameOf(about)} is closed, and its capture is recorded.`,
});

const change = (about: Invoiced): Deed => ({
  title: `Change ${nameOf(about)}`,
  button: 'Change draft now',
  sentences: [
    'The draft is changed at Apruve; it stays a draft.',
    'Its lines stay while they give the amount, which follows them when you change tax or shipping alone.',
    `With another amount, one line titled ${about.invoice.merchant_invoice_id} takes their place.`,
  ],
  inputs: [
    { name: 'amount_cents', label: 'Amount', kind: 'amount', value: formatAmount(about.invoice.amount_cents) },
    { name: 'tax_cents', label: 'Tax', kind: 'amount', value: formatAmount(about.invoice.tax_cents ?? 0) },
    { name: 'shipping_cents', label: 'Shipping', kind: 'amount', value: formatAmount(about.invoice.shipping_cents ?? 0) },
  ],
  method: 'patch',
  path: pathOf(about),
  done: `Done: ${nameOf(about)} is changed.`,
});

const JOURNEY: readonly Input[] = [
  { name: 'shipper', label: 'Carrier', kind: 'text' },
  { name: 'tracking_number', label: 'Tracking number', kind: 'text' },
  { name: 'shipped_at', label: 'Shipped at (UTC)', kind: 'time' },
  { name: 'delivered_at', label: 'Delivered at (UTC)', kind: 'time' },
];

const addShipment = (about: Invoiced): Deed => ({
  title: `Add a shipment to ${nameOf(about)}`,
  button: 'Add shipment now',
  sentences: ['Apruve is told of it. A financed invoice is paid out to you only once it is shipped.'],
  inputs: [
    { name: 'merchant_shipment_id', label: 'Shipment number', kind: 'text', hint: 'One is made' },
    { name: 'amount_cents', label: 'Amount', kind: 'amount', hint: `All of it, ${amountOf(about)}` },
    ...JOURNEY,
  ],
  method: 'post',
  path: `${pathOf(about)}/shipments`,
  done: `Done: the shipment of ${nameOf(about)} is recorded.`,
});

/** What may be asked of an invoice, in the order of its life. */
export const INVOICE_DEEDS: readonly InvoiceDeed[] = [
  { slug: 'issue', action: 'issueInvoice', label: 'Issue…', of: issue },
  { slug: 'change', action: 'updateInvoice', label: 'Change draft…', of: change },
  { slug: 'add-shipment', action: 'addShipment', label: 'Add shipment…', of: addShipment },
  { slug: 'close', action: 'closeInvoice', label: 'Close by hand…', of: close },
  { slug: 'cancel', action: 'cancelInvoice', label: 'Cancel invoice…', of: cancel },
];

/** An ISO time as a field for day and time takes it, in UTC. */
const fieldTime = (iso: string | null): string =>
  iso === null ? '' : new Date(iso).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);

/** What has become known of a shipment. */
export function updateShipment(about: Invoiced, shipment: ShipmentView): Deed {
  const now: Readonly<Record<string, string>> = {
    shipper: shipment.shipper ?? '',
    tracking_number: shipment.tracking_number ?? '',
    shipped_at: fieldTime(shipment.shipped_at),
    delivered_at: fieldTime(shipment.delivered_at),
  };
  return {
    title: `Update shipment ${shipment.merchant_shipment_id}`,
    button: 'Update shipment now',
    sentences: [`Apruve is told what has become known of this shipment of ${nameOf(about)}.`],
    inputs: [
      { name: 'amount_cents', label: 'Amount', kind: 'amount', value: formatAmount(shipment.amount_cents) },
      ...JOURNEY.map((input) => ({ ...input, value: now[input.name] ?? '' })),
    ],
    method: 'patch',
    path: `${pathOf(about)}/shipments/${encodeURIComponent(shipment.id)}`,
    done: `Done: shipment ${shipment.merchant_shipment_id} is updated.`,
  };
}
