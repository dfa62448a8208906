import { runStep, runFollowUp, type Step } from '../process/run-step.ts';
import { assertNoEarlierChange, invoiceAllowing } from '../process/admission.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { InvoiceFact } from '../contract/checkout.ts';
import type { LineItem, Outcome, ShipmentRequest } from '../contract/messages.ts';
import type { NewShipmentRequest, ShipmentUpdateRequest } from '../contract/requests.ts';
import type { ShipmentPlan } from '../contract/step-context.ts';
import { now, type CheckoutProcess } from '../process/checkout-process.ts';
import type { ShipmentChange } from '../process/message.ts';
import { isOpen } from '../rules/credit.ts';
import { nextShipmentNumber } from '../rules/invoice-plan.ts';
import { formatMoney, sum } from '../rules/money.ts';
import { shipmentStep, updateStep } from '../rules/rows.ts';

/** Tells Apruve of an open invoice's shipment, unless it has one. Its outcome does not change the invoice's. */
export async function shipOpenInvoice(checkout: CheckoutProcess, invoiceId: string, asked: ShipmentRequest = {}): Promise<void> {
  const invoice = checkout.facts.invoices.find(({ id }) => id === invoiceId);
  if (invoice === undefined || !isOpen(invoice) || invoice.shipments.length > 0 || checkout.facts.ending === 'canceled') return;
  const plan = planShipment(invoice, asked, asked.merchantShipmentId ?? nextShipmentNumber(invoice));
  await runFollowUp(checkout, shipping(plan), (ctx) => checkout.writes.createShipment(ctx, plan));
}

/** The ids of the invoices that are open now. */
export const openInvoices = ({ facts }: CheckoutProcess): ReadonlySet<string> =>
  new Set(facts.invoices.filter(isOpen).map(({ id }) => id));

/** Ships the invoices that have been shown open since, unless their shipment is already under way. */
export async function shipOpened(checkout: CheckoutProcess, before: ReadonlySet<string>): Promise<void> {
  if (checkout.facts.end !== null) return;
  for (const invoice of checkout.facts.invoices.filter(isOpen))
    if (!before.has(invoice.id) && stuckShipments(checkout, invoice).length === 0) await shipOpenInvoice(checkout, invoice.id);
}

/** A further shipment. The same number with the same content is the same shipment. */
export async function addShipment(
  checkout: CheckoutProcess,
  request: NewShipmentRequest,
): Promise<{ outcome: Outcome; shipmentNumber: string; created: boolean }> {
  const invoice = invoiceAllowing(checkout, 'addShipment', request.invoiceId);
  if (invoice === 'unchanged') return { outcome: 'done', shipmentNumber: '', created: false };
  const known = invoice.shipments.find(({ number }) => number === request.merchantShipmentId);
  if (known !== undefined) {
    if ((askedCents(request) ?? known.amountCents) === known.amountCents) {
      return { outcome: 'done', shipmentNumber: known.number, created: false };
    }
    const message = `The shipment number ${known.number} is already used on this invoice with another amount; choose another number.`;
    throw refusalFailure({ code: 'invoice-conflict', message });
  }
  const stuck = stuckShipments(checkout, invoice);
  const plan = planShipment(invoice, request, request.merchantShipmentId ?? nextShipmentNumber(invoice, stuck));
  assertWithin(invoice, plan, checkout.facts.terms.currency);
  if (stuck.includes(plan.number)) {
    assertSamePlan(checkout, plan);
    return { outcome: 'unresolved', shipmentNumber: plan.number, created: false };
  }
  return { outcome: await ship(checkout, { ...plan, actor: request.actor }), shipmentNumber: plan.number, created: true };
}

/** The numbers of an invoice's shipments that cannot get through yet. */
function stuckShipments({ facts }: CheckoutProcess, { number }: InvoiceFact): string[] {
  const first = shipmentStep(number, '');
  return facts.unresolved.filter(({ step }) => step.startsWith(first)).map(({ step }) => step.slice(first.length));
}

/** The number of a shipment that cannot get through stands for what was asked for under it first. */
function assertSamePlan(checkout: CheckoutProcess, plan: ShipmentPlan): void {
  const redo = checkout.steps.messageOf(shipmentStep(plan.invoiceNumber, plan.number));
  const content = ({ shippedAt: _at, actor: _actor, ...rest }: ShipmentPlan): string => JSON.stringify(rest);
  if (redo?.type === 'shipInvoice' && content(redo.plan) === content(plan)) return;
  const message = `The shipment ${plan.number} has not got through yet, with other content: retry it, or choose another number.`;
  throw refusalFailure({ code: 'step-unresolved', message });
}

/** Carrier, tracking or delivery of a shipment have become known. */
export async function updateShipment(
  checkout: CheckoutProcess,
  request: ShipmentUpdateRequest,
): Promise<{ outcome: Outcome; shipmentNumber: string }> {
  const invoice = invoiceAllowing(checkout, 'updateShipment', request.invoiceId);
  const shipment = invoice === 'unchanged' ? undefined : invoice.shipments.find(({ id }) => id === request.shipmentId);
  if (invoice === 'unchanged' || shipment === undefined) {
    throw refusalFailure({ code: 'not-found', message: `This invoice has no shipment ${request.shipmentId}.` });
  }
  const plan = {
    ...planShipment(invoice, request, shipment.number),
    amountCents: request.amountCents ?? shipment.amountCents,
    actor: request.actor,
  };
  if (askedCents(request) !== undefined) assertWithin(invoice, plan, checkout.facts.terms.currency);
  assertNoEarlierChange(checkout, shipment.id);
  const outcome = await changeShipment(checkout, {
    plan,
    shipmentId: shipment.id,
    n: checkout.steps.next(`update:${shipment.id}`),
  });
  return { outcome, shipmentNumber: shipment.number };
}

/** Does a planned change. */
export function changeShipment(checkout: CheckoutProcess, change: ShipmentChange): Promise<Outcome> {
  const { plan, shipmentId, n } = change;
  const step = { step: updateStep(shipmentId, n), redo: { type: 'changeShipment', change } } as const;
  return runStep(checkout, step, (ctx) => checkout.writes.updateShipment(ctx, plan, shipmentId, n));
}

/** Does a planned shipment. */
export function ship(checkout: CheckoutProcess, plan: ShipmentPlan): Promise<Outcome> {
  return runStep(checkout, shipping(plan), (ctx) => checkout.writes.createShipment(ctx, plan));
}

const shipping = (plan: ShipmentPlan): Step => ({
  step: shipmentStep(plan.invoiceNumber, plan.number),
  redo: { type: 'shipInvoice', plan },
});

/** What of an invoice is in a shipment. */
interface Covered {
  amountCents?: number | undefined;
  items?: LineItem[] | undefined;
}

/** The amount that a shipment was asked for over: named, or that of its lines; undefined leaves it to us. */
const askedCents = ({ amountCents, items }: Covered): number | undefined =>
  amountCents ?? (items && sum(items.map(({ price_total_cents }) => price_total_cents)));

/** A shipment is of one invoice, and cannot be worth more. */
function assertWithin(invoice: InvoiceFact, { amountCents }: ShipmentPlan, currency: string): void {
  if (amountCents <= invoice.amountCents) return;
  const message = `The invoice ${invoice.number} is over ${formatMoney(invoice.amountCents, currency)}; a shipment of it cannot be over more.`;
  throw refusalFailure({ code: 'invalid-request', message });
}

/** Everything that will be sent, fixed now, so that a retry sends the same. */
function planShipment(invoice: InvoiceFact, asked: ShipmentRequest & Covered, number: string): ShipmentPlan {
  return {
    invoiceId: invoice.id,
    invoiceNumber: invoice.number,
    number,
    amountCents: askedCents(asked) ?? invoice.amountCents,
    shippedAt: asked.shippedAt ?? now(),
    shipper: asked.shipper ?? null,
    trackingNumber: asked.trackingNumber ?? null,
    deliveredAt: asked.deliveredAt ?? null,
    items: asked.items ?? null,
  };
}
