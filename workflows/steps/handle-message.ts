import { ApplicationFailure } from '@temporalio/workflow';
import type { Answer, Outcome } from '../contract/messages.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import type { QueuedMessage } from '../process/mailbox.ts';
import type { Message, MessageType } from '../process/message.ts';
import { recordFacts } from '../process/run-step.ts';
import { statusOf } from '../rules/status.ts';
import { acknowledge } from './acknowledge.ts';
import { authorize, lookUpLostReturn, rereadOrder } from './authorize.ts';
import { cancelResolved } from './cancel.ts';
import { cancelInvoice, changeInvoice, closeInvoice, issueInvoice, updateInvoice } from './change-invoice.ts';
import { changeOrder, finalize, updateOrder } from './change-order.ts';
import { completeOrder } from './complete-order.ts';
import { complete } from './complete.ts';
import { endCheckout } from './end-checkout.ts';
import { followUpInvoice, handleEvent } from './handle-event.ts';
import { meetDeadline } from './meet-deadline.ts';
import { showNotificationFailure } from './notification-failure.ts';
import { placeOrder } from './place-order.ts';
import { retryAll } from './retry.ts';
import { makeInvoice, sendInvoice, showRefusedInvoice } from './send-invoice.ts';
import { showRefusal } from './show-refusal.ts';
import { addShipment, changeShipment, openInvoices, shipAgain, shipOpened, updateShipment } from './ship.ts';
import { adoptForeignInvoices } from './waiting-invoices.ts';

/** What a step answers: how it ended, with numbers for whoever asked; nothing where it can only be done. */
export type StepAnswer = Omit<Answer, 'status'> | Outcome | void;

/** Each message and its step. */
const STEPS: { [T in MessageType]: (checkout: CheckoutProcess, message: Message<T>) => Promise<StepAnswer> } = {
  // Somebody asks.
  authorize: (checkout, { request }) => authorize(checkout, request),
  update: (checkout, { request }) => updateOrder(checkout, request),
  finalize: (checkout, { request }) => finalize(checkout, request),
  sendInvoice: (checkout, { request }) => sendInvoice(checkout, request),
  updateInvoice: (checkout, { request }) => updateInvoice(checkout, request),
  issueInvoice: (checkout, { request }) => issueInvoice(checkout, request),
  cancelInvoice: (checkout, { request }) => cancelInvoice(checkout, request),
  closeInvoice: (checkout, { request }) => closeInvoice(checkout, request),
  addShipment: (checkout, { request }) => addShipment(checkout, request),
  updateShipment: (checkout, { request }) => updateShipment(checkout, request),
  complete: (checkout, { request }) => complete(checkout, request),
  cancel: (checkout, { request }) => cancelResolved(checkout, request),
  retry: retryAll,
  acknowledge: (checkout, { request }) => acknowledge(checkout, request),
  unreadable: (checkout, { message }) => showRefusedInvoice(checkout, message, null),

  // Apruve says, time passes, another process tells.
  apruveEvent: (checkout, { event }) => handleEvent(checkout, event),
  deadline: (checkout, { deadline }) => meetDeadline(checkout, deadline),
  receiver: (checkout, { news }) => showNotificationFailure(checkout, news),
  attention: (checkout, { attention }) => recordFacts(checkout, [{ fact: 'attention', attention }]),

  // A step is done again, with what it was asked for first.
  placeOrder: (checkout, { buyer }) => placeOrder(checkout, buyer),
  lookUpOrder: lookUpLostReturn,
  readOrder: (checkout, { orderId }) => rereadOrder(checkout, orderId),
  changeOrder: (checkout, { change }) => changeOrder(checkout, change),
  adopt: (checkout, { orderId }) => adoptForeignInvoices(checkout, orderId),
  readInvoice: (checkout, { invoiceId, fundedAt }) => followUpInvoice(checkout, invoiceId, fundedAt),
  createInvoice: (checkout, { plan }) => makeInvoice(checkout, plan),
  changeInvoice: (checkout, { change }) => changeInvoice(checkout, change),
  shipInvoice: (checkout, { plan }) => shipAgain(checkout, plan),
  changeShipment: (checkout, { change }) => changeShipment(checkout, change),
  completeOrder: (checkout, { n, actor }) => completeOrder(checkout, n, actor),
  endCheckout: (checkout) => endCheckout(checkout),
};

/**
 * Does what a message asks for and answers it. An invoice that it has shown open, whoever made it, gets its shipment. A refusal is the
 * asker's answer; where no person has it in front of them, it is shown.
 */
export async function handleMessage(checkout: CheckoutProcess, queued: QueuedMessage<Message, Answer>): Promise<void> {
  const { message, answer, refuse } = queued;
  const open = openInvoices(checkout);
  try {
    const answered = (await perform(checkout, message)) ?? 'done';
    await shipOpened(checkout, open);
    answer({ ...(typeof answered === 'string' ? { outcome: answered } : answered), status: statusOf(checkout.facts) });
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    await shipOpened(checkout, open);
    await showRefusal(checkout, queued, error);
    refuse(error);
  }
}

/** Does what a message asks for. */
export const perform = <T extends MessageType>(checkout: CheckoutProcess, message: Message<T>): Promise<StepAnswer> =>
  STEPS[message.type](checkout, message);
