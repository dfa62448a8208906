import type { StepContext, ShipmentPlan, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { invoiceStep, shipmentStep, updateStep } from '../../workflows/rules/rows.ts';
import { paths, pick } from '../apruve/client.ts';
import { shipmentSchema } from '../apruve/entities.ts';
import type { ActivityDeps } from '../deps.ts';
import { asStep } from '../step/failures.ts';
import { shipmentBody } from './invoice-body.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';
import { doStep } from '../step/do-step.ts';

/** Tells Apruve that an invoice's goods are on their way: without it a financed merchant is not paid. */
export function createShipment(deps: ActivityDeps, ctx: StepContext, plan: ShipmentPlan): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    const body = shipmentBody(plan, ctx.facts.terms.currency);
    const step = shipmentStep(plan.invoiceNumber, plan.number);
    const request = { method: 'POST', path: paths.shipments(plan.invoiceId), body };
    const { data, response } = await doStep(
      deps.db,
      ctx,
      {
        step,
        action: 'shipment',
        amountCents: plan.amountCents,
        source: invoiceStep(plan.invoiceNumber),
        request,
        actor: plan.actor,
      },
      {
        send: () => apruve.createShipment(plan.invoiceId, body),
        find: async () =>
          pick(await apruve.listShipments(plan.invoiceId), ({ merchant_shipment_id }) => merchant_shipment_id === plan.number),
        parse: (recorded) => shipmentSchema.parse(recorded),
      },
      ctx.unknownOutcomeWaitMs,
    );
    const shipment = { id: data.id, number: plan.number, amountCents: plan.amountCents };
    const newFacts: Fact[] = [{ fact: 'shipment-read', invoiceId: plan.invoiceId, shipment }];
    const taken = await commitAndNotify(deps, ctx, newFacts, [{ step, response }]);
    return { ...taken, waitingEvents: [] };
  });
}

/** Changes a shipment: carrier, tracking, delivery. Sending the same change twice has one effect. */
export function updateShipment(
  deps: ActivityDeps,
  ctx: StepContext,
  plan: ShipmentPlan,
  shipmentId: string,
  n: number,
): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    const { invoiceId, number, amountCents, actor } = plan;
    const { merchant_shipment_id: _number, shipment_items, ...rest } = shipmentBody(plan, ctx.facts.terms.currency);
    const body = plan.items === null ? rest : { ...rest, shipment_items };
    const step = updateStep(shipmentId, n);
    const request = { method: 'PATCH', path: paths.shipment(invoiceId, shipmentId), body };
    const { data, response } = await doStep(
      deps.db,
      ctx,
      {
        step,
        action: 'update',
        amountCents,
        source: shipmentStep(plan.invoiceNumber, number),
        reference: shipmentId,
        request,
        actor,
      },
      {
        send: () => apruve.updateShipment(invoiceId, shipmentId, body),
        find: async () => null,
        parse: (recorded) => shipmentSchema.parse(recorded),
      },
      ctx.unknownOutcomeWaitMs,
    );
    const newFacts: Fact[] = [{ fact: 'shipment-read', invoiceId, shipment: { id: data.id, number, amountCents } }];
    const taken = await commitAndNotify(deps, ctx, newFacts, [{ step, response, successful: true }]);
    return { ...taken, waitingEvents: [] };
  });
}
