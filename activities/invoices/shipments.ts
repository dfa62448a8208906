import type { StepContext, ShipmentPlan, StepOutcome } from '../../workflows/contract/step-context.ts';
import { invoiceStep, shipmentStep, updateStep } from '../../workflows/rules/rows.ts';
import { pick } from '../apruve/client.ts';
import type { ApruveShipment } from '../apruve/entities.ts';
import { requests } from '../apruve/requests.ts';
import type { ActivityDeps } from '../deps.ts';
import { runApruveStep } from '../step/run-apruve-step.ts';
import { shipmentBody } from './invoice-body.ts';

/** Reports an invoice's shipment to Apruve, which pays a financed merchant only once the goods are shipped. */
export function createShipment(deps: ActivityDeps, ctx: StepContext, plan: ShipmentPlan): Promise<StepOutcome> {
  const { invoiceId, invoiceNumber, number, amountCents, actor } = plan;
  return runApruveStep<ApruveShipment>(deps, ctx, (apruve) => ({
    step: shipmentStep(invoiceNumber, number),
    action: 'shipment',
    amountCents,
    source: invoiceStep(invoiceNumber),
    actor,
    request: requests.createShipment(invoiceId, shipmentBody(plan, ctx.currency)),
    find: async () =>
      pick(await apruve.send(requests.listShipments(invoiceId)), (shipment) => shipment.merchant_shipment_id === number),
    facts: ({ id }) => [{ fact: 'shipment-read', invoiceId, shipment: { id, number, amountCents } }],
  }));
}

/** Changes a shipment: carrier, tracking, delivery. Sending the same change twice has one effect. */
export function updateShipmentAtApruve(
  deps: ActivityDeps,
  ctx: StepContext,
  plan: ShipmentPlan,
  shipmentId: string,
  n: number,
): Promise<StepOutcome> {
  const { invoiceId, invoiceNumber, number, amountCents, items, actor } = plan;
  const { merchant_shipment_id: _, shipment_items, ...rest } = shipmentBody(plan, ctx.currency);
  const body = items === null ? rest : { ...rest, shipment_items };
  return runApruveStep<ApruveShipment>(deps, ctx, () => ({
    step: updateStep(shipmentId, n),
    action: 'update',
    amountCents,
    source: shipmentStep(invoiceNumber, number),
    reference: shipmentId,
    actor,
    request: requests.updateShipment(invoiceId, shipmentId, body),
    facts: ({ id }) => [{ fact: 'shipment-read', invoiceId, shipment: { id, number, amountCents } }],
  }));
}
