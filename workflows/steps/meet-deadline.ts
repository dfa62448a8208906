import { ApplicationFailure } from '@temporalio/workflow';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { parkForOperator, recordFacts } from '../process/run-step.ts';
import { deadlines, type Deadline, type DeadlineKind } from '../rules/deadlines.ts';
import { lookUpLostReturn, rereadAdoptedOrder } from './authorize.ts';
import { closeAuthorizationWindow, expire, expireUnapproved } from './expire.ts';
import { releaseFreedCredit } from './end-checkout.ts';
import { followUpInvoice, markOverdue, showWaiting } from './handle-event.ts';
import { retryStep } from './retry.ts';
import { adoptForeignInvoices } from './waiting-invoices.ts';

/** What is done when the time of a deadline has come. Each leaves a fact that takes its deadline off the list. */
const WHEN_DUE: { [K in DeadlineKind]: (checkout: CheckoutProcess, deadline: Deadline<K>) => Promise<unknown> } = {
  'lost-return': lookUpLostReturn,
  'authorization-window': closeAuthorizationWindow,
  'approval-poll': rereadAdoptedOrder,
  'approval-deadline': expireUnapproved,
  'expiry-warning': (checkout) => recordFacts(checkout, [{ fact: 'expiry-warned' }]),
  expiry: expire,
  'invoice-poll': (checkout, { invoiceId }) => followUpInvoice(checkout, invoiceId),
  'invoice-due': (checkout, { invoiceId }) => markOverdue(checkout, invoiceId),
  'invoice-waiting': (checkout, { invoiceId }) => showWaiting(checkout, invoiceId),
  'last-look': (checkout, { orderId }) => adoptForeignInvoices(checkout, orderId),
  'held-rest': releaseFreedCredit,
  retry: (checkout, { step }) => retryStep(checkout, step),
};

/** Time has passed. A deadline that is still due afterwards would be met for ever, so it waits for a person then. */
export async function meetDeadline(checkout: CheckoutProcess, deadline: Deadline): Promise<void> {
  await whenDue(checkout, deadline);
  const same = deadlines(checkout.facts, checkout.input.policy).some(
    ({ kind, at, step }) => kind === deadline.kind && at === deadline.at && step === deadline.step,
  );
  if (!same) return;
  const failure = ApplicationFailure.nonRetryable(`The deadline ${deadline.kind} could not be met.`, 'internal-error');
  await parkForOperator(checkout, { step: deadline.step, redo: { type: 'deadline', deadline } }, failure);
}

const whenDue = <K extends DeadlineKind>(checkout: CheckoutProcess, deadline: Deadline<K>): Promise<unknown> =>
  WHEN_DUE[deadline.kind](checkout, deadline);
