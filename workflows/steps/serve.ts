import { ApplicationFailure } from '@temporalio/workflow';
import { note, refusalFailure } from '../attempt.ts';
import { isFailureCode } from '../contract/failures.ts';
import type { Answer } from '../contract/messages.ts';
import { now, type Life } from '../life.ts';
import type { Letter, Message } from '../mailbox.ts';
import { isOpen } from '../rules/credit.ts';
import type { Deadline } from '../rules/deadlines.ts';
import { statusOf } from '../rules/status.ts';
import { authorize, closeWindow, lapse, look, lookUpLostReturn } from './authorize.ts';
import { cancel, cancelAtApruve } from './cancel.ts';
import { hearEvent, lookAtInvoice } from './hear-event.ts';
import { makeInvoice, sendInvoice, ship } from './send-invoice.ts';

type Done = Pick<Answer, 'outcome' | 'invoiceNumber' | 'created'>;

/** Does what a letter asks for and answers it. A refusal is the asker's answer; where nobody waits, it is shown. */
export async function serve(life: Life, { message, answer, refuse }: Letter): Promise<void> {
  try {
    const done = await perform(life, message);
    answer({ ...done, status: statusOf(life.facts) });
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    if (message.type === 'sendInvoice' && message.silent === true) await showRefusedInvoice(life, error.message);
    if (message.type === 'deadline') await stall(life, message.deadline, error);
    refuse(error);
  }
}

async function perform(life: Life, message: Message): Promise<Done> {
  switch (message.type) {
    case 'authorize':
      return { outcome: await authorize(life, message.apruveOrderId) };
    case 'sendInvoice':
      return sendInvoice(life, message.request);
    case 'unreadable':
      await showRefusedInvoice(life, message.message);
      return { outcome: 'done' };
    case 'createInvoice':
      return makeInvoice(life, message.plan);
    case 'shipInvoice':
      return { outcome: await ship(life, message.plan) };
    case 'apruveEvent':
      await hearEvent(life, message.event);
      return { outcome: 'done' };
    case 'readOrder':
      return { outcome: await look(life, message.orderId) };
    case 'lookUpOrder':
      return { outcome: await lookUpLostReturn(life) };
    case 'readInvoice':
      return { outcome: await lookAtInvoice(life, message.invoiceId) };
    case 'cancel':
      return { outcome: await cancel(life, message.request) };
    case 'cancelOrder':
      return { outcome: await cancelAtApruve(life, message.orderId, message.reason) };
    case 'retry':
      return { outcome: await retryAll(life) };
    case 'deadline':
      await meet(life, message.deadline);
      return { outcome: 'done' };
  }
}

/** Time has passed. Whatever a deadline does, it leaves a fact that takes it off the list. */
async function meet(life: Life, deadline: Deadline): Promise<void> {
  switch (deadline.kind) {
    case 'lost-return':
      await lookUpLostReturn(life);
      return;
    case 'authorization-window':
      await closeWindow(life);
      return;
    case 'approval-poll':
      if (life.facts.order !== null) await look(life, life.facts.order.id);
      return;
    case 'approval-deadline':
      if (life.facts.order !== null) await lapse(life, life.facts.order.id);
      return;
    case 'invoice-due':
      await markOverdue(life, deadline.invoiceId);
      return;
    case 'retry':
      await retryStep(life, deadline.step);
  }
}

/** The due date has come: what Apruve shows now decides whether the invoice is overdue. */
async function markOverdue(life: Life, invoiceId: string): Promise<void> {
  await lookAtInvoice(life, invoiceId);
  const stillOpen = life.facts.invoices.some((invoice) => invoice.id === invoiceId && isOpen(invoice));
  if (stillOpen) await note(life, [{ fact: 'invoice-overdue', invoiceId }]);
}

async function retryAll(life: Life): Promise<'done' | 'unresolved'> {
  for (const { step } of life.facts.unresolved) await retryStep(life, step);
  return life.facts.unresolved.length > 0 ? 'unresolved' : 'done';
}

async function retryStep(life: Life, step: string): Promise<void> {
  const redo = life.redo.get(step);
  if (redo === undefined) await note(life, [{ fact: 'step-settled', step }]);
  else await serve(life, { message: redo, answer: () => {}, refuse: () => {} });
}

/** A deadline whose step was refused would come due for ever: it waits for a person instead. */
async function stall(life: Life, { step }: Deadline, failure: ApplicationFailure): Promise<void> {
  const code = isFailureCode(failure.type) ? failure.type : 'internal-error';
  const stalled = { step, since: now(), code, tries: 1, retryAt: null, reservedCents: 0 };
  await note(life, [
    { fact: 'step-unresolved', step: stalled },
    { fact: 'attention', attention: { code, message: `${failure.message} (${step}). Put it right, then retry.` } },
  ]);
}

async function showRefusedInvoice(life: Life, why: string): Promise<void> {
  const message = `An invoice that was asked for by signal was refused: ${why}`;
  await note(life, [{ fact: 'attention', attention: { code: 'invoice-refused', message } }]);
}

/** The answer to everything that comes after the end. */
export const finished = (): ApplicationFailure =>
  refusalFailure({ code: 'checkout-finished', message: 'The checkout has ended; nothing more can be asked of it.' });
