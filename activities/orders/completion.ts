import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import { completeStep, PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { readWhere } from '../apruve/client.ts';
import { isUnknown, type ApruveOrder } from '../apruve/entities.ts';
import { requests } from '../apruve/requests.ts';
import { statusAttention } from '../apruve/unknown-status.ts';
import type { ActivityDeps } from '../deps.ts';
import { runApruveStep } from '../step/run-apruve-step.ts';

/**
 * Releases the credit of an order that no invoice will use. `n` counts completions, because an invoice that is canceled later holds
 * its part again until the order is completed once more. Apruve's order does not show it in a word that we know, but completing twice
 * has one effect. An order that somebody has canceled there holds nothing: Apruve's refusal to complete it is no refusal to us.
 */
export function completeOrderAtApruve(
  deps: ActivityDeps,
  ctx: StepContext,
  orderId: string,
  n: number,
  actor?: string,
): Promise<StepOutcome> {
  return runApruveStep<ApruveOrder>(deps, ctx, (apruve) => ({
    step: completeStep(n),
    action: 'complete',
    amountCents: ctx.facts.terms.amountCents,
    source: PURCHASE_STEP,
    reference: orderId,
    actor,
    request: requests.completeOrder(orderId),
    find: (wasAnswered) =>
      readWhere(apruve, requests.getOrder(orderId), ({ status }) => status === 'canceled' || (wasAnswered && isUnknown(status))),
    facts: (order) => [{ fact: 'order-completed' }, ...statusAttention(ctx, order)],
  }));
}
