import type { Facts, InvoiceFact } from '../contract/checkout.ts';
import type { ShipmentFact, ShownShipment } from '../contract/shipment-fact.ts';
import type { SeenShipment } from '../contract/requests.ts';
import { isChanging, shipmentStep } from './rows.ts';
import { cutText } from '../contract/text.ts';

/**
 * A shipment as Apruve writes it, in an answer or in an event; null without an id. Of what it leaves out nothing is known, and an empty
 * text is none.
 */
export function seenShipment(entity: Readonly<Record<string, unknown>>): SeenShipment | null {
  const text = (field: string): string | null | undefined => {
    const value = entity[field];
    if (value === undefined) return undefined;
    return typeof value === 'string' && value.trim() !== '' ? cutText(value, 255) : null;
  };
  const { id, amount_cents: cents } = entity;
  if (typeof id !== 'string' || id === '') return null;
  return {
    id,
    number: text('merchant_shipment_id'),
    amountCents: typeof cents === 'number' && Number.isSafeInteger(cents) ? cents : undefined,
    status: text('status'),
    shipper: text('shipper'),
    trackingNumber: text('tracking_number'),
    shippedAt: text('shipped_at'),
    deliveredAt: text('delivered_at'),
  };
}

const NOTHING: ShownShipment = { status: null, shipper: null, trackingNumber: null, shippedAt: null, deliveredAt: null };

const FIELDS = ['status', 'shipper', 'trackingNumber', 'shippedAt', 'deliveredAt'] as const;

/** What is known of a shipment once Apruve has shown it; `known` itself where that is nothing new. */
export function afterRead(known: ShipmentFact, seen: SeenShipment): ShipmentFact {
  const { automatic: _automatic, shown: before = NOTHING, ...kept } = known;
  const shown: ShownShipment = {
    status: seen.status === undefined ? before.status : seen.status,
    shipper: seen.shipper === undefined ? before.shipper : seen.shipper,
    trackingNumber: seen.trackingNumber === undefined ? before.trackingNumber : seen.trackingNumber,
    shippedAt: momentAfter(before.shippedAt, seen.shippedAt),
    deliveredAt: momentAfter(before.deliveredAt, seen.deliveredAt),
  };
  const amountCents = seen.amountCents ?? known.amountCents;
  const isSame = amountCents === known.amountCents && FIELDS.every((field) => shown[field] === known.shown?.[field]);
  return isSame ? known : { ...kept, amountCents, shown };
}

/** Apruve writes a moment in its own time zone: the same moment is no news. */
function momentAfter(before: string | null, seen: string | null | undefined): string | null {
  if (seen === undefined || seen === null || before === null) return seen === undefined ? before : seen;
  return Date.parse(before) === Date.parse(seen) ? before : seen;
}

/**
 * What Apruve shows of an invoice's shipments that is not known: those that others have made or changed. What a step of ours may be
 * making or changing is left alone. Apruve's id tells shipments apart: one of others that carries a number of ours goes by its id.
 */
export function shipmentNews(
  { invoices, unresolved }: Pick<Facts, 'invoices' | 'unresolved'>,
  { id, amountCents }: Pick<InvoiceFact, 'id' | 'amountCents'>,
  listed: readonly SeenShipment[],
): ShipmentFact[] {
  const invoice = invoices.find((known) => known.id === id);
  const ours = invoice?.shipments ?? [];
  const isMaking = (number: string): boolean =>
    unresolved.some(({ step }) => step === shipmentStep(invoice?.number ?? '', number));
  return listed.flatMap((seen) => {
    const known = ours.find((shipment) => shipment.id === seen.id);
    if (known !== undefined) return isChanging(unresolved, known.id) ? [] : changed(known, seen);
    const number = seen.number ?? seen.id;
    if (isMaking(number)) return [];
    const isTaken =
      ours.some((shipment) => shipment.number === number || shipment.madeAs === number) ||
      listed.some((other) => other.id !== seen.id && other.number === number);
    return [afterRead({ id: seen.id, number: isTaken ? seen.id : number, amountCents }, seen)];
  });
}

function changed(known: ShipmentFact, seen: SeenShipment): ShipmentFact[] {
  const after = afterRead(known, seen);
  return after === known ? [] : [after];
}
