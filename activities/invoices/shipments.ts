import type { Scene, ShipmentPlan, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/rules/facts.ts';
import { invoiceStep, shipmentStep, updateStep } from '../../workflows/rules/rows.ts';
import { paths, pick } from '../apruve/client.ts';
import { shipmentSchema } from '../apruve/entities.ts';
import type { ActivityDeps } from '../deps.ts';
import { asStep } from '../step/failures.ts';
import { shipmentBody } from './invoice-body.ts';
import { commitAndTell } from '../step/commit-and-notify.ts';
import { doStep } from '../step/do-step.ts';

/** Tells Apruve that an invoice's goods are on their way: without it a financed merchant is not paid. */
export function createShipment(deps: ActivityDeps, scene: Scene, plan: ShipmentPlan): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(scene.channel);
    const body = shipmentBody(plan, scene.facts.terms.currency);
    const step = shipmentStep(plan.invoiceNumber, plan.number);
    const request = { method: 'POST', path: paths.shipments(plan.invoiceId), body };
    const { data, response } = await doStep(
      deps.db,
      scene,
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
      scene.unknownOutcomeWaitMs,
    );
    const shipment = { id: data.id, number: plan.number, amountCents: plan.amountCents };
    const news: Fact[] = [{ fact: 'shipment-read', invoiceId: plan.invoiceId, shipment }];
    const taken = await commitAndTell(deps, scene, news, [{ step, response }]);
    return { ...taken, mail: [] };
  });
}

/** Changes a shipment: carrier, tracking, delivery. Sending the same change twice has one effect. */
export function updateShipment(
  deps: ActivityDeps,
  scene: Scene,
  plan: ShipmentPlan,
  shipmentId: string,
  n: number,
): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(scene.channel);
    const { invoiceId, number, amountCents, actor } = plan;
    const { merchant_shipment_id: _number, shipment_items, ...rest } = shipmentBody(plan, scene.facts.terms.currency);
    const body = plan.items === null ? rest : { ...rest, shipment_items };
    const step = updateStep(shipmentId, n);
    const request = { method: 'PATCH', path: paths.shipment(invoiceId, shipmentId), body };
    const { data, response } = await doStep(
      deps.db,
      scene,
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
      scene.unknownOutcomeWaitMs,
    );
    const news: Fact[] = [{ fact: 'shipment-read', invoiceId, shipment: { id: data.id, number, amountCents } }];
    const taken = await commitAndTell(deps, scene, news, [{ step, response, successful: true }]);
    return { ...taken, mail: [] };
  });
}
