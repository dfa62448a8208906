import type { UnresolvedStep } from '../contract/checkout.ts';
import type { Outcome } from '../contract/messages.ts';
import type { CancelRequest } from '../contract/requests.ts';
import { assertAllowed } from '../process/admission.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { refusalFailure } from '../process/refusal.ts';
import { recordFacts } from '../process/run-step.ts';
import { CHANGED } from '../rules/actions.ts';
import { adoptStep, CANCEL_STEP, LOOK_UP_STEP, readOrderStep } from '../rules/rows.ts';
import { endCheckout } from './end-checkout.ts';
import { lookBeforeShutting } from './look-before-shutting.ts';
import { lookForPlaced } from './place-order.ts';
import { retryStep } from './retry.ts';

/**
 * The shop or an operator gives the checkout up. What is in doubt is looked up first: an order or an invoice that may be at Apruve
 * by now, an authorization that could not be read. While it stays in doubt, nothing is canceled over it.
 */
export async function cancelResolved(checkout: CheckoutProcess, request: CancelRequest): Promise<Outcome> {
  const before = checkout.facts.unresolved.filter(isDoubtful);
  await lookForPlaced(checkout);
  for (const { step } of before) await retryStep(checkout, step);
  const left = checkout.facts.unresolved.find(isDoubtful);
  if (left === undefined) return checkout.facts.end === null ? cancel(checkout, request) : 'done';
  const message = `The step ${left.step} is not resolved yet, and a cancel must not overtake it. Cancel again once Apruve answers.`;
  throw refusalFailure({ code: 'step-unresolved', message });
}

const isDoubtful = ({ step, reservedCents }: UnresolvedStep): boolean =>
  reservedCents > 0 || step === LOOK_UP_STEP || [readOrderStep(''), adoptStep('')].some((first) => step.startsWith(first));

/** A fresh list decides whether it may be. Then every pending or open invoice is canceled at Apruve, whoever made it, then the order. */
async function cancel(
  checkout: CheckoutProcess,
  { onlyUnauthorized = false, actor, reason, ifVersion }: CancelRequest,
): Promise<Outcome> {
  const { order, ending } = checkout.facts;
  if (onlyUnauthorized && order !== null) {
    const message = 'The buyer has authorized the order meanwhile: only an operator cancels it now.';
    throw refusalFailure({ code: 'forbidden', message });
  }
  assertAllowed(checkout, 'cancel');
  if (ifVersion !== undefined && ifVersion !== checkout.facts.version) throw refusalFailure(CHANGED);
  const canceledBy = { actor: actor ?? null, note: reason ?? null };
  const intention = { fact: 'ending', reason: 'canceled', canceledBy } as const;
  if (order !== null) await lookBeforeShutting(checkout, 'cancel', intention, ifVersion !== undefined);
  else if (ending !== 'canceled') await recordFacts(checkout, [intention]);
  return endCheckout(checkout, actor);
}

/** Shows a refused cancel that was asked for in Temporal itself: nobody waits for its answer. */
export async function showRefusedCancel(checkout: CheckoutProcess, why: string): Promise<void> {
  const message = `A cancel that was asked for in Temporal was refused: ${why} Temporal passes on only the first: cancel again in the console or over the API.`;
  await recordFacts(checkout, [
    { fact: 'attention', attention: { code: 'cancel-incomplete', subject: CANCEL_STEP, message }, again: true },
  ]);
}
