import { ApplicationFailure } from '@temporalio/workflow';
import type { Answer } from '../contract/messages.ts';
import type { AfterEndMessage } from '../process/after-end-process.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import type { QueuedMessage } from '../process/mailbox.ts';
import { refusalFailure } from '../process/refusal.ts';
import { CHECKOUT_FINISHED } from '../rules/actions.ts';
import { statusOf } from '../rules/status.ts';
import { perform, type StepAnswer } from './handle-message.ts';
import { retryStep } from './retry.ts';
import { showRefusal } from './show-refusal.ts';
import { showCaptures, takeIn, takeInEvent, takeUp } from './take-in.ts';

/** Does what a message asks for after the end, and answers it. */
export async function handleAfterEnd(checkout: CheckoutProcess, queued: QueuedMessage<AfterEndMessage, Answer>): Promise<void> {
  const { message, answer, refuse } = queued;
  const before = checkout.facts;
  try {
    const answered = (await performAfterEnd(checkout, message)) ?? 'done';
    await showCaptures(checkout, before);
    answer({ ...(typeof answered === 'string' ? { outcome: answered } : answered), status: statusOf(checkout.facts) });
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    if (message.type !== 'leftSteps') await showRefusal(checkout, { ...queued, message }, error);
    refuse(error);
  }
}

/** Each message and its step. What an operator may still ask for is done as while the checkout ran. */
async function performAfterEnd(checkout: CheckoutProcess, message: AfterEndMessage): Promise<StepAnswer> {
  switch (message.type) {
    case 'apruveEvent':
      return takeInEvent(checkout, message.event);
    case 'readInvoice':
      return takeIn(checkout, message.invoiceId, message, message.fundedAt);
    case 'leftSteps':
      return takeUp(checkout, message.left);
    case 'deadline':
      return retryStep(checkout, message.deadline.step);
    case 'addShipment':
    case 'updateShipment':
    case 'cancelInvoice':
    case 'closeInvoice':
    case 'shipInvoice':
    case 'changeShipment':
    case 'completeOrder':
      return perform(checkout, message);
    default:
      throw refusalFailure({ code: CHECKOUT_FINISHED.code, message: CHECKOUT_FINISHED.reason });
  }
}
