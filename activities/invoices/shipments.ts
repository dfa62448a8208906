import type { StepContext, ShipmentPlan, StepOutcome } from '../../workflows/contract/step-context.ts';
import { invoiceStep, rowOfShipment, shipmentStep, updateStep } from '../../workflows/rules/rows.ts';
import { pick } from '../apruve/client.ts';
import type { ApruveShipment } from '../apruve/entities.ts';
import { requests } from '../apruve/requests.ts';
import type { ActivityDeps } from '../deps.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';
import { asStep } from '../step/failures.ts';
import { runApruveStep } from '../step/run-apruve-step.ts';
import { shipmentBody } from './invoice-body.ts';
import { answeredShipment, shipmentsOfOthers, showsPlan } from './shipment-facts.ts';

/**
 * Reports an invoice's shipment to Apruve, which pays a financed merchant only once the goods are shipped. On an invoice of others, one
 * that is there already is taken in instead.
 */
export function createShipment(deps: ActivityDeps, ctx: StepContext, plan: ShipmentPlan): Promise<StepOutcome> {
  return asStep(
    async () => (plan.listsFirst === true ? await takeInMade(deps, ctx, plan) : null) ?? (await create(deps, ctx, plan)),
  );
}

/** Takes in the shipments that an invoice has; null where it has none, or where the planned one may be among them. */
async function takeInMade(deps: ActivityDeps, ctx: StepContext, plan: ShipmentPlan): Promise<StepOutcome | null> {
  const { apruve } = await deps.channel(ctx.channel);
  const listed = await apruve.send(requests.listShipments(plan.invoiceId));
  if (listed.data.length === 0 || listed.data.some((shipment) => isPlanned(plan, shipment))) return null;
  const invoice = { id: plan.invoiceId, amount_cents: plan.amountCents, number: plan.invoiceNumber };
  const { newFacts, records } = shipmentsOfOthers(ctx, invoice, listed);
  return commitAndNotify(deps, ctx, newFacts, records);
}

/** Others may use the number, for another amount. */
const isPlanned = ({ number, amountCents }: ShipmentPlan, shown: ApruveShipment): boolean =>
  shown.merchant_shipment_id === number && shown.amount_cents === amountCents;

function create(deps: ActivityDeps, ctx: StepContext, plan: ShipmentPlan): Promise<StepOutcome> {
  const { invoiceId, invoiceNumber, number, amountCents, actor } = plan;
  return runApruveStep<ApruveShipment>(deps, ctx, (apruve) => ({
    step: shipmentStep(invoiceNumber, number),
    action: 'shipment',
    amountCents,
    source: invoiceStep(invoiceNumber),
    actor,
    request: requests.createShipment(invoiceId, shipmentBody(plan, ctx.currency)),
    find: async () => pick(await apruve.send(requests.listShipments(invoiceId)), (shipment) => isPlanned(plan, shipment)),
    facts: (shipment) => [answeredShipment(plan, shipment)],
    awaitedBy: () => ({ invoiceId }),
  }));
}

/** Changes a shipment: goods, carrier, tracking, delivery. A change without an answer is found by reading the shipment. */
export function updateShipmentAtApruve(
  deps: ActivityDeps,
  ctx: StepContext,
  plan: ShipmentPlan,
  shipmentId: string,
  n: number,
): Promise<StepOutcome> {
  const { invoiceId, invoiceNumber, number, amountCents, items, actor } = plan;
  const shipments = ctx.facts.invoices.find(({ id }) => id === invoiceId)?.shipments ?? [];
  const known = shipments.find(({ id }) => id === shipmentId) ?? { number };
  const { merchant_shipment_id, shipment_items, ...rest } = shipmentBody(plan, ctx.currency);
  const body = { ...rest, ...(known.number !== number && { merchant_shipment_id }), ...(items !== null && { shipment_items }) };
  return runApruveStep<ApruveShipment>(deps, ctx, (apruve) => ({
    step: updateStep(shipmentId, n),
    action: 'update',
    amountCents,
    source: rowOfShipment({ number: invoiceNumber }, known),
    reference: shipmentId,
    actor,
    request: requests.updateShipment(invoiceId, shipmentId, body),
    find: async () =>
      pick(
        await apruve.send(requests.listShipments(invoiceId)),
        (shipment) => shipment.id === shipmentId && showsPlan(plan, shipment),
      ),
    facts: (shipment) => [answeredShipment(plan, shipment)],
    awaitedBy: () => ({ invoiceId }),
  }));
}
