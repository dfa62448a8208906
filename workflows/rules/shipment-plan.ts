import type { InvoiceFact } from '../contract/checkout.ts';
import type { ShipmentFact, ShipmentStatus } from '../contract/shipment-fact.ts';
import type { Refusal } from '../contract/failures.ts';
import type { KeptLines, LineItem, NewShipmentRequest, ShipmentRequest, ShipmentUpdateRequest } from '../contract/requests.ts';
import type { ShipmentPlan } from '../contract/step-context.ts';
import { nextShipmentNumber } from './invoice-plan.ts';
import { askedCents, coveredCents, exceeded, type UnderWay } from './shipment-amounts.ts';

/** What a plan depends on beside the invoice. */
export interface Planning {
  /** The time that a shipment without one is given, ISO 8601. */
  at: string;
  currency: string;
  /** What is under way for the invoice: it counts as made. */
  underWay: readonly UnderWay[];
}

/** What is to be done about a shipment that is asked for; `rewrites` names the automatic one that it takes the place of. */
export type PlannedShipment = { plan: ShipmentPlan; rewrites?: string } | { known: string } | { repeats: string };

type Shippable = Pick<InvoiceFact, 'id' | 'number' | 'amountCents' | 'shipments'>;

/** The shipment that goes with an invoice as soon as it is open: the one that was asked for with the invoice, else the automatic one. */
export function planFirstShipment(invoice: Shippable, asked: ShipmentRequest, at: string): ShipmentPlan {
  const cents = askedCents(asked);
  const amountCents = typeof cents === 'number' ? Math.min(cents, invoice.amountCents) : invoice.amountCents;
  const goods = { amountCents, ...(cents === amountCents && goodsOf(asked)) };
  const number = asked.merchantShipmentId ?? nextShipmentNumber(invoice);
  const plan = planOf(invoice, number, goods, invoice.amountCents, { ...asked, at });
  return namesNothing(asked) ? { ...plan, automatic: true } : plan;
}

/** Why what is asked for as the shipment of an invoice of so many cents cannot be; null where it can. */
export function refusalOfFirst(
  invoice: Pick<InvoiceFact, 'number' | 'amountCents'>,
  asked: ShipmentRequest,
  currency: string,
): Refusal | null {
  const cents = askedCents(asked);
  if (typeof cents === 'object') return cents;
  return cents === undefined || cents <= invoice.amountCents ? null : exceeded(invoice, cents, invoice.amountCents, currency);
}

/**
 * A shipment of an issued invoice. The same number again is the same shipment. The first that is asked for rewrites the automatic one.
 * By default it is over what is left to ship; what we send never makes the shipments exceed their invoice.
 */
export function planShipment(
  invoice: Shippable,
  asked: NewShipmentRequest,
  { at, currency, underWay }: Planning,
): PlannedShipment | Refusal {
  const cents = askedCents(asked);
  if (typeof cents === 'object') return cents;
  const before = earlier(invoice, asked, cents, underWay);
  if (before !== null) return before;
  const automatic = onlyAutomatic(invoice);
  const doubtful = underWay.find(({ plan, shipmentId }) => plan.automatic === true || isSame(shipmentId, automatic?.id));
  if (doubtful !== undefined) return notThrough(doubtful.plan);
  const left = invoice.amountCents - coveredCents(automatic === undefined ? invoice.shipments : [], underWay);
  const amountCents = cents ?? left;
  if (amountCents <= 0 || amountCents > left) return exceeded(invoice, cents, left, currency);
  const inUse = underWay.map(({ plan }) => plan.number);
  const number = asked.merchantShipmentId ?? automatic?.number ?? nextShipmentNumber(invoice, inUse);
  const plan = planOf(invoice, number, { amountCents, ...goodsOf(asked) }, left, { ...asked, at });
  return automatic === undefined ? { plan } : { plan, rewrites: automatic.id };
}

/**
 * A change of a shipment. What it does not name stays, its status too; but the amount follows from new lines, and a new amount without
 * lines leaves none. A new amount is bound by what the other shipments leave of the invoice.
 */
export function planShipmentChange(
  invoice: Shippable,
  shipment: ShipmentFact,
  asked: ShipmentUpdateRequest,
  { at, currency, underWay }: Planning,
): ShipmentPlan | Refusal {
  const cents = askedCents(asked);
  if (typeof cents === 'object') return cents;
  const { number, shown } = shipment;
  const others = invoice.shipments.filter(({ id }) => id !== shipment.id);
  const left = invoice.amountCents - coveredCents(others, underWay);
  const amountCents = cents ?? shipment.amountCents;
  const isNew = amountCents !== shipment.amountCents;
  if (isNew && amountCents > left) return exceeded(invoice, amountCents, left, currency);
  const journey: Journey = {
    actor: asked.actor,
    at: shown?.shippedAt ?? at,
    shippedAt: asked.shippedAt,
    deliveredAt: asked.deliveredAt ?? shown?.deliveredAt,
    shipper: asked.shipper ?? shown?.shipper,
    trackingNumber: asked.trackingNumber ?? shown?.trackingNumber,
  };
  const goods = { amountCents, ...(isNew && { items: [] }), ...goodsOf(asked) };
  const plan = planOf(invoice, number, goods, left, journey);
  const status = STATUSES.find((known) => known === shown?.status);
  return isNew || status === undefined ? plan : { ...plan, status };
}

const STATUSES: readonly ShipmentStatus[] = ['partial', 'fulfilled'];

const isSame = (one: string | undefined, other: string | undefined): boolean => one !== undefined && one === other;
const namesNothing = (asked: ShipmentRequest): boolean => Object.values(asked).every((value) => value === undefined);

/** The automatic shipment, where it is the only one. */
const onlyAutomatic = ({ shipments: [first, ...more] }: Shippable): ShipmentFact | undefined =>
  first?.automatic === true && more.length === 0 ? first : undefined;

/** What the number that is asked for stands for already; null where it is free, or none is named. */
function earlier(
  { shipments }: Shippable,
  asked: NewShipmentRequest,
  cents: number | undefined,
  underWay: readonly UnderWay[],
): PlannedShipment | Refusal | null {
  const number = asked.merchantShipmentId;
  const known = shipments.find((shipment) => isSame(number, shipment.number) && shipment.automatic !== true);
  const isUsed = known !== undefined || shipments.some(({ madeAs }) => isSame(number, madeAs));
  if (known !== undefined && (cents ?? known.amountCents) === known.amountCents) return { known: known.number };
  if (isUsed) {
    const message = `The shipment number ${number} is already used on this invoice with another amount; choose another number.`;
    return { code: 'invoice-conflict', message };
  }
  const again = underWay.find(({ plan }) => isSame(number, plan.number));
  if (again === undefined) return null;
  return repeats(asked, cents, again.plan) ? { repeats: again.plan.number } : notThrough(again.plan);
}

function repeats(asked: NewShipmentRequest, cents: number | undefined, plan: ShipmentPlan): boolean {
  const { shipper = null, trackingNumber = null, deliveredAt = null, items = null, lines } = asked;
  const [one, other] = [
    [cents ?? plan.amountCents, shipper, trackingNumber, deliveredAt, items, lines?.id],
    [plan.amountCents, plan.shipper, plan.trackingNumber, plan.deliveredAt, plan.items, plan.lines?.id],
  ].map((content) => JSON.stringify(content));
  return one === other;
}

const notThrough = ({ number }: ShipmentPlan): Refusal => ({
  code: 'step-unresolved',
  message: `The shipment ${number} has not got through yet, with other content: retry it, then send this one again.`,
});

/** What is told of a shipment beside its goods; `at` is when it was shipped, where that is not told. */
interface Journey {
  at: string;
  shippedAt?: string | undefined;
  deliveredAt?: string | null | undefined;
  shipper?: string | null | undefined;
  trackingNumber?: string | null | undefined;
  actor?: string | undefined;
}

interface Goods {
  items?: LineItem[];
  lines?: KeptLines;
}

/** The lines that are asked for; nothing where none are. */
const goodsOf = ({ items, lines }: Pick<ShipmentRequest, 'items' | 'lines'>): Goods => ({
  ...(items !== undefined && { items }),
  ...(lines !== undefined && { lines }),
});

/** Its status is what the sum is after it: `partial` where that leaves something of the invoice. */
function planOf(
  { id, number: invoiceNumber }: Shippable,
  number: string,
  { amountCents, items, lines }: Goods & { amountCents: number },
  left: number,
  { at, shippedAt, deliveredAt, shipper, trackingNumber, actor }: Journey,
): ShipmentPlan {
  return {
    invoiceId: id,
    invoiceNumber,
    number,
    amountCents,
    status: amountCents < left ? 'partial' : 'fulfilled',
    shippedAt: shippedAt ?? at,
    shipper: shipper ?? null,
    trackingNumber: trackingNumber ?? null,
    deliveredAt: deliveredAt ?? null,
    items: items ?? null,
    ...(lines !== undefined && { lines }),
    ...(actor !== undefined && { actor }),
  };
}
