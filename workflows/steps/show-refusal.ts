import type { ApplicationFailure } from '@temporalio/workflow';
import { LATE_AFTER_MS, type Answer, type Requests } from '../contract/messages.ts';
import type { OwnRow } from '../contract/step-context.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import type { QueuedMessage } from '../process/mailbox.ts';
import type { Message } from '../process/message.ts';
import { parkForOperator, recordFacts } from '../process/run-step.ts';
import { isPerson, refusedStep } from '../rules/attention.ts';
import { refusedRequestStep } from '../rules/rows.ts';
import { showRefusedCancel } from './cancel.ts';
import { showRefusedInvoice } from './send-invoice.ts';

/** Shows a refusal that no person has in front of them. */
export async function showRefusal(
  checkout: CheckoutProcess,
  { message, cameAt }: QueuedMessage<Message, Answer>,
  failure: ApplicationFailure,
): Promise<void> {
  if (message.type === 'deadline') return parkForOperator(checkout, { step: message.deadline.step, redo: message }, failure);
  if (!('request' in message) || checkout.isClosed) return;
  if ('silent' in message && message.silent) return showSilent(checkout, message, failure.message);
  const isLate = Date.now() - cameAt >= LATE_AFTER_MS;
  const step = checkout.refused.get(failure);
  if (step !== undefined) {
    const isTold = !isLate && 'actor' in message.request && isPerson(message.request.actor);
    if (isTold) return;
    await recordFacts(checkout, [{ fact: 'attention', attention: refusedStep(step, failure.message), again: true }]);
  } else if (isLate) await showLate(checkout, message, failure.message);
}

async function showSilent(checkout: CheckoutProcess, message: Message, why: string): Promise<void> {
  if (message.type === 'sendInvoice') await showRefusedInvoice(checkout, why, message.request);
  if (message.type === 'cancel') await showRefusedCancel(checkout, why);
}

/** The rows of requests that the process itself can refuse so late that their callers have been told to wait. */
const ROWS: Partial<Record<keyof Requests, OwnRow['action']>> = {
  update: 'update',
  finalize: 'finalize',
  sendInvoice: 'invoice',
  updateInvoice: 'update',
  issueInvoice: 'issue',
  cancelInvoice: 'invoice_cancel',
  closeInvoice: 'close',
  addShipment: 'shipment',
  updateShipment: 'update',
  complete: 'complete',
  cancel: 'cancel',
};

/** Whoever asked was answered 202, so the refusal leaves a row, which the checkout shows under `refused`. */
async function showLate(
  checkout: CheckoutProcess,
  message: Message<keyof Requests | 'acknowledge'>,
  note: string,
): Promise<void> {
  const action = message.type === 'acknowledge' ? undefined : ROWS[message.type];
  if (action === undefined) return;
  const { request, type: path } = message;
  await recordFacts(checkout, [{ fact: 'request-refused' }], {
    step: refusedRequestStep(action, checkout.steps.next(`${action}_refused`)),
    action,
    amountCents: ('amountCents' in request ? request.amountCents : undefined) ?? 0,
    successful: false,
    request: { method: 'UPDATE', path, body: request },
    actor: ('actor' in request ? request.actor : undefined) ?? null,
    note,
  });
}
