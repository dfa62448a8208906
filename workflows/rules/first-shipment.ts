import type { Facts, InvoiceFact } from '../contract/checkout.ts';
import type { ShipmentPlan } from '../contract/step-context.ts';
import { isOpen } from './credit.ts';
import type { InvoicePlan } from './invoice-plan.ts';
import { shipmentStep } from './rows.ts';
import { planFirstShipment } from './shipment-plan.ts';

/**
 * The first shipment of an invoice that we have just made; null where it has none to be made at once. It says that it was shipped when the invoice
 * was issued, so that it is the same shipment however often and wherever it is planned.
 */
export function planShipmentOfNew(facts: Facts, { number, request }: InvoicePlan): ShipmentPlan | null {
  const invoice = facts.invoices.find((made) => made.number === number);
  const at = invoice === undefined ? null : issueTime(invoice);
  return invoice !== undefined && at !== null && awaitsShipment(facts, invoice)
    ? planFirstShipment(invoice, request.shipment ?? {}, at)
    : null;
}

/** When Apruve has issued an invoice, in our form; null where it does not tell. */
export function issueTime({ issuedAt }: Pick<InvoiceFact, 'issuedAt'>): string | null {
  const at = Date.parse(issuedAt ?? '');
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** True of an open invoice without a shipment, made or stuck, while its checkout ships at all. */
export function awaitsShipment({ end, ending, unresolved }: Facts, invoice: InvoiceFact): boolean {
  if (!isOpen(invoice) || invoice.shipments.length > 0 || end !== null || ending === 'canceled') return false;
  return !unresolved.some(({ step }) => step.startsWith(shipmentStep(invoice.number, '')));
}
