import type { InvoiceFact } from '../contract/checkout.ts';
import type { ShipmentFact } from '../contract/shipment-fact.ts';
import type { Refusal } from '../contract/failures.ts';
import type { ShipmentRequest } from '../contract/requests.ts';
import type { ShipmentPlan } from '../contract/step-context.ts';
import { linesCents } from './lines.ts';
import { formatMoney, sum } from './money.ts';

/** A shipment, or with `shipmentId` the change of one, that may or may not be at Apruve yet. */
export interface UnderWay {
  plan: ShipmentPlan;
  shipmentId?: string;
}

/** The cents that are asked for: named, or those of the lines; undefined leaves them to the rule. */
export function askedCents(asked: Pick<ShipmentRequest, 'amountCents' | 'items' | 'lines'>): number | undefined | Refusal {
  const { amountCents } = asked;
  const lines = linesCents(asked);
  if (lines !== undefined && amountCents !== undefined && lines !== amountCents) {
    return { code: 'amount-mismatch', message: `The lines of the shipment give ${lines} cents, its amount says ${amountCents}.` };
  }
  const cents = amountCents ?? lines;
  if (cents === undefined || (Number.isSafeInteger(cents) && cents > 0)) return cents;
  return { code: 'invalid-request', message: `A shipment needs an amount above 0 in whole cents; this one has ${cents}.` };
}

/** What shipments cover, in cents. What is under way counts; a shipment that is being changed counts with the larger amount. */
export function coveredCents(shipments: readonly ShipmentFact[], underWay: readonly UnderWay[]): number {
  const changing = (id: string): number[] =>
    underWay.filter(({ shipmentId }) => shipmentId === id).map(({ plan }) => plan.amountCents);
  const made = underWay.filter(({ shipmentId }) => shipmentId === undefined).map(({ plan }) => plan.amountCents);
  return sum([...made, ...shipments.map(({ id, amountCents }) => Math.max(amountCents, ...changing(id)))]);
}

/** The refusal of a shipment that would be over more than is left of its invoice, in cents; `cents` is what was asked for. */
export function exceeded(
  { number }: Pick<InvoiceFact, 'number'>,
  cents: number | undefined,
  left: number,
  currency: string,
): Refusal {
  const remaining_cents = Math.max(0, left);
  const asked = cents === undefined ? '' : `, not ${formatMoney(cents, currency)}`;
  const message = `${formatMoney(remaining_cents, currency)} of the invoice ${number} is left to ship${asked}: change one of its shipments, or make this one smaller.`;
  return { code: 'shipment-exceeded', message, details: { remaining_cents } };
}
