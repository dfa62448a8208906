import { poNumberOf, type CheckoutRow } from '../checkouts.ts';
import type { Reader } from '../database.ts';
import { inFlight } from './in-flight.ts';
import { refused } from './refused.ts';
import { readShownRows, shownRows, type ShownRows } from './shown-rows.ts';
import type { Attention, Facts } from '../../../workflows/contract/checkout.ts';
import { ACTIONS, verdict, type Action } from '../../../workflows/rules/actions.ts';
import { attentionOf } from '../../../workflows/rules/attention.ts';
import { credit, uninvoicedCents } from '../../../workflows/rules/credit.ts';
import { shownDeadlines } from '../../../workflows/rules/deadlines.ts';
import { openingFacts } from '../../../workflows/rules/facts.ts';
import { statusOf } from '../../../workflows/rules/status.ts';
import { invoiceView, refundedCents } from './invoice-view.ts';

/** What is known of a checkout; of one that was stored and not opened yet, what it opens with. */
const factsOf = (row: CheckoutRow): Facts =>
  row.facts ?? openingFacts(row.input.terms, row.createdAt.toISOString(), row.input.offline !== undefined);

/** Checkouts as shops, operators and notifications see them, all from the ledger, in the order given. */
export async function checkoutViews(db: Reader, rows: readonly CheckoutRow[]): Promise<CheckoutView[]> {
  const shown = await readShownRows(
    db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => checkoutView(row, shown.get(row.id)));
}

type CheckoutView = ReturnType<typeof checkoutView>;

/** The same of one, with the payment transactions that are shown with it; absent: none. */
export function checkoutView(row: CheckoutRow, { invoices: invoiceRows, troubled }: ShownRows = shownRows([])) {
  const facts = factsOf(row);
  const status = statusOf(facts);
  const { order, customer } = row;
  return {
    id: row.id,
    version: row.version,
    channel: row.channel,
    mode: row.mode,
    attempt: row.attempt,
    offline: row.input.offline !== undefined,
    merchant_order_id: row.merchantOrderId,
    status,
    payment_status: row.paymentStatus,
    currency: facts.terms.currency,
    amount_cents: facts.terms.amountCents,
    tax_cents: facts.terms.taxCents,
    shipping_cents: facts.terms.shippingCents,
    order_items: order.order_items,
    customer: { email: customer.email, name: customer.name, id: customer.id, country: customer.country, group: customer.group },
    po_number: poNumberOf(row),
    apruve_order_id: facts.order?.id ?? null,
    apruve_status: facts.order?.status ?? null,
    overdue: row.overdue,
    attention: attentionOf(facts),
    attentions: facts.attentions.map(attentionView),
    in_flight: inFlight(facts, troubled),
    refused: refused(facts, troubled),
    credit: {
      ...credit(facts),
      uninvoiced_cents: uninvoicedCents(facts),
      refunded_cents: refundedCents(row.id, facts.invoices, invoiceRows),
    },
    invoices: facts.invoices.map((invoice) => invoiceView(row, invoice, invoiceRows)),
    deadlines: shownDeadlines(facts, row.input.policy),
    lightbox: status === 'awaiting_authorization' ? lightboxView(row) : null,
    actions: ACTIONS.map((action) => actionView(facts, action)),
    metadata: row.metadata,
    opened_by: row.openedBy,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    completed_at: row.completedAt?.toISOString() ?? null,
    erased_at: row.erasedAt?.toISOString() ?? null,
  };
}

/** What the page hands to apruve.js, with the email for its `setShopper`. */
const lightboxView = ({ lightbox, customer }: CheckoutRow) => lightbox && { ...lightbox, shopper_email: customer.email };

const attentionView = ({ code, message, since, acknowledged }: Attention) => ({
  code,
  message,
  since,
  acknowledged_by: acknowledged?.by ?? null,
  acknowledged_at: acknowledged?.at ?? null,
});

function actionView(facts: Facts, name: Action) {
  const judged = verdict(facts, name);
  return judged.allowed
    ? { name, allowed: true, code: null, reason: null }
    : { name, allowed: false, code: judged.code, reason: judged.reason };
}
