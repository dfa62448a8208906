import type { ShipmentFact } from '../../workflows/contract/shipment-fact.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import type { SeenShipment } from '../../workflows/contract/requests.ts';
import type { ShipmentPlan, StepContext } from '../../workflows/contract/step-context.ts';
import { shipmentStep } from '../../workflows/rules/rows.ts';
import { afterRead, seenShipment, shipmentNews } from '../../workflows/rules/shipment-news.ts';
import type { Read } from '../apruve/client.ts';
import type { ApruveInvoice, ApruveShipment } from '../apruve/entities.ts';
import type { StepRecord } from '../ledger/rows.ts';

export const seenShipments = (listed: readonly ApruveShipment[]): SeenShipment[] =>
  listed.map(seenShipment).filter((seen) => seen !== null);

/** What others have made or changed of an invoice's shipments. The row of a new one records how Apruve shows it. */
export function shipmentsOfOthers(
  { facts }: StepContext,
  invoice: Pick<ApruveInvoice, 'id' | 'amount_cents'> & { number: string },
  { answer, data }: Read<ApruveShipment[]>,
): { newFacts: Fact[]; records: StepRecord[] } {
  const news = shipmentNews(facts, { id: invoice.id, amountCents: invoice.amount_cents }, seenShipments(data));
  const known = new Set(facts.invoices.find(({ id }) => id === invoice.id)?.shipments.map(({ id }) => id));
  const made = news.filter(({ id }) => !known.has(id));
  return {
    newFacts: news.map((shipment) => ({ fact: 'shipment-read', invoiceId: invoice.id, shipment })),
    records: made.map(({ id, number }) => ({
      step: shipmentStep(invoice.number, number),
      response: { status: answer.status, body: data.find((shown) => shown.id === id) },
    })),
  };
}

/** A shipment as we sent it, until Apruve shows it otherwise. */
const sentShipment = (plan: ShipmentPlan, id: string): ShipmentFact => ({
  id,
  number: plan.number,
  amountCents: plan.amountCents,
  shown: {
    status: plan.status ?? 'fulfilled',
    shipper: plan.shipper,
    trackingNumber: plan.trackingNumber,
    shippedAt: plan.shippedAt,
    deliveredAt: plan.deliveredAt,
  },
});

/** The shipment that Apruve answers to what we sent. */
export function answeredShipment(plan: ShipmentPlan, answer: ApruveShipment): Fact {
  const sent = sentShipment(plan, answer.id);
  const [seen] = seenShipments([answer]);
  const shipment = seen === undefined ? sent : afterRead(sent, seen);
  return {
    fact: 'shipment-read',
    invoiceId: plan.invoiceId,
    shipment: plan.automatic === true ? { ...shipment, automatic: true } : shipment,
  };
}

/** True where Apruve shows a shipment as it was to become. */
export function showsPlan(plan: ShipmentPlan, answer: ApruveShipment): boolean {
  const sent = sentShipment(plan, answer.id);
  const [seen] = seenShipments([answer]);
  return seen !== undefined && afterRead(sent, seen) === sent && (seen.number ?? plan.number) === plan.number;
}
