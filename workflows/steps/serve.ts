import { ApplicationFailure } from '@temporalio/workflow';
import { recordFacts, parkForOperator, clearUnresolved } from '../process/run-step.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { UnresolvedStep } from '../contract/checkout.ts';
import type { Answer } from '../contract/messages.ts';
import type { CancelRequest } from '../contract/requests.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import type { QueuedMessage, Message } from '../process/mailbox.ts';
import { deadlines, type Deadline } from '../rules/deadlines.ts';
import { LOOK_UP_STEP, readOrderStep } from '../rules/rows.ts';
import { statusOf } from '../rules/status.ts';
import { authorize, rereadOrder, lookUpLostReturn } from './authorize.ts';
import { cancelInvoice, changeInvoice, closeInvoice, issueInvoice, updateInvoice } from './change-invoice.ts';
import { changeOrder, finalize, updateOrder } from './change-order.ts';
import { handleEvent, followUpInvoice } from './handle-event.ts';
import { meetDeadline } from './meet-deadline.ts';
import { adoptForeignInvoices } from './open-waiting.ts';
import { showReceiver, showRefusedCancel, showRefusedInvoice } from './show.ts';
import { lookForPlaced, placeOrder } from './place-order.ts';
import { makeInvoice, sendInvoice } from './send-invoice.ts';
import { addShipment, changeShipment, ship, updateShipment } from './ship.ts';
import { cancel, complete, completeOrder, endCheckout } from './end-checkout.ts';

type Done = Pick<Answer, 'outcome' | 'invoiceNumber' | 'shipmentNumber' | 'created'>;

/** Does what a letter asks for and answers it. A refusal is the asker's answer; where nobody waits, it is shown. */
export async function handleMessage(checkout: CheckoutProcess, { message, answer, refuse }: QueuedMessage): Promise<void> {
  try {
    answer({ ...(await perform(checkout, message)), status: statusOf(checkout.facts) });
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    if (message.type === 'sendInvoice' && message.silent === true)
      await showRefusedInvoice(checkout, error.message, message.request);
    if (message.type === 'deadline') await parkForOperator(checkout, { step: message.deadline.step, redo: message }, error);
    if (message.type === 'cancel' && message.silent === true) await showRefusedCancel(checkout, error.message);
    refuse(error);
  }
}

/** Each message and its step. */
async function perform(checkout: CheckoutProcess, message: Message): Promise<Done> {
  switch (message.type) {
    case 'sendInvoice':
      return sendInvoice(checkout, message.request);
    case 'createInvoice':
      return makeInvoice(checkout, message.plan);
    case 'addShipment':
      return addShipment(checkout, message.request);
    case 'updateShipment':
      return updateShipment(checkout, message.request);
    case 'placeOrder':
      return { outcome: await placeOrder(checkout, message.buyer) };
    case 'unreadable':
      return done(showRefusedInvoice(checkout, message.message, null));
    case 'apruveEvent':
      return done(handleEvent(checkout, message.event));
    case 'receiver':
      return done(showReceiver(checkout, message.news));
    case 'attention':
      return done(recordFacts(checkout, [{ fact: 'attention', attention: message.attention }]));
    case 'deadline':
      return done(meetDeadlineOnce(checkout, message.deadline));
    default:
      return { outcome: await outcomeOf(checkout, message) };
  }
}

type Plain = Exclude<
  Message,
  {
    type:
      | 'sendInvoice'
      | 'createInvoice'
      | 'addShipment'
      | 'updateShipment'
      | 'placeOrder'
      | 'unreadable'
      | 'apruveEvent'
      | 'receiver'
      | 'attention'
      | 'deadline';
  }
>;

function outcomeOf(checkout: CheckoutProcess, message: Plain): Promise<Done['outcome']> {
  switch (message.type) {
    case 'authorize':
      return authorize(checkout, message.apruveOrderId);
    case 'update':
      return updateOrder(checkout, message.request);
    case 'changeOrder':
      return changeOrder(checkout, message.change);
    case 'finalize':
      return finalize(checkout, message.request);
    case 'adopt':
      return adoptForeignInvoices(checkout, message.orderId);
    case 'updateInvoice':
      return updateInvoice(checkout, message.request);
    case 'changeInvoice':
      return changeInvoice(checkout, message.change);
    case 'issueInvoice':
      return issueInvoice(checkout, message.request);
    case 'cancelInvoice':
      return cancelInvoice(checkout, message.request);
    case 'closeInvoice':
      return closeInvoice(checkout, message.request);
    case 'shipInvoice':
      return ship(checkout, message.plan);
    case 'changeShipment':
      return changeShipment(checkout, message.change);
    case 'readOrder':
      return rereadOrder(checkout, message.orderId);
    case 'lookUpOrder':
      return lookUpLostReturn(checkout);
    case 'readInvoice':
      return followUpInvoice(checkout, message.invoiceId);
    case 'complete':
      return complete(checkout, message.request);
    case 'completeOrder':
      return completeOrder(checkout, message.n, message.actor);
    case 'cancel':
      return cancelResolved(checkout, message.request);
    case 'endCheckout':
      return endCheckout(checkout);
    case 'retry':
      return retryAll(checkout);
  }
}

async function done(step: Promise<unknown>): Promise<Done> {
  await step;
  return { outcome: 'done' };
}

/** A deadline that is still due after it was met would be met for ever: whatever the reason, it waits for a person then. */
async function meetDeadlineOnce(checkout: CheckoutProcess, deadline: Deadline): Promise<void> {
  if (deadline.kind === 'retry') await retryStep(checkout, deadline.step);
  else await meetDeadline(checkout, deadline);
  const same = deadlines(checkout.facts, checkout.input.policy).some(
    ({ kind, at, step }) => kind === deadline.kind && at === deadline.at && step === deadline.step,
  );
  if (!same) return;
  const failure = ApplicationFailure.nonRetryable(`The deadline ${deadline.kind} could not be met.`, 'internal-error');
  await parkForOperator(checkout, { step: deadline.step, redo: { type: 'deadline', deadline } }, failure);
}

/**
 * What is in doubt is looked up before a cancel: an order or an invoice that may be there, an authorization that could not be
 * read. While it stays in doubt nothing is canceled over it.
 */
async function cancelResolved(checkout: CheckoutProcess, request: CancelRequest): Promise<'done' | 'unresolved'> {
  const reading = readOrderStep('');
  const doubtful = ({ step, reservedCents }: UnresolvedStep): boolean =>
    reservedCents > 0 || step === LOOK_UP_STEP || step.startsWith(reading);
  const before = checkout.facts.unresolved.filter(doubtful);
  await lookForPlaced(checkout);
  for (const { step } of before) await retryStep(checkout, step);
  const left = checkout.facts.unresolved.find(doubtful);
  if (left === undefined) return checkout.facts.end === null ? cancel(checkout, request) : 'done';
  const message = `The step ${left.step} is not resolved yet, and a cancel must not overtake it. Cancel again once Apruve answers.`;
  throw refusalFailure({ code: 'step-unresolved', message });
}

async function retryAll(checkout: CheckoutProcess): Promise<'done' | 'unresolved'> {
  for (const { step } of checkout.facts.unresolved) if (checkout.facts.end === null) await retryStep(checkout, step);
  return checkout.facts.unresolved.length > 0 ? 'unresolved' : 'done';
}

/** Does a stuck step again. One that finds its work done by other means asks Apruve for nothing, and is settled all the same. */
async function retryStep(checkout: CheckoutProcess, step: string): Promise<void> {
  const find = () => checkout.facts.unresolved.find((unresolved) => unresolved.step === step);
  const before = find();
  const redo = checkout.redo.get(step);
  if (redo !== undefined) await handleMessage(checkout, { message: redo, answer: () => {}, refuse: () => {} });
  if (before === undefined || checkout.facts.end !== null || find()?.tries !== before.tries) return;
  await clearUnresolved(checkout, step);
}
