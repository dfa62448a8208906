import { returnedCentsOf } from '../invoices/invoice-facts.ts';
import type { Facts, InvoiceFact } from '../../workflows/contract/checkout.ts';
import type { ApruveEvent } from '../../workflows/contract/messages.ts';
import { isOrderInDoubt, isSameMoney, knownMoney } from '../../workflows/rules/order-change.ts';
import { shipmentNews } from '../../workflows/rules/shipment-news.ts';
import type { Apruve } from '../apruve/client.ts';
import { isUnknown, type ApruveInvoice, type ApruveOrder } from '../apruve/entities.ts';
import { listAllInvoices } from '../apruve/pages.ts';
import { requests } from '../apruve/requests.ts';
import { isToldOtherwise } from '../apruve/unknown-status.ts';
import { isInvoiceNews } from '../invoices/look-at-invoices.ts';
import { seenShipments } from '../invoices/shipment-facts.ts';
import { moneyOf } from '../orders/order-facts.ts';

/** Events that make the process read what differs between Apruve and its facts. */
export async function differences(apruve: Apruve, facts: Facts, name: string): Promise<ApruveEvent[]> {
  if (facts.order === null) return [];
  const { data } = await apruve.send(requests.getOrder(facts.order.id));
  return [...orderDifferences(facts, data, name), ...(await invoiceDifferences(apruve, facts, data.id, name))];
}

/** The same for the order alone, as Apruve shows it. */
export function orderDifferences(facts: Facts, order: ApruveOrder, name: string): ApruveEvent[] {
  if (facts.order === null) return [];
  const moved = (order.expire_at ?? null) !== facts.order.expireAt;
  const changed = !isOrderInDoubt(facts) && !isSameMoney(moneyOf(order), knownMoney(facts));
  const isNews = hasMoved(facts, order, facts.order.status) || moved || changed;
  return isNews ? [{ uuid: `${name}-order`, event: 'reconcile.order', orderId: order.id }] : [];
}

/** The same for the order's invoices alone. Without `follow` the returns and shipments of invoices that are as they were are left out. */
export async function invoiceDifferences(
  apruve: Apruve,
  facts: Facts,
  orderId: string,
  name: string,
  follow = true,
): Promise<ApruveEvent[]> {
  const events: ApruveEvent[] = [];
  for (const shown of (await listAllInvoices(apruve, orderId)).data) {
    const { id } = shown;
    const known = facts.invoices.find((invoice) => invoice.id === id);
    const isNews = known === undefined || hasInvoiceMoved(facts, known, shown);
    if (isNews || (follow && (await hasFollowed(apruve, facts, known)))) {
      events.push({ uuid: `${name}-${id}`, event: 'reconcile.invoice', orderId, invoiceId: id });
    }
  }
  return events;
}

/** True where Apruve shows returns or shipments of an invoice that are not known. */
async function hasFollowed(apruve: Apruve, facts: Facts, invoice: InvoiceFact): Promise<boolean> {
  const [returns, shipments] = await Promise.all([
    apruve.send(requests.listReturns(invoice.id)),
    apruve.send(requests.listShipments(invoice.id)),
  ]);
  const returned = returnedCentsOf(returns.data);
  return invoice.returnedCents !== returned || shipmentNews(facts, invoice, seenShipments(shipments.data)).length > 0;
}

/** True where Apruve shows another status than the process knows, or what is told of it is not so. */
const hasMoved = (facts: Facts, order: ApruveOrder, known: string): boolean =>
  isToldOtherwise(facts, order) || (!isUnknown(order.status) && order.status !== known);

const hasInvoiceMoved = (facts: Facts, known: InvoiceFact, shown: ApruveInvoice): boolean =>
  isToldOtherwise(facts, shown) || (!isUnknown(shown.status) && isInvoiceNews(known, shown));
