import { clearUnresolved, runStep, runFollowUp, type Step } from '../process/run-step.ts';
import { assertNoEarlierChange, invoiceAllowing } from '../process/admission.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { InvoiceFact } from '../contract/checkout.ts';
import type { Outcome } from '../contract/messages.ts';
import type { NewShipmentRequest, ShipmentUpdateRequest } from '../contract/requests.ts';
import type { ShipmentChange, ShipmentPlan, StepCall, StepOutcome } from '../contract/step-context.ts';
import { now, type CheckoutProcess } from '../process/checkout-process.ts';
import { isOpen } from '../rules/credit.ts';
import { awaitsShipment, issueTime } from '../rules/first-shipment.ts';
import { shipmentStep, updateStep } from '../rules/rows.ts';
import type { UnderWay } from '../rules/shipment-amounts.ts';
import { planFirstShipment, planShipment, planShipmentChange, type Planning } from '../rules/shipment-plan.ts';

/** Tells Apruve of an open invoice's shipment, unless it has one. Its outcome does not change the invoice's. */
export async function shipOpenInvoice(checkout: CheckoutProcess, invoiceId: string): Promise<void> {
  const plan = firstShipment(checkout, invoiceId);
  if (plan !== null) await runFollowUp(checkout, shipping(plan), (ctx) => checkout.writes.createShipment(ctx, plan));
}

/**
 * Takes over the shipment of an invoice that the activity of the invoice, called with this time and version, has made, or that it was
 * refused: as if an activity of its own had done it.
 */
export async function takeShipped(
  checkout: CheckoutProcess,
  invoiceId: string,
  shipped: StepOutcome,
  { at, version }: Pick<StepCall, 'at' | 'version'>,
): Promise<void> {
  const plan = firstShipment(checkout, invoiceId);
  if (plan === null) return;
  const ctx = { ...checkout.context(), at, version: version + 1, handledEvents: [], onSuccess: [] };
  await runFollowUp(checkout, shipping(plan), () => Promise.resolve(shipped), ctx);
}

function firstShipment({ facts, invoiceRequests }: CheckoutProcess, invoiceId: string): ShipmentPlan | null {
  const invoice = facts.invoices.find(({ id }) => id === invoiceId);
  if (invoice === undefined || !awaitsShipment(facts, invoice)) return null;
  const isOurs = invoiceRequests.numbers.has(invoice.number);
  const at = (isOurs ? issueTime(invoice) : null) ?? now();
  const planned = planFirstShipment(invoice, invoiceRequests.shipmentOf(invoice.number), at);
  return isOurs ? planned : { ...planned, listsFirst: true };
}

/** The ids of the invoices that are open now. */
export const openInvoices = ({ facts }: CheckoutProcess): ReadonlySet<string> =>
  new Set(facts.invoices.filter(isOpen).map(({ id }) => id));

/** Ships the invoices that have been shown open since. */
export async function shipOpened(checkout: CheckoutProcess, before: ReadonlySet<string>): Promise<void> {
  for (const { id } of checkout.facts.invoices.filter(isOpen)) if (!before.has(id)) await shipOpenInvoice(checkout, id);
}

/** A shipment that is asked for: the same number with the same content is the same, and the first one rewrites the automatic one. */
export async function addShipment(
  checkout: CheckoutProcess,
  request: NewShipmentRequest,
): Promise<{ outcome: Outcome; shipmentNumber: string; created: boolean }> {
  const invoice = invoiceAllowing(checkout, 'addShipment', request.invoiceId);
  if (invoice === 'unchanged') return { outcome: 'done', shipmentNumber: '', created: false };
  const planned = planShipment(invoice, request, planningOf(checkout, invoice));
  if ('code' in planned) throw refusalFailure(planned);
  if ('known' in planned) return { outcome: 'done', shipmentNumber: planned.known, created: false };
  if ('repeats' in planned) return { outcome: 'unresolved', shipmentNumber: planned.repeats, created: false };
  const { plan, rewrites } = planned;
  const outcome = rewrites === undefined ? await ship(checkout, plan) : await rewrite(checkout, plan, rewrites);
  if (outcome === 'done') await dropRefused(checkout, invoice);
  return { outcome, shipmentNumber: plan.number, created: true };
}

/** Goods, carrier, tracking or delivery of a shipment have become known. */
export async function updateShipment(
  checkout: CheckoutProcess,
  request: ShipmentUpdateRequest,
): Promise<{ outcome: Outcome; shipmentNumber: string }> {
  const invoice = invoiceAllowing(checkout, 'updateShipment', request.invoiceId);
  const shipment = invoice === 'unchanged' ? undefined : invoice.shipments.find(({ id }) => id === request.shipmentId);
  if (invoice === 'unchanged' || shipment === undefined) {
    throw refusalFailure({ code: 'not-found', message: `This invoice has no shipment ${request.shipmentId}.` });
  }
  const plan = planShipmentChange(invoice, shipment, request, planningOf(checkout, invoice));
  if ('code' in plan) throw refusalFailure(plan);
  assertNoEarlierChange(checkout, shipment.id);
  return { outcome: await rewrite(checkout, plan, shipment.id), shipmentNumber: shipment.number };
}

const rewrite = (checkout: CheckoutProcess, plan: ShipmentPlan, shipmentId: string): Promise<Outcome> =>
  changeShipment(checkout, { plan, shipmentId, n: checkout.steps.next(`update:${shipmentId}`) });

/** Does a planned change. */
export function changeShipment(checkout: CheckoutProcess, change: ShipmentChange): Promise<Outcome> {
  const { plan, shipmentId, n } = change;
  const step = { step: updateStep(shipmentId, n), redo: { type: 'changeShipment', change } } as const;
  return runStep(checkout, step, (ctx) => checkout.writes.updateShipment(ctx, plan, shipmentId, n));
}

function ship(checkout: CheckoutProcess, plan: ShipmentPlan): Promise<Outcome> {
  return runStep(checkout, shipping(plan), (ctx) => checkout.writes.createShipment(ctx, plan));
}

/** Ships again what could not get through. In the place of an automatic shipment, others may have made one meanwhile. */
export const shipAgain = (checkout: CheckoutProcess, plan: ShipmentPlan): Promise<Outcome> =>
  ship(checkout, plan.automatic === true ? { ...plan, listsFirst: true } : plan);

const shipping = (plan: ShipmentPlan): Step => ({
  step: shipmentStep(plan.invoiceNumber, plan.number),
  redo: { type: 'shipInvoice', plan },
});

const stuckSteps = ({ facts }: CheckoutProcess, { number }: InvoiceFact) =>
  facts.unresolved.filter(({ step }) => step.startsWith(shipmentStep(number, '')));

const REFUSED = 'refused-by-apruve';

/** A shipment that Apruve has refused, and that waits for a person, is given up once another one has got through. */
async function dropRefused(checkout: CheckoutProcess, invoice: InvoiceFact): Promise<void> {
  for (const { step, code } of stuckSteps(checkout, invoice)) if (code === REFUSED) await clearUnresolved(checkout, step);
}

const planningOf = (checkout: CheckoutProcess, invoice: InvoiceFact): Planning => ({
  at: now(),
  currency: checkout.facts.terms.currency,
  underWay: underWay(checkout, invoice),
});

/** What may be at Apruve by now of an invoice's shipments. What was refused is not. */
function underWay({ facts, steps }: CheckoutProcess, { id, number }: InvoiceFact): UnderWay[] {
  return facts.unresolved.flatMap(({ step, code }): UnderWay[] => {
    const redo = code === REFUSED ? undefined : steps.messageOf(step);
    if (redo?.type === 'shipInvoice' && redo.plan.invoiceNumber === number) return [{ plan: redo.plan }];
    if (redo?.type !== 'changeShipment' || redo.change.plan.invoiceId !== id) return [];
    return [{ plan: redo.change.plan, shipmentId: redo.change.shipmentId }];
  });
}
