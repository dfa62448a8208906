import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { z } from 'zod';
import type { Facts, Status } from './checkout.ts';
import {
  authorizeRequestSchema,
  cancelRequestSchema,
  completeRequestSchema,
  finalizeRequestSchema,
  invoiceActionSchema,
  invoiceRequestSchema,
  invoiceUpdateSchema,
  newShipmentSchema,
  orderUpdateSchema,
  shipmentUpdateSchema,
  type AcknowledgeRequest,
  type ApruveEvent,
  type InvoiceRequest,
} from './requests.ts';

export type { ApruveEvent, InvoiceRequest, LineItem, SeenShipment, ShipmentRequest } from './requests.ts';

export const WORKFLOW_TYPE = 'checkoutWorkflow';

/** How many updates may wait in one checkout's mailbox; the next is refused with `busy`. */
export const MAILBOX_LIMIT = 8;

/** After so long (ms) whoever asked has been answered 202: a refusal finds nobody. The API waits a little longer. */
export const LATE_AFTER_MS = 9_000;

/** How a step ended. `unresolved`: it could not get through yet and is retried; over HTTP that is a 202. */
export type Outcome = 'done' | 'unresolved';

/** The answer to every update. */
export interface Answer {
  outcome: Outcome;
  status: Status;
  /** Our number of the requested invoice. */
  invoiceNumber?: string;
  /** Our number of the requested shipment. */
  shipmentNumber?: string;
  /** False when the invoice or shipment existed before. */
  created?: boolean;
}

const schemas = {
  authorize: authorizeRequestSchema,
  update: orderUpdateSchema,
  finalize: finalizeRequestSchema,
  sendInvoice: invoiceRequestSchema,
  updateInvoice: invoiceUpdateSchema,
  issueInvoice: invoiceActionSchema,
  cancelInvoice: invoiceActionSchema,
  closeInvoice: invoiceActionSchema,
  addShipment: newShipmentSchema,
  updateShipment: shipmentUpdateSchema,
  complete: completeRequestSchema,
  cancel: cancelRequestSchema,
};
export type Requests = { [Name in keyof typeof schemas]: z.infer<(typeof schemas)[Name]> };

/** What can be asked of a checkout, by the name of its update, with the schema of its request. */
export const REQUESTS: { [Name in keyof Requests]: z.ZodType<Requests[Name]> } = schemas;

/** The update of that name. */
export const updateOf = <Name extends keyof Requests>(name: Name) => defineUpdate<Answer, [Requests[Name]]>(name);

export const authorizeUpdate = updateOf('authorize');
export const updateOrderUpdate = updateOf('update');
export const finalizeUpdate = updateOf('finalize');
export const sendInvoiceUpdate = updateOf('sendInvoice');
export const updateInvoiceUpdate = updateOf('updateInvoice');
export const issueInvoiceUpdate = updateOf('issueInvoice');
export const cancelInvoiceUpdate = updateOf('cancelInvoice');
export const closeInvoiceUpdate = updateOf('closeInvoice');
export const addShipmentUpdate = updateOf('addShipment');
export const updateShipmentUpdate = updateOf('updateShipment');
export const completeUpdate = updateOf('complete');
export const cancelUpdate = updateOf('cancel');
export const openCheckoutUpdate = defineUpdate<Answer, [{ contentHash: string }]>('openCheckout');
export const retryUpdate = defineUpdate<Answer>('retry');
export const acknowledgeUpdate = defineUpdate<Answer, [AcknowledgeRequest]>('acknowledge');

export const sendInvoiceSignal = defineSignal<[InvoiceRequest]>('sendInvoice');
/** Has nothing to say: it makes a process look whether another build is current. */
export const wakeSignal = defineSignal('wake');
export const apruveEventSignal = defineSignal<[ApruveEvent]>('apruveEvent');

export const checkoutQuery = defineQuery<Facts | null>('checkout');
