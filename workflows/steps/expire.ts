import type { Outcome } from '../contract/messages.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { recordFacts, runStep } from '../process/run-step.ts';
import type { Deadline } from '../rules/deadlines.ts';
import { EXPIRE_STEP } from '../rules/rows.ts';
import { statusOf } from '../rules/status.ts';
import { lookUpLostReturn, rereadOrder } from './authorize.ts';
import { endCheckout } from './end-checkout.ts';

/** The authorization window is over: a last look at Apruve, then the checkout is abandoned. */
export async function closeAuthorizationWindow(checkout: CheckoutProcess): Promise<Outcome> {
  const outcome = await lookUpLostReturn(checkout);
  if (outcome === 'done' && checkout.facts.order === null) await recordFacts(checkout, [{ fact: 'ending', reason: 'abandoned' }]);
  return outcome;
}

/** Approval did not come in time: the order is canceled at Apruve, so that the buyer's credit is free. */
export async function expireUnapproved(checkout: CheckoutProcess, deadline: Deadline): Promise<Outcome> {
  const { order } = checkout.facts;
  if (order === null) return 'done';
  const outcome = await rereadOrder(checkout, order.id);
  if (outcome === 'unresolved' || statusOf(checkout.facts) !== 'awaiting_approval') return outcome;
  return expire(checkout, deadline);
}

/**
 * The time is up: drafts and waiting invoices of anyone are canceled, the rest of the credit is released, open invoices live on.
 * While the order's invoices cannot be listed, the deadline is met again later.
 */
export async function expire(checkout: CheckoutProcess, deadline: Deadline): Promise<Outcome> {
  const orderId = checkout.facts.order?.id ?? '';
  const step = { step: EXPIRE_STEP, redo: { type: 'deadline', deadline } } as const;
  const ending = { fact: 'ending', reason: 'expired' } as const;
  const outcome = await runStep(checkout, step, (ctx) => checkout.writes.lookBeforeShutting(ctx, orderId, 'expire', ending));
  return outcome === 'done' ? endCheckout(checkout) : outcome;
}
