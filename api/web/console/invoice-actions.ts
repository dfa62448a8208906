import type { InvoiceAction } from '../../../workflows/rules/actions.ts';
import { formatMoney } from '../../../workflows/rules/money.ts';
import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import type { InvoiceView } from '../../v1/invoices/schemas.ts';
import type { ShipmentView } from '../../v1/shipments/schemas.ts';
import { formatAmount } from './amount.ts';
import type { ConsoleAction, Input } from './console-action.ts';
import { fieldTime } from './field-time.ts';
import { hasOnlyAutomatic, returnableCents, shippableCents, whyNoReturn, whyNoShipment, whyNot } from './invoice-refusals.ts';
import { checkoutPath } from './api-calls.ts';

/** An invoice with its checkout. */
export interface Invoiced {
  checkout: CheckoutView;
  invoice: InvoiceView;
}

interface InvoiceConsoleAction {
  /** The last part of its address. */
  slug: string;
  label: string;
  /** Why it is not possible now; null where it is. */
  whyNot: (invoiced: Invoiced) => string | null;
  of: (invoiced: Invoiced) => ConsoleAction;
}

const pathOf = ({ checkout, invoice }: Invoiced): string =>
  `${checkoutPath(checkout.id)}/invoices/${encodeURIComponent(invoice.id)}`;
const amountOf = ({ checkout, invoice }: Invoiced): string => formatMoney(invoice.amount_cents, checkout.currency);
const nameOf = ({ invoice }: Invoiced): string => `invoice ${invoice.merchant_invoice_id}`;

const issueAction = (about: Invoiced): ConsoleAction => ({
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

const cancelInvoiceAction = (about: Invoiced): ConsoleAction => ({
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

const closeInvoiceAction = (about: Invoiced): ConsoleAction => ({
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

const changeDraftAction = (about: Invoiced): ConsoleAction => ({
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
  changes: true,
  done: `Done: ${nameOf(about)} is changed.`,
});

const JOURNEY: readonly Input[] = [
  { name: 'shipper', label: 'Carrier', kind: 'text' },
  { name: 'tracking_number', label: 'Tracking number', kind: 'text' },
  { name: 'shipped_at', label: 'Shipped at (UTC)', kind: 'time' },
  { name: 'delivered_at', label: 'Delivered at (UTC)', kind: 'time' },
];

const leftToShip = ({ checkout, invoice }: Invoiced): string => formatMoney(shippableCents(invoice), checkout.currency);

const addShipmentAction = (about: Invoiced): ConsoleAction => ({
  title: `Add a shipment to ${nameOf(about)}`,
  button: 'Add shipment now',
  sentences: [
    'Apruve is told of it. A financed invoice is paid out to you only once it is shipped.',
    hasOnlyAutomatic(about.invoice)
      ? 'It takes the place of the shipment that was made with the invoice.'
      : `Of ${amountOf(about)}, ${leftToShip(about)} is left to ship.`,
  ],
  inputs: [
    { name: 'merchant_shipment_id', label: 'Shipment number', kind: 'text', hint: 'One is made' },
    { name: 'amount_cents', label: 'Amount', kind: 'amount', hint: `All that is left, ${leftToShip(about)}` },
    ...JOURNEY,
  ],
  method: 'post',
  path: `${pathOf(about)}/shipments`,
  done: `Done: the shipment of ${nameOf(about)} is recorded.`,
});

const recordReturn = (about: Invoiced): ConsoleAction => ({
  title: `Return on ${nameOf(about)}`,
  button: 'Record return now',
  sentences: [
    `For goods that came back, or should not have been invoiced: at most ${formatMoney(returnableCents(about.invoice), about.checkout.currency)} of ${amountOf(about)}.`,
    about.invoice.status === 'closed'
      ? 'The buyer gets it back from Apruve, and a refund is recorded.'
      : 'The buyer has that much less to pay, and a refund is recorded. With nothing left to pay the invoice closes.',
    'It frees no room on the order. This cannot be undone.',
  ],
  inputs: [
    {
      name: 'amount_cents',
      label: 'Amount',
      kind: 'amount',
      required: true,
      hint: `Up to ${formatAmount(returnableCents(about.invoice))}`,
    },
    { name: 'reason', label: 'Reason', kind: 'text', hint: 'OTHER' },
    { name: 'merchant_notes', label: 'Notes of your own', kind: 'text' },
  ],
  method: 'post',
  path: `${pathOf(about)}/returns`,
  done: `Done: the return on ${nameOf(about)} is recorded, with its refund.`,
});

const byRules =
  (action: InvoiceAction) =>
  ({ checkout, invoice }: Invoiced): string | null =>
    whyNot(checkout, invoice, action);

/** What may be asked of an invoice, in the order of its life. */
export const INVOICE_CONSOLE_ACTIONS: readonly InvoiceConsoleAction[] = [
  { slug: 'issue', label: 'Issue…', whyNot: byRules('issueInvoice'), of: issueAction },
  { slug: 'change', label: 'Change draft…', whyNot: byRules('updateInvoice'), of: changeDraftAction },
  {
    slug: 'add-shipment',
    label: 'Add shipment…',
    whyNot: ({ checkout, invoice }) => whyNoShipment(checkout, invoice),
    of: addShipmentAction,
  },
  { slug: 'return', label: 'Return…', whyNot: ({ invoice }) => whyNoReturn(invoice), of: recordReturn },
  { slug: 'close', label: 'Close by hand…', whyNot: byRules('closeInvoice'), of: closeInvoiceAction },
  { slug: 'cancel', label: 'Cancel invoice…', whyNot: byRules('cancelInvoice'), of: cancelInvoiceAction },
];

/** What has become known of a shipment. */
export function updateShipmentAction(about: Invoiced, shipment: ShipmentView): ConsoleAction {
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
    changes: true,
    path: `${pathOf(about)}/shipments/${encodeURIComponent(shipment.id)}`,
    done: `Done: shipment ${shipment.merchant_shipment_id} is updated.`,
  };
}
