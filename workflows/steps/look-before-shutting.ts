import { ActivityFailure } from '@temporalio/workflow';
import type { Fact } from '../contract/fact.ts';
import type { StepCall, StepOutcome } from '../contract/step-context.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { refusalFailure } from '../process/refusal.ts';

/**
 * Lists the order's invoices before an operator shuts it, takes in what others made, and judges the action by that. While the list
 * cannot be read the action is refused and leaves nothing behind, because an unknown invoice would stay with the buyer. So it is where
 * somebody has confirmed it (`isConfirmed`) for what was known, and the list shows more.
 */
export async function lookBeforeShutting(
  checkout: CheckoutProcess,
  action: 'cancel' | 'complete',
  ending?: Fact & { fact: 'ending' },
  isConfirmed = false,
): Promise<void> {
  const orderId = checkout.facts.order?.id;
  if (orderId === undefined) return;
  const ctx = checkout.context();
  const look = (sent: StepCall): Promise<StepOutcome> =>
    checkout.writes.lookBeforeShutting(sent, orderId, action, ending, isConfirmed);
  const outcome = await checkout.call(ctx, look).catch(refuseUnread);
  checkout.applyOutcome(ctx, outcome);
  if (outcome.refusal !== undefined) throw refusalFailure(outcome.refusal);
}

function refuseUnread(error: unknown): StepOutcome {
  if (!(error instanceof ActivityFailure)) throw error;
  const message = 'The invoices of the order cannot be read at Apruve, so nothing was done. Ask again once Apruve answers.';
  throw refusalFailure({ code: 'step-unresolved', message });
}
