import type { Outcome } from '../contract/messages.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { recordFacts } from '../process/run-step.ts';
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
export async function expireUnapproved(checkout: CheckoutProcess): Promise<Outcome> {
  const { order } = checkout.facts;
  if (order === null) return 'done';
  const outcome = await rereadOrder(checkout, order.id);
  if (outcome === 'unresolved' || statusOf(checkout.facts) !== 'awaiting_approval') return outcome;
  return expire(checkout);
}

/** `expire_at` has passed: drafts and waiting invoices are canceled, the rest of the credit is released, open invoices live on. */
export async function expire(checkout: CheckoutProcess): Promise<Outcome> {
  await recordFacts(checkout, [{ fact: 'ending', reason: 'expired' }]);
  return endCheckout(checkout);
}
