import type { InvoiceFact } from '../../../workflows/contract/checkout.ts';
import type { ShipmentFact, ShownShipment } from '../../../workflows/contract/shipment-fact.ts';
import { hasCapture, isUnpaid } from '../../../workflows/rules/credit.ts';
import { sum } from '../../../workflows/rules/money.ts';
import { outstandingCents, paidAt } from '../../../workflows/rules/receivables.ts';
import { invoiceStep, rowOfShipment } from '../../../workflows/rules/rows.ts';
import { poNumberOf, type CheckoutRow } from '../checkouts.ts';
import type { ListedInvoice } from '../invoice-list.ts';
import type { OrderItem } from '../json-columns.ts';
import { invoiceRowKey, returnsOf, type InvoiceRows } from './invoice-rows.ts';
import { type TransactionRow } from '../transactions.ts';

/** What an invoice is shown with of its checkout. */
type ViewedCheckout = Pick<CheckoutRow, 'id' | 'invoiceMetadata'>;

/** An invoice as the API shows it: what it is from the facts, what was sent with it from its rows. */
export function invoiceView({ id: checkoutId, invoiceMetadata }: ViewedCheckout, invoice: InvoiceFact, rows: InvoiceRows) {
  const [made] = rows.get(invoiceRowKey(checkoutId, invoiceStep(invoice.number))) ?? [];
  const sent = sentWith(checkoutId, invoiceStep(invoice.number), invoice.id, rows);
  const returns = returnsIn(checkoutId, invoice.id, rows);
  return {
    ...moneyOf(invoice),
    tax_cents: numberOf(sent('tax_cents')),
    shipping_cents: numberOf(sent('shipping_cents')),
    invoice_items: linesOf(sent('invoice_items')),
    failed_payment: isUnpaid(invoice) ? failedPaymentView(invoice) : null,
    shipments: invoice.shipments.map((shipment) => shipmentView(checkoutId, invoice, shipment, rows)),
    returns: returns.map((row) => withoutInvoice(returnView(row))),
    returned_cents: sum(returns.map(({ amountCents }) => amountCents)),
    metadata: invoiceMetadata[invoice.id] ?? invoiceMetadata[made?.requestId ?? ''] ?? {},
  };
}

/** An invoice in a list of all, from the facts of its checkout. */
export function listedInvoiceView({ apruveInvoiceId, metadata, checkout }: ListedInvoice) {
  const invoice = checkout.facts?.invoices.find(({ id }) => id === apruveInvoiceId);
  if (invoice === undefined) throw new Error(`The checkout ${checkout.id} has no invoice ${apruveInvoiceId}.`);
  return {
    ...moneyOf(invoice),
    outstanding_cents: outstandingCents(invoice),
    returned_cents: invoice.returnedCents,
    paid_at: paidAt(invoice),
    checkout_id: checkout.id,
    merchant_order_id: checkout.merchantOrderId,
    channel: checkout.channel,
    mode: checkout.mode,
    currency: checkout.currency,
    po_number: poNumberOf(checkout),
    customer: { email: checkout.customer.email, name: checkout.customer.name },
    metadata,
  };
}

/** What the facts say of an invoice. */
const moneyOf = (invoice: InvoiceFact) => ({
  id: invoice.id,
  merchant_invoice_id: invoice.number,
  status: invoice.status,
  amount_cents: invoice.amountCents,
  amount_due_cents: invoice.amountDueCents,
  paid_cents: invoice.paidCents ?? (hasCapture(invoice) ? invoice.amountCents : 0),
  due_at: invoice.dueAt,
  overdue: invoice.overdueSince !== null,
  issued_at: invoice.issuedAt,
  funded_at: invoice.fundedAt,
  closed_at: invoice.closedAt,
});

function failedPaymentView({ failedPayment: failed }: InvoiceFact) {
  return failed == null ? null : { amount_cents: failed.amountCents, reason: failed.reason, at: failed.at };
}

/** A shipment as the API shows it. */
export function shipmentView(checkoutId: string, invoice: InvoiceFact, shipment: ShipmentFact, rows: InvoiceRows) {
  const shown = shipment.shown ?? sentShipment(checkoutId, invoice, shipment, rows);
  return {
    id: shipment.id,
    merchant_shipment_id: shipment.number,
    status: shown.status,
    amount_cents: shipment.amountCents,
    shipment_items: linesOf(sentWith(checkoutId, rowOfShipment(invoice, shipment), shipment.id, rows)('shipment_items')),
    automatic: shipment.automatic === true,
    shipper: shown.shipper,
    tracking_number: shown.trackingNumber,
    shipped_at: shown.shippedAt,
    delivered_at: shown.deliveredAt,
  };
}

/** For facts that do not hold what Apruve showed. */
function sentShipment(checkoutId: string, invoice: InvoiceFact, shipment: ShipmentFact, rows: InvoiceRows): ShownShipment {
  const sent = sentWith(checkoutId, rowOfShipment(invoice, shipment), shipment.id, rows);
  return {
    status: textOf(sent('status')),
    shipper: textOf(sent('shipper')),
    trackingNumber: textOf(sent('tracking_number')),
    shippedAt: textOf(sent('shipped_at')),
    deliveredAt: textOf(sent('delivered_at')),
  };
}

const withoutInvoice = ({ invoice_id: _invoice, ...shown }: ReturnType<typeof returnView>) => shown;

/** The returns of an invoice, oldest first. */
const returnsIn = (checkoutId: string, invoiceId: string, rows: InvoiceRows): TransactionRow[] =>
  (rows.get(invoiceRowKey(checkoutId, returnsOf(invoiceId))) ?? []).toReversed();

/** A return as the API shows it, from its row alone. */
export function returnView({ reference, amountCents, request, response, createdAt, lines }: TransactionRow) {
  const made = { ...fieldsOf(request?.body), ...fieldsOf(response?.body) };
  return {
    id: reference ?? '',
    invoice_id: textOf(made['invoice_id']) ?? '',
    amount_cents: amountCents,
    return_items: linesOf(lines),
    reason: textOf(made['reason']),
    created_at: textOf(made['created_at']) ?? createdAt.toISOString(),
  };
}

/** What was returned of a checkout in all, in cents. */
export const refundedCents = (checkoutId: string, invoices: readonly InvoiceFact[], rows: InvoiceRows): number =>
  sum(invoices.flatMap(({ id }) => returnsIn(checkoutId, id, rows)).map(({ amountCents }) => amountCents));

/**
 * Reads a field of what we sent, the newest change first; of Apruve's answer where we sent none, as for what others made at
 * Apruve.
 */
function sentWith(checkoutId: string, madeBy: string, id: string, rows: InvoiceRows): (field: string) => unknown {
  const changes = rows.get(invoiceRowKey(checkoutId, id)) ?? [];
  const [made] = rows.get(invoiceRowKey(checkoutId, madeBy)) ?? [];
  const bodies = [...changes.map(({ request }) => request?.body), made?.request?.body, made?.response?.body].map(fieldsOf);
  return (field) => bodies.map((body) => body[field]).find((value) => value !== undefined && value !== null) ?? null;
}

const fieldsOf = (body: unknown): Record<string, unknown> => (typeof body === 'object' && body !== null ? { ...body } : {});
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
/** Apruve writes an absent time as an empty text in places. */
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
/** Lines as they were sent, or as Apruve shows those of others: each has a title and a total. */
const linesOf = (value: unknown): OrderItem[] => (Array.isArray(value) ? value.map((line) => lineOf(fieldsOf(line))) : []);

const lineOf = (fields: Record<string, unknown>): OrderItem => ({
  ...fields,
  title: textOf(fields['title']) ?? '',
  quantity: numberOf(fields['quantity']),
  price_ea_cents: numberOf(fields['price_ea_cents']),
  price_total_cents: numberOf(fields['price_total_cents']) ?? 0,
});
