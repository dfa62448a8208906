import { ApplicationFailure } from '@temporalio/workflow';
import type { Outcome } from '../contract/messages.ts';
import { invoiceAllowing } from '../process/admission.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { refusalFailure } from '../process/refusal.ts';
import { parkForOperator, recordFacts, runFollowUp, runStep } from '../process/run-step.ts';
import { isLive, isOpen, isPending, isSettled } from '../rules/credit.ts';
import { CANCEL_ORDER_STEP, CANCEL_STEP, END_STEP } from '../rules/rows.ts';
import { holdsCredit, isOver } from '../rules/status.ts';
import { cancelOneInvoice, stillPending } from './cancel-invoices.ts';
import { completeOrder, completionNumber } from './complete-order.ts';

/**
 * Brings an ending checkout to its end, from wherever it got stuck: invoices first, then the order's credit. When Apruve refuses,
 * a cancel is taken back so that the checkout can go on, and an order that was completed before is completed again. An expiry
 * waits for a person.
 */
export async function endCheckout(checkout: CheckoutProcess, actor?: string): Promise<Outcome> {
  if (checkout.facts.end !== null) return 'done';
  // What got stuck was the release of an order that was shut without an ending: it is all that is left to be done.
  if (checkout.facts.ending === null) return releaseFreedCredit(checkout);
  try {
    return await cancelInvoicesAndRelease(checkout, actor);
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    if (checkout.facts.ending !== 'canceled') {
      const failure = refusalFailure({ code: 'cancel-incomplete', message: error.message });
      await parkForOperator(checkout, { step: END_STEP, redo: { type: 'endCheckout' } }, failure);
      return 'unresolved';
    }
    await keepOrder(checkout, error);
    await releaseFreedCredit(checkout);
    throw error;
  }
}

async function cancelInvoicesAndRelease(checkout: CheckoutProcess, actor?: string): Promise<Outcome> {
  const canceled = await cancelInvoices(checkout, actor);
  if (canceled === 'unresolved') return canceled;
  const released = await releaseCredit(checkout, actor);
  // The order is shut now. What the list has shown since was made in between, and nothing can follow it.
  return released === 'unresolved' ? released : cancelInvoices(checkout, actor);
}

async function cancelInvoices(checkout: CheckoutProcess, actor?: string): Promise<Outcome> {
  const { facts } = checkout;
  if (facts.end !== null) return 'done';
  const sparesOpen = facts.ending !== 'canceled' && facts.order?.acceptedAt != null;
  const doomed = sparesOpen
    ? await stillPending(checkout)
    : [...facts.invoices.filter(isPending), ...facts.invoices.filter(isOpen)];
  for (const invoice of doomed) {
    if (invoiceAllowing(checkout, 'cancelInvoice', invoice.id) === 'unchanged') continue;
    const outcome = await cancelOneInvoice(checkout, invoice, { type: 'endCheckout' }, actor);
    if (outcome === 'unresolved') return outcome;
  }
  return 'done';
}

/** An invoice was paid half way through a cancel, or Apruve refused it: the order is kept, and a person decides. */
async function keepOrder(checkout: CheckoutProcess, failure: ApplicationFailure): Promise<void> {
  checkout.refused.delete(failure);
  const message = `The cancel stopped half way and the order is kept: ${failure.message} Cancel again, or complete the order and return what is not wanted.`;
  await recordFacts(checkout, [
    { fact: 'ending-withdrawn' },
    { fact: 'attention', attention: { code: 'cancel-incomplete', subject: CANCEL_STEP, message }, again: true },
  ]);
}

/**
 * Releases what the order still holds: with no live invoice it is canceled at Apruve, else completed. A cancel that leaves only
 * settled invoices cancels the order, and completes it where Apruve refuses that.
 */
async function releaseCredit(checkout: CheckoutProcess, actor?: string, run: typeof runStep = runStep): Promise<Outcome> {
  const { order, invoices, ending } = checkout.facts;
  if (order === null || !holdsCredit(checkout.facts)) return 'done';
  const live = invoices.filter(isLive);
  const step = { step: CANCEL_ORDER_STEP, redo: { type: 'endCheckout' } } as const;
  const cancelOrder = (): Promise<Outcome> =>
    run(checkout, step, (ctx) => checkout.writes.cancelOrder(ctx, order.id, ending ?? 'canceled', actor));
  const complete = (): Promise<Outcome> => completeOrder(checkout, completionNumber(checkout), actor, run);
  if (live.length === 0) return cancelOrder();
  if (ending !== 'canceled' || !live.every(isSettled)) return complete();
  try {
    return await cancelOrder();
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    return complete();
  }
}

/**
 * Releases credit that nothing will use: that of an invoice that was canceled after its order was shut, whoever canceled it, and what
 * Apruve holds above the agreed amount when all of that is paid. When Apruve refuses the release it waits for a person. A checkout
 * that is being canceled releases its credit itself.
 */
export async function releaseFreedCredit(checkout: CheckoutProcess): Promise<Outcome> {
  const { completedAt, ending } = checkout.facts;
  const isShut = completedAt !== null || (ending === null ? isOver(checkout.facts) : ending !== 'canceled');
  return isShut ? releaseCredit(checkout, undefined, runFollowUp) : 'done';
}
