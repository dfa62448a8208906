import { ApplicationFailure } from '@temporalio/workflow';
import type { Outcome } from '../contract/messages.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { parkForOperator, recordFacts, runFollowUp, runStep } from '../process/run-step.ts';
import { isLive, isOpen, isPending } from '../rules/credit.ts';
import { CANCEL_ORDER_STEP, END_STEP } from '../rules/rows.ts';
import { holdsCredit } from '../rules/status.ts';
import { cancelOneInvoice, stillPending } from './cancel-invoices.ts';
import { completeOrder, completionNumber } from './complete.ts';

/**
 * Brings an ending checkout to its end, from wherever it got stuck: invoices first, then the order's credit. When Apruve refuses,
 * a cancel is taken back so that the checkout can go on, and an order that was completed before is completed again. An expiry
 * waits for a person.
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
    const outcome = await cancelOneInvoice(checkout, invoice, { type: 'endCheckout' }, actor);
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
async function releaseCredit(checkout: CheckoutProcess, actor?: string, run: typeof runStep = runStep): Promise<Outcome> {
  const { order, invoices, ending } = checkout.facts;
  if (order === null || !holdsCredit(checkout.facts)) return 'done';
  if (invoices.some(isLive)) return completeOrder(checkout, completionNumber(checkout), actor, run);
  const step = { step: CANCEL_ORDER_STEP, redo: { type: 'endCheckout' } } as const;
  return run(checkout, step, (ctx) => checkout.writes.cancelOrder(ctx, order.id, ending ?? 'canceled', actor));
}

/**
 * Releases the credit of an invoice that was canceled after its order was shut: the order holds that part again, whoever canceled
 * it. When Apruve refuses the release it waits for a person, and the invoice stays canceled. A checkout that is being canceled
 * releases its credit itself.
 */
export async function releaseFreedCredit(checkout: CheckoutProcess): Promise<Outcome> {
  const { completedAt, ending } = checkout.facts;
  const isShut = completedAt !== null || (ending !== null && ending !== 'canceled');
  return isShut ? releaseCredit(checkout, undefined, runFollowUp) : 'done';
}
