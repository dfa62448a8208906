import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { ActivityDeps } from '../deps.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';
import { asStep } from '../step/failures.ts';
import { lookAtInvoices, takeInListedReturns } from './look-at-invoices.ts';

/**
 * Takes in what Apruve's list shows of the order's invoices: those that nobody made here, with their shipments and returns, and those
 * whose state has changed. What a step of ours may be making is left alone. Ends the checkout where nothing else was missing.
 */
export function adoptInvoices(deps: ActivityDeps, ctx: StepContext, orderId: string): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    const { newFacts, records, read } = await lookAtInvoices(apruve, ctx, orderId);
    const outcome = await commitAndNotify(deps, ctx, newFacts, records);
    await takeInListedReturns(deps, ctx, read);
    return outcome;
  });
}
