import { CancellationScope, condition, log, setHandler } from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import type { ZodType } from 'zod';
import { refusalFailure } from './refusal.ts';
import {
  addShipmentUpdate,
  apruveEventSignal,
  authorizeUpdate,
  cancelInvoiceUpdate,
  cancelUpdate,
  checkoutQuery,
  closeInvoiceUpdate,
  completeUpdate,
  finalizeUpdate,
  issueInvoiceUpdate,
  MAILBOX_LIMIT,
  openCheckoutUpdate,
  retryUpdate,
  sendInvoiceSignal,
  sendInvoiceUpdate,
  updateInvoiceUpdate,
  updateOrderUpdate,
  updateShipmentUpdate,
  type Answer,
} from '../contract/messages.ts';
import {
  apruveEventSchema,
  authorizeRequestSchema,
  cancelRequestSchema,
  completeRequestSchema,
  faultsOf,
  finalizeRequestSchema,
  invoiceActionSchema,
  invoiceRequestSchema,
  invoiceUpdateSchema,
  newShipmentSchema,
  openRequestSchema,
  orderUpdateSchema,
  shipmentUpdateSchema,
} from '../contract/requests.ts';
import { receiverNewsSchema, receiverSignal } from '../contract/notify.ts';
import { attentionSchema, attentionSignal } from '../contract/returns.ts';
import type { CheckoutProcess } from './checkout-process.ts';
import type { Message } from './mailbox.ts';
import { verdict, type Action } from '../rules/actions.ts';
import { statusOf } from '../rules/status.ts';

/** Connects the mailbox with the outside. Everything is in place before the first await, so that no early message is lost. */
export function registerHandlers(checkout: CheckoutProcess): void {
  const { mailbox } = checkout;
  setHandler(checkoutQuery, () => checkout.facts);
  setHandler(openCheckoutUpdate, ({ contentHash }) => waitUntilOpen(checkout, contentHash), {
    validator: (request) => assertReadable(openRequestSchema, request),
  });
  acceptUpdate(checkout, authorizeUpdate, authorizeRequestSchema, 'authorize', ({ apruveOrderId }) => ({
    type: 'authorize',
    apruveOrderId,
  }));
  acceptUpdate(checkout, sendInvoiceUpdate, invoiceRequestSchema, null, (request) => ({ type: 'sendInvoice', request }));
  acceptUpdate(checkout, updateOrderUpdate, orderUpdateSchema, 'update', (request) => ({ type: 'update', request }));
  acceptUpdate(checkout, finalizeUpdate, finalizeRequestSchema, 'finalize', (request) => ({ type: 'finalize', request }));
  acceptUpdate(checkout, updateInvoiceUpdate, invoiceUpdateSchema, null, (request) => ({ type: 'updateInvoice', request }));
  acceptUpdate(checkout, issueInvoiceUpdate, invoiceActionSchema, null, (request) => ({ type: 'issueInvoice', request }));
  acceptUpdate(checkout, cancelInvoiceUpdate, invoiceActionSchema, null, (request) => ({ type: 'cancelInvoice', request }));
  acceptUpdate(checkout, closeInvoiceUpdate, invoiceActionSchema, null, (request) => ({ type: 'closeInvoice', request }));
  acceptUpdate(checkout, addShipmentUpdate, newShipmentSchema, null, (request) => ({ type: 'addShipment', request }));
  acceptUpdate(checkout, updateShipmentUpdate, shipmentUpdateSchema, null, (request) => ({ type: 'updateShipment', request }));
  acceptUpdate(checkout, completeUpdate, completeRequestSchema, null, (request) => ({ type: 'complete', request }));
  acceptUpdate(checkout, cancelUpdate, cancelRequestSchema, 'cancel', (request) => ({ type: 'cancel', request }));
  setHandler(retryUpdate, () => mailbox.ask({ type: 'retry' }), { validator: () => admit(checkout, 'retry') });
  setHandler(sendInvoiceSignal, (request) => mailbox.post(invoiceSignal(request)));
  setHandler(receiverSignal, (newFacts) => {
    if (receiverNewsSchema.safeParse(newFacts).success) mailbox.post({ type: 'receiver', news: newFacts });
    else log.warn('A receiver signal could not be read and was left.');
  });
  setHandler(attentionSignal, (attention) => {
    if (attentionSchema.safeParse(attention).success) mailbox.post({ type: 'attention', attention: attention });
    else log.warn('A concern signal could not be read and was left.');
  });
  setHandler(apruveEventSignal, (event) => {
    if (apruveEventSchema.safeParse(event).success) checkout.postEvent(event);
    else log.warn('An apruveEvent signal could not be read and was left.');
  });
  void CancellationScope.current().cancelRequested.catch(() =>
    mailbox.post({ type: 'cancel', request: { reason: 'Canceled in Temporal' }, silent: true }),
  );
}

/**
 * Connects an update with the mailbox. Its validator turns away what cannot be read or served; where `action` is null the
 * request is judged when its turn comes only, because a repeat is answered in every status.
 */
function acceptUpdate<Request>(
  checkout: CheckoutProcess,
  update: UpdateDefinition<Answer, [Request]>,
  schema: ZodType<Request>,
  action: Action | null,
  toMessage: (request: Request) => Message,
): void {
  setHandler(update, (request: Request) => checkout.mailbox.ask(toMessage(request)), {
    validator: (request: Request) => {
      assertReadable(schema, request);
      admit(checkout, action ?? undefined);
    },
  });
}

/** Waits until the checkout is open, and an offline order placed: however it was started, it opens itself from its input. */
async function waitUntilOpen(checkout: CheckoutProcess, contentHash: string): Promise<Answer> {
  await condition(() => checkout.opened);
  if (contentHash !== checkout.input.contentHash) {
    const message = `The order number ${checkout.input.merchantOrderId} is in use by a checkout with other content.`;
    throw refusalFailure({ code: 'order-conflict', message });
  }
  return checkout.placing ?? { outcome: 'done', status: statusOf(checkout.facts) };
}

/**
 * Turns away at the door what cannot be served. An invoice is judged when its turn comes only: a known number is answered in
 * every status.
 */
function admit(checkout: CheckoutProcess, action?: Action): void {
  if (checkout.facts.end !== null) assertVerdict(verdict(checkout.facts, 'retry'));
  if (checkout.mailbox.size >= MAILBOX_LIMIT) {
    const message = `${MAILBOX_LIMIT} messages are waiting for this checkout; try again in a moment.`;
    throw refusalFailure({ code: 'busy', message });
  }
  if (action !== undefined) assertVerdict(verdict(checkout.facts, action));
}

/** A signal has no answer: what cannot be read is shown where a refused one would be. */
function invoiceSignal(request: unknown): Message {
  const read = invoiceRequestSchema.safeParse(request);
  if (read.success) return { type: 'sendInvoice', request: read.data, silent: true };
  return { type: 'unreadable', message: faultsOf(read.error) };
}

function assertReadable(schema: ZodType, request: unknown): void {
  const { error } = schema.safeParse(request);
  if (error !== undefined) throw refusalFailure({ code: 'invalid-request', message: faultsOf(error) });
}

function assertVerdict(answer: ReturnType<typeof verdict>): void {
  if (!answer.allowed) throw refusalFailure({ code: answer.code, message: answer.reason });
}
