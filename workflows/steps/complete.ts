import type { Outcome } from '../contract/messages.ts';
import type { CompleteRequest } from '../contract/requests.ts';
import { assertStatusAllows } from '../process/admission.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { endsByItself } from '../rules/status.ts';
import { completeOrder, completionNumber } from './complete-order.ts';
import { releaseFreedCredit } from './end-checkout.ts';
import { lookBeforeShutting } from './look-before-shutting.ts';

/**
 * Nothing more will be invoiced: the buyer's credit that no invoice uses is released. Whether that may be is judged by a fresh list of
 * the order's invoices.
 */
export async function complete(checkout: CheckoutProcess, { actor }: CompleteRequest): Promise<Outcome> {
  if (checkout.facts.completedAt !== null && checkout.facts.released) return 'done';
  assertStatusAllows(checkout, 'complete');
  await lookBeforeShutting(checkout, 'complete');
  if (checkout.facts.end !== null) return 'done';
  // The list may have left nothing to wait for: then the checkout ends as it was about to, and its credit goes with that.
  if (endsByItself(checkout.facts)) return releaseFreedCredit(checkout);
  return completeOrder(checkout, completionNumber(checkout), actor);
}
