import { ApplicationFailure } from '@temporalio/workflow';
import { runStep, runFollowUp, recordFacts, parkForOperator } from '../process/run-step.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { CancelRequest, CompleteRequest } from '../contract/requests.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { isLive, isOpen, isPending } from '../rules/credit.ts';
import { CANCEL_ORDER_STEP, completeStep, END_STEP } from '../rules/rows.ts';
import { holdsCredit } from '../rules/status.ts';
import { assertAllowed } from './allowed.ts';
import { stillPending, withdrawInvoice } from './withdraw.ts';

type Outcome = 'done' | 'unresolved';

/** Nothing more will be invoiced: the buyer's credit that no invoice uses is released. */
export async function complete(checkout: CheckoutProcess, { actor }: CompleteRequest): Promise<Outcome> {
  if (checkout.facts.completedAt !== null && checkout.facts.released) return 'done';
  assertAllowed(checkout, 'complete');
  return completeOrder(checkout, completionNumber(checkout), actor);
}

/** The shop or an operator gives the checkout up: drafts and open invoices are canceled at Apruve, then the order. */
export async function cancel(
  checkout: CheckoutProcess,
  { onlyUnauthorized = false, actor, reason }: CancelRequest,
): Promise<Outcome> {
  const { order } = checkout.facts;
  if (onlyUnauthorized && order !== null) {
    const message = 'The buyer has authorized the order meanwhile: only an operator cancels it now.';
    throw refusalFailure({ code: 'forbidden', message });
  }
  assertAllowed(checkout, 'cancel');
  if (checkout.facts.ending !== 'canceled')
    await recordFacts(checkout, [
      { fact: 'ending', reason: 'canceled', givenUp: { actor: actor ?? null, note: reason ?? null } },
    ]);
  return endCheckout(checkout, actor);
}

/** `expire_at` has passed: drafts and waiting invoices go, the rest of the credit is released; open invoices live on. */
export async function expire(checkout: CheckoutProcess): Promise<Outcome> {
  await recordFacts(checkout, [{ fact: 'ending', reason: 'expired' }]);
  return endCheckout(checkout);
}

/**
 * Brings an ending checkout on its way, from wherever it got stuck: invoices first, then the order's credit. What Apruve
 * refuses takes a cancel back, so that the checkout can go on; an order that was completed before is then completed again. An
 * expiry waits for a person.
 */
export async function endCheckout(checkout: CheckoutProcess, actor?: string): Promise<Outcome> {
  if (checkout.facts.ending === null || checkout.facts.end !== null) return 'done';
  try {
    return await cancelInvoicesAndRelease(checkout, actor);
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    if (checkout.facts.ending !== 'canceled') {
      await parkForOperator(checkout, { step: END_STEP, redo: { type: 'endCheckout' } }, error);
      return 'unresolved';
    }
    await keepOrder(checkout, error);
    await releaseFreedCredit(checkout);
    throw error;
  }
}

async function cancelInvoicesAndRelease(checkout: CheckoutProcess, actor?: string): Promise<Outcome> {
  const isCancel = checkout.facts.ending === 'canceled';
  const doomed = isCancel
    ? [...checkout.facts.invoices.filter(isPending), ...checkout.facts.invoices.filter(isOpen)]
    : await stillPending(checkout);
  for (const invoice of doomed) {
    const outcome = await withdrawInvoice(checkout, invoice, { type: 'endCheckout' }, actor);
    if (outcome === 'unresolved') return outcome;
  }
  return releaseCredit(checkout, actor);
}

/** An invoice was paid half way through a cancel, or Apruve refused it: the order is kept, and a person decides. */
async function keepOrder(checkout: CheckoutProcess, failure: ApplicationFailure): Promise<void> {
  const message = `The cancel stopped half way and the order is kept: ${failure.message} Cancel again, or complete the order and return what is not wanted.`;
  await recordFacts(checkout, [
    { fact: 'ending-withdrawn' },
    { fact: 'attention', attention: { code: 'cancel-incomplete', message } },
  ]);
}

/** Releases what the order still holds: with no live invoice it is canceled at Apruve, else completed. */
async function releaseCredit(checkout: CheckoutProcess, actor?: string, how: typeof runStep = runStep): Promise<Outcome> {
  const { order, invoices, ending } = checkout.facts;
  if (order === null || !holdsCredit(checkout.facts)) return 'done';
  if (invoices.some(isLive)) return completeOrder(checkout, completionNumber(checkout), actor, how);
  const step = { step: CANCEL_ORDER_STEP, redo: { type: 'endCheckout' } } as const;
  return how(checkout, step, (ctx) => checkout.writes.cancelOrder(ctx, order.id, ending ?? 'canceled', actor));
}

/**
 * An invoice that is canceled after its order was shut holds its part again, whoever canceled it: it is released again. A
 * refusal of that waits for a person; the cancel stands. A checkout that is being canceled releases by itself.
 */
export async function releaseFreedCredit(checkout: CheckoutProcess): Promise<Outcome> {
  const { completedAt, ending } = checkout.facts;
  const isShut = completedAt !== null || (ending !== null && ending !== 'canceled');
  return isShut ? releaseCredit(checkout, undefined, runFollowUp) : 'done';
}

/** The number of a completion: that of the one that cannot get through, or the next. */
function completionNumber(checkout: CheckoutProcess): number {
  const first = completeStep(0).slice(0, -1);
  const stuck = checkout.facts.unresolved.find(({ step }) => step.startsWith(first));
  return stuck === undefined ? checkout.count('complete') : Number(stuck.step.slice(first.length));
}

/** Completes the order at Apruve; `n` names the row, so that a retry is the same step. */
export function completeOrder(
  checkout: CheckoutProcess,
  n: number,
  actor?: string,
  how: typeof runStep = runStep,
): Promise<Outcome> {
  const orderId = checkout.facts.order?.id ?? '';
  const redo = { type: 'completeOrder', n, actor } as const;
  return how(checkout, { step: completeStep(n), redo }, (ctx) => checkout.writes.completeOrder(ctx, orderId, n, actor));
}
