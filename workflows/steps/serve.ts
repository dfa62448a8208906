import { ApplicationFailure } from '@temporalio/workflow';
import { note, stall } from '../process/run-step.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { UnresolvedStep } from '../contract/checkout.ts';
import type { Answer } from '../contract/messages.ts';
import type { CancelRequest } from '../contract/requests.ts';
import type { Life } from '../process/checkout-process.ts';
import type { Letter, Message } from '../process/mailbox.ts';
import { deadlines, type Deadline } from '../rules/deadlines.ts';
import { LOOK_UP_STEP, readOrderStep } from '../rules/rows.ts';
import { statusOf } from '../rules/status.ts';
import { authorize, look, lookUpLostReturn } from './authorize.ts';
import { cancelInvoice, changeInvoice, closeInvoice, issueInvoice, updateInvoice } from './change-invoice.ts';
import { changeOrder, finalize, updateOrder } from './change-order.ts';
import { hearEvent, lookAtInvoice } from './handle-event.ts';
import { meet } from './meet-deadline.ts';
import { adopt } from './open-waiting.ts';
import { showReceiver, showRefusedCancel, showRefusedInvoice } from './show.ts';
import { lookForPlaced, placeOrder } from './place-order.ts';
import { makeInvoice, sendInvoice } from './send-invoice.ts';
import { addShipment, changeShipment, ship, updateShipment } from './ship.ts';
import { cancel, complete, completeAtApruve, windUp } from './end-checkout.ts';

type Done = Pick<Answer, 'outcome' | 'invoiceNumber' | 'shipmentNumber' | 'created'>;

/** Does what a letter asks for and answers it. A refusal is the asker's answer; where nobody waits, it is shown. */
export async function serve(life: Life, { message, answer, refuse }: Letter): Promise<void> {
  try {
    answer({ ...(await perform(life, message)), status: statusOf(life.facts) });
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    if (message.type === 'sendInvoice' && message.silent === true) await showRefusedInvoice(life, error.message, message.request);
    if (message.type === 'deadline') await stall(life, { step: message.deadline.step, redo: message }, error);
    if (message.type === 'cancel' && message.silent === true) await showRefusedCancel(life, error.message);
    refuse(error);
  }
}

/** Each message and its step. */
async function perform(life: Life, message: Message): Promise<Done> {
  switch (message.type) {
    case 'sendInvoice':
      return sendInvoice(life, message.request);
    case 'createInvoice':
      return makeInvoice(life, message.plan);
    case 'addShipment':
      return addShipment(life, message.request);
    case 'updateShipment':
      return updateShipment(life, message.request);
    case 'placeOrder':
      return { outcome: await placeOrder(life, message.buyer) };
    case 'unreadable':
      return done(showRefusedInvoice(life, message.message, null));
    case 'apruveEvent':
      return done(hearEvent(life, message.event));
    case 'receiver':
      return done(showReceiver(life, message.news));
    case 'concern':
      return done(note(life, [{ fact: 'attention', attention: message.concern }]));
    case 'deadline':
      return done(meetOnce(life, message.deadline));
    default:
      return { outcome: await outcomeOf(life, message) };
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
      | 'concern'
      | 'deadline';
  }
>;

function outcomeOf(life: Life, message: Plain): Promise<Done['outcome']> {
  switch (message.type) {
    case 'authorize':
      return authorize(life, message.apruveOrderId);
    case 'update':
      return updateOrder(life, message.request);
    case 'changeOrder':
      return changeOrder(life, message.change);
    case 'finalize':
      return finalize(life, message.request);
    case 'adopt':
      return adopt(life, message.orderId);
    case 'updateInvoice':
      return updateInvoice(life, message.request);
    case 'changeInvoice':
      return changeInvoice(life, message.change);
    case 'issueInvoice':
      return issueInvoice(life, message.request);
    case 'cancelInvoice':
      return cancelInvoice(life, message.request);
    case 'closeInvoice':
      return closeInvoice(life, message.request);
    case 'shipInvoice':
      return ship(life, message.plan);
    case 'changeShipment':
      return changeShipment(life, message.change);
    case 'readOrder':
      return look(life, message.orderId);
    case 'lookUpOrder':
      return lookUpLostReturn(life);
    case 'readInvoice':
      return lookAtInvoice(life, message.invoiceId);
    case 'complete':
      return complete(life, message.request);
    case 'completeOrder':
      return completeAtApruve(life, message.n, message.actor);
    case 'cancel':
      return cancelResolved(life, message.request);
    case 'windUp':
      return windUp(life);
    case 'retry':
      return retryAll(life);
  }
}

async function done(step: Promise<unknown>): Promise<Done> {
  await step;
  return { outcome: 'done' };
}

/** A deadline that is still due after it was met would be met for ever: whatever the reason, it waits for a person then. */
async function meetOnce(life: Life, deadline: Deadline): Promise<void> {
  if (deadline.kind === 'retry') await retryStep(life, deadline.step);
  else await meet(life, deadline);
  const same = deadlines(life.facts, life.input.policy).some(
    ({ kind, at, step }) => kind === deadline.kind && at === deadline.at && step === deadline.step,
  );
  if (!same) return;
  const failure = ApplicationFailure.nonRetryable(`The deadline ${deadline.kind} could not be met.`, 'internal-error');
  await stall(life, { step: deadline.step, redo: { type: 'deadline', deadline } }, failure);
}

/**
 * What is in doubt is looked up before a cancel: an order or an invoice that may be there, an authorization that could not be
 * read. While it stays in doubt nothing is canceled over it.
 */
async function cancelResolved(life: Life, request: CancelRequest): Promise<'done' | 'unresolved'> {
  const reading = readOrderStep('');
  const doubtful = ({ step, reservedCents }: UnresolvedStep): boolean =>
    reservedCents > 0 || step === LOOK_UP_STEP || step.startsWith(reading);
  const before = life.facts.unresolved.filter(doubtful);
  await lookForPlaced(life);
  for (const { step } of before) await retryStep(life, step);
  const left = life.facts.unresolved.find(doubtful);
  if (left === undefined) return life.facts.end === null ? cancel(life, request) : 'done';
  const message = `The step ${left.step} is not resolved yet, and a cancel must not overtake it. Cancel again once Apruve answers.`;
  throw refusalFailure({ code: 'step-unresolved', message });
}

async function retryAll(life: Life): Promise<'done' | 'unresolved'> {
  for (const { step } of life.facts.unresolved) if (life.facts.end === null) await retryStep(life, step);
  return life.facts.unresolved.length > 0 ? 'unresolved' : 'done';
}

/** Does a stuck step again. One that finds its work done by other means asks Apruve for nothing, and is settled all the same. */
async function retryStep(life: Life, step: string): Promise<void> {
  const find = () => life.facts.unresolved.find((unresolved) => unresolved.step === step);
  const before = find();
  const redo = life.redo.get(step);
  if (redo !== undefined) await serve(life, { message: redo, answer: () => {}, refuse: () => {} });
  if (before === undefined || life.facts.end !== null || find()?.tries !== before.tries) return;
  await note(life, [
    { fact: 'step-settled', step },
    { fact: 'attention-cleared', code: before.code },
  ]);
}
