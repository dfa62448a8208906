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
import { concernSchema, concernSignal } from '../contract/returns.ts';
import type { Life } from './checkout-process.ts';
import type { Message } from './mailbox.ts';
import { verdict, type Action } from '../rules/actions.ts';
import { statusOf } from '../rules/status.ts';

/** Connects the mailbox with the outside. Everything is in place before the first await, so that no early message is lost. */
export function listen(life: Life): void {
  const { mailbox } = life;
  setHandler(checkoutQuery, () => life.facts);
  setHandler(openCheckoutUpdate, ({ contentHash }) => opened(life, contentHash), {
    validator: (request) => assertReadable(openRequestSchema, request),
  });
  take(life, authorizeUpdate, authorizeRequestSchema, 'authorize', ({ apruveOrderId }) => ({ type: 'authorize', apruveOrderId }));
  take(life, sendInvoiceUpdate, invoiceRequestSchema, null, (request) => ({ type: 'sendInvoice', request }));
  take(life, updateOrderUpdate, orderUpdateSchema, 'update', (request) => ({ type: 'update', request }));
  take(life, finalizeUpdate, finalizeRequestSchema, 'finalize', (request) => ({ type: 'finalize', request }));
  take(life, updateInvoiceUpdate, invoiceUpdateSchema, null, (request) => ({ type: 'updateInvoice', request }));
  take(life, issueInvoiceUpdate, invoiceActionSchema, null, (request) => ({ type: 'issueInvoice', request }));
  take(life, cancelInvoiceUpdate, invoiceActionSchema, null, (request) => ({ type: 'cancelInvoice', request }));
  take(life, closeInvoiceUpdate, invoiceActionSchema, null, (request) => ({ type: 'closeInvoice', request }));
  take(life, addShipmentUpdate, newShipmentSchema, null, (request) => ({ type: 'addShipment', request }));
  take(life, updateShipmentUpdate, shipmentUpdateSchema, null, (request) => ({ type: 'updateShipment', request }));
  take(life, completeUpdate, completeRequestSchema, null, (request) => ({ type: 'complete', request }));
  take(life, cancelUpdate, cancelRequestSchema, 'cancel', (request) => ({ type: 'cancel', request }));
  setHandler(retryUpdate, () => mailbox.ask({ type: 'retry' }), { validator: () => admit(life, 'retry') });
  setHandler(sendInvoiceSignal, (request) => mailbox.post(invoiceSignal(request)));
  setHandler(receiverSignal, (news) => {
    if (receiverNewsSchema.safeParse(news).success) mailbox.post({ type: 'receiver', news });
    else log.warn('A receiver signal could not be read and was left.');
  });
  setHandler(concernSignal, (concern) => {
    if (concernSchema.safeParse(concern).success) mailbox.post({ type: 'concern', concern });
    else log.warn('A concern signal could not be read and was left.');
  });
  setHandler(apruveEventSignal, (event) => {
    if (apruveEventSchema.safeParse(event).success) life.hear(event);
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
function take<Request>(
  life: Life,
  update: UpdateDefinition<Answer, [Request]>,
  schema: ZodType<Request>,
  action: Action | null,
  toMessage: (request: Request) => Message,
): void {
  setHandler(update, (request: Request) => life.mailbox.ask(toMessage(request)), {
    validator: (request: Request) => {
      assertReadable(schema, request);
      admit(life, action ?? undefined);
    },
  });
}

/** Waits until the checkout is open, and an offline order placed: however it was started, it opens itself from its input. */
async function opened(life: Life, contentHash: string): Promise<Answer> {
  await condition(() => life.opened);
  if (contentHash !== life.input.contentHash) {
    const message = `The order number ${life.input.merchantOrderId} is in use by a checkout with other content.`;
    throw refusalFailure({ code: 'order-conflict', message });
  }
  return life.placing ?? { outcome: 'done', status: statusOf(life.facts) };
}

/**
 * Turns away at the door what cannot be served. An invoice is judged when its turn comes only: a known number is answered in
 * every status.
 */
function admit(life: Life, action?: Action): void {
  if (life.facts.end !== null) refuse(verdict(life.facts, 'retry'));
  if (life.mailbox.size >= MAILBOX_LIMIT) {
    const message = `${MAILBOX_LIMIT} messages are waiting for this checkout; try again in a moment.`;
    throw refusalFailure({ code: 'busy', message });
  }
  if (action !== undefined) refuse(verdict(life.facts, action));
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

function refuse(answer: ReturnType<typeof verdict>): void {
  if (!answer.allowed) throw refusalFailure({ code: answer.code, message: answer.reason });
}
