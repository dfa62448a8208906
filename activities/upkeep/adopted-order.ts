import type { Facts, InvoiceFact, Terms } from '../../workflows/contract/checkout.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { isOpen } from '../../workflows/rules/credit.ts';
import { advance } from '../../workflows/rules/facts.ts';
import type { ApruveOrderItem, ApruveWholeOrder } from '../apruve/entities.ts';
import type { OrderItem, ShopOrder } from '../ledger/json-columns.ts';

/** The order as the shop would have sent it, from what Apruve shows. A line without a title is called by its SKU. */
export function shopOrderOf(order: ApruveWholeOrder, merchantOrderId: string): ShopOrder {
  return {
    merchant_order_id: merchantOrderId,
    amount_cents: order.amount_cents,
    currency: order.currency,
    tax_cents: order.tax_cents ?? 0,
    shipping_cents: order.shipping_cents ?? 0,
    expire_at: order.expire_at,
    po_number: null,
    finalize_on_create: order.finalize_on_create ?? true,
    invoice_on_create: order.invoice_on_create ?? true,
    order_items: (order.order_items ?? []).map(lineOf),
  };
}

function lineOf(line: ApruveOrderItem): OrderItem {
  const { title, sku, description, variant_info, vendor, merchant_notes, plan_code } = line;
  const view_product_url = line.view_product_url ?? line.product_url;
  const texts = { description, variant_info, sku, vendor, merchant_notes, view_product_url, plan_code };
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text != null)),
    title: [title, sku].find((text) => text != null && text !== '') ?? 'Item',
    quantity: line.quantity ?? null,
    price_ea_cents: line.price_ea_cents ?? null,
    price_total_cents: line.price_total_cents ?? line.amount_cents ?? 0,
  };
}

export const termsOf = (order: ShopOrder): Terms => ({
  currency: order.currency,
  amountCents: order.amount_cents,
  taxCents: order.tax_cents,
  shippingCents: order.shipping_cents,
  expireAt: order.expire_at,
});

/**
 * What is known of a checkout that is adopted at the ISO time `at`: what happened before keeps its time, as far as Apruve tells it.
 * An end that it finds is that of the last invoice.
 */
export function adoptedFacts(opened: Facts, newFacts: readonly Fact[], at: string): Facts {
  const known = advance(opened, newFacts, at, opened.version);
  const invoices = known.invoices.map((invoice) => withItsTimes(invoice, at));
  const closings = invoices.flatMap(({ closedAt }) => (closedAt === null ? [] : [Date.parse(closedAt)]));
  const end = known.end && { ...known.end, at: closings.length === 0 ? at : iso(Math.max(...closings)) };
  return { ...known, invoices, end };
}

/** A payment counts from when it came, and an invoice that is past its due date is overdue from then on. */
function withItsTimes(invoice: InvoiceFact, at: string): InvoiceFact {
  const { capturedAt, closedAt, fundedAt, dueAt } = invoice;
  const isOverdue = isOpen(invoice) && dueAt !== null && Date.parse(dueAt) <= Date.parse(at);
  return {
    ...invoice,
    capturedAt: capturedAt && iso(Date.parse(fundedAt ?? closedAt ?? capturedAt)),
    overdueSince: isOverdue ? iso(Date.parse(dueAt)) : null,
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
