import type { Outcome } from '../contract/messages.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { runStep } from '../process/run-step.ts';
import { completeStep } from '../rules/rows.ts';

/** Completes the order at Apruve. `n` names the row, so that a retry is the same step. */
export function completeOrder(
  checkout: CheckoutProcess,
  n: number,
  actor?: string,
  run: typeof runStep = runStep,
): Promise<Outcome> {
  const orderId = checkout.facts.order?.id ?? '';
  const redo = { type: 'completeOrder', n, actor } as const;
  return run(checkout, { step: completeStep(n), redo }, (ctx) => checkout.writes.completeOrder(ctx, orderId, n, actor));
}

/** The number of a completion: that of the one that cannot get through, or the next. */
export function completionNumber(checkout: CheckoutProcess): number {
  const first = completeStep(0).slice(0, -1);
  const stuck = checkout.facts.unresolved.find(({ step }) => step.startsWith(first));
  return stuck === undefined ? checkout.steps.next('complete') : Number(stuck.step.slice(first.length));
}
