import type { InvoiceAction } from '../../../workflows/rules/actions.ts';
import type { ShipmentView } from '../../v1/shipments/schemas.ts';
import { formatAmount } from './amount.ts';
import type { ConsoleAction } from './console-action.ts';
import { fieldTime } from '../pages/times.tsx';
import { whyNoReturn, whyNoShipment, whyNot } from './invoice-refusals.ts';
import { amountOf, JOURNEY, nameOf, pathOf, type Invoiced } from './invoiced.ts';
import { addShipmentAction, returnAction } from './by-line/goods-of-invoice.ts';

interface InvoiceConsoleAction {
  /** The last part of its address. */
  slug: string;
  label: string;
  /** Why it is not possible now; null where it is. */
  whyNot: (invoiced: Invoiced) => string | null;
  of: (invoiced: Invoiced) => ConsoleAction;
}

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
  { slug: 'return', label: 'Return…', whyNot: ({ invoice }) => whyNoReturn(invoice), of: returnAction },
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
