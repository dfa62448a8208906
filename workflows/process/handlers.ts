import type { SignalDefinition } from '@temporalio/common';
import { CancellationScope, condition, log, setHandler } from '@temporalio/workflow';
import type { ZodType } from 'zod';
import {
  acknowledgeUpdate,
  apruveEventSignal,
  checkoutQuery,
  openCheckoutUpdate,
  REQUESTS,
  retryUpdate,
  sendInvoiceSignal,
  updateOf,
  type Answer,
  type Requests,
} from '../contract/messages.ts';
import { receiverNewsSchema, receiverSignal } from '../contract/receiver.ts';
import {
  acknowledgeRequestSchema,
  apruveEventSchema,
  faultsOf,
  invoiceRequestSchema,
  openRequestSchema,
  readRequest,
} from '../contract/requests.ts';
import { attentionSchema, attentionSignal } from '../contract/returns.ts';
import { ACTIONS, type Action } from '../rules/actions.ts';
import { statusOf } from '../rules/status.ts';
import { assertAllowed, assertRoom, assertRunning, readable } from './admission.ts';
import type { CheckoutProcess } from './checkout-process.ts';
import { requested, type Message } from './message.ts';
import { acceptWaking } from './new-run.ts';
import { refusalFailure } from './refusal.ts';

/** Connects the mailbox with the outside. Everything is in place before the first await, so that no early message is lost. */
export function registerHandlers(checkout: CheckoutProcess): void {
  const { mailbox, answers } = checkout;
  setHandler(checkoutQuery, () => checkout.facts);
  // What has come before a run begins is handed over name by name, in this order: news of Apruve before what is asked on top of it.
  acceptWaking();
  acceptSignal(apruveEventSignal, apruveEventSchema, (event) => checkout.postEvent(event));
  acceptSignal(receiverSignal, receiverNewsSchema, (news) => mailbox.post({ type: 'receiver', news }));
  acceptSignal(attentionSignal, attentionSchema, (attention) => mailbox.post({ type: 'attention', attention }));
  setHandler(sendInvoiceSignal, (request) => mailbox.post(invoiceSignal(request)));
  setHandler(openCheckoutUpdate, ({ contentHash }) => waitUntilOpen(checkout, contentHash), {
    validator: (request) => void readable(openRequestSchema, request),
  });
  for (const action of ACTIONS) if (action !== 'retry') acceptUpdate(checkout, action);
  const retry = (): Promise<Answer> => answers.answer(() => mailbox.ask({ type: 'retry' }));
  setHandler(retryUpdate, retry, { validator: () => admit(checkout, 'retry') });
  acceptAcknowledgement(checkout);
  CancellationScope.current().cancelRequested.catch(() =>
    mailbox.post({ type: 'cancel', request: { reason: 'Canceled in Temporal' }, silent: true }),
  );
}

function acceptAcknowledgement(checkout: CheckoutProcess): void {
  const { mailbox, answers } = checkout;
  const acknowledgement = (request: unknown) => readable(acknowledgeRequestSchema, request);
  const ask = (request: unknown) => mailbox.ask({ type: 'acknowledge', request: acknowledgement(request) });
  setHandler(acknowledgeUpdate, (request) => answers.answer(() => ask(request)), {
    validator: (request) => {
      acknowledgement(request);
      if (answers.isRepeat) return;
      assertRunning(checkout);
      assertRoom(mailbox.size, 'messages');
    },
  });
}

/** Connects an update with the mailbox. Its validator turns away what cannot be read or served. */
function acceptUpdate(checkout: CheckoutProcess, action: keyof Requests): void {
  const schema: ZodType<Requests[keyof Requests]> = REQUESTS[action];
  const ask = (request: unknown) => checkout.mailbox.ask(requested(action, readable(schema, request)));
  setHandler(updateOf(action), (request) => checkout.answers.answer(() => ask(request)), {
    validator: (request) => {
      readable(schema, request);
      admit(checkout, action);
    },
  });
}

/** Connects a signal. It has no answer, so one that cannot be read leaves a line in the log. */
export function acceptSignal<T>(signal: SignalDefinition<[T]>, schema: ZodType<T>, post: (content: T) => void): void {
  setHandler(signal, (content) => {
    const read = schema.safeParse(content);
    if (read.success) post(read.data);
    else log.warn(`A signal ${signal.name} could not be read and was left.`);
  });
}

/** Waits until the checkout is open, and an offline order placed: however it was started, it opens itself from its input. */
async function waitUntilOpen(checkout: CheckoutProcess, contentHash: string): Promise<Answer> {
  await condition(() => checkout.opened);
  if (contentHash !== checkout.input.contentHash) {
    const message = `The order number ${checkout.input.merchantOrderId} is in use by a checkout with other content.`;
    throw refusalFailure({ code: 'order-conflict', message });
  }
  const { placing, facts } = checkout;
  // Another run has placed it, or not yet.
  return placing ?? { outcome: facts.offline && facts.order === null ? 'unresolved' : 'done', status: statusOf(facts) };
}

/** Refused by the validator already. The others are judged when their turn comes, because a repeat is answered in every status. */
const REFUSED_AT_ONCE: readonly Action[] = ['authorize', 'update', 'finalize', 'cancel', 'retry'];

/**
 * Turns away what cannot be served: everything after the end, what finds the mailbox full, and what is not allowed now. What an earlier run
 * has answered is answered again.
 */
function admit(checkout: CheckoutProcess, action: Action): void {
  if (checkout.answers.isRepeat) return;
  assertRunning(checkout);
  assertRoom(checkout.mailbox.size, 'messages');
  if (REFUSED_AT_ONCE.includes(action)) assertAllowed(checkout, action);
}

/** An invoice that is asked for by signal. One that cannot be read is shown where a refused one would be. */
function invoiceSignal(request: unknown): Message {
  const read = readRequest(invoiceRequestSchema, request);
  if (read.success) return { type: 'sendInvoice', request: read.data, silent: true };
  return { type: 'unreadable', message: faultsOf(read.error) };
}
