import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { completeStep, PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { paths } from '../apruve/client.ts';
import { orderSchema } from '../apruve/entities.ts';
import type { ActivityDeps } from '../deps.ts';
import { asStep } from '../step/failures.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';
import { doStep } from '../step/do-step.ts';

/**
 * Releases the credit of an order that no invoice will use. `n` counts completions: a canceled invoice holds its part again,
 * and completing again releases it. Apruve's order does not show it, but completing twice has one effect.
 */
export function completeOrder(
  deps: ActivityDeps,
  ctx: StepContext,
  orderId: string,
  n: number,
  actor?: string,
): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    const step = completeStep(n);
    const request = { method: 'POST', path: paths.completeOrder(orderId), body: null };
    const amountCents = ctx.facts.terms.amountCents;
    const { response } = await doStep(
      deps.db,
      ctx,
      { step, action: 'complete', amountCents, source: PURCHASE_STEP, reference: orderId, request, actor },
      { send: () => apruve.completeOrder(orderId), find: async () => null, parse: (recorded) => orderSchema.parse(recorded) },
      ctx.unknownOutcomeWaitMs,
    );
    const newFacts: Fact[] = [{ fact: 'order-completed' }];
    const taken = await commitAndNotify(deps, ctx, newFacts, [{ step, response, successful: true }]);
    return { ...taken, waitingEvents: [] };
  });
}
