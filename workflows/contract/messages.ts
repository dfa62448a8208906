import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Facts, Status } from './checkout.ts';
import type {
  ApruveEvent,
  AuthorizeRequest,
  CancelRequest,
  CompleteRequest,
  FinalizeRequest,
  OrderUpdateRequest,
  InvoiceActionRequest,
  InvoiceRequest,
  InvoiceUpdateRequest,
  NewShipmentRequest,
  ShipmentUpdateRequest,
} from './requests.ts';

export type { ApruveEvent, InvoiceRequest, LineItem, ShipmentRequest } from './requests.ts';

export const WORKFLOW_TYPE = 'checkoutWorkflow';

/** How many updates may wait in one checkout's mailbox; the next is refused with `busy`. */
export const MAILBOX_LIMIT = 8;

/** Every update answers so; `unresolved` means that the process will get there: HTTP 202. */
export interface Answer {
  outcome: 'done' | 'unresolved';
  status: Status;
  /** Our number of the invoice that was asked for. */
  invoiceNumber?: string;
  /** Our number of the shipment that was asked for. */
  shipmentNumber?: string;
  /** False when the invoice or shipment had been there before. */
  created?: boolean;
}

export const openCheckoutUpdate = defineUpdate<Answer, [{ contentHash: string }]>('openCheckout');
export const authorizeUpdate = defineUpdate<Answer, [AuthorizeRequest]>('authorize');
export const sendInvoiceUpdate = defineUpdate<Answer, [InvoiceRequest]>('sendInvoice');
export const updateOrderUpdate = defineUpdate<Answer, [OrderUpdateRequest]>('update');
export const finalizeUpdate = defineUpdate<Answer, [FinalizeRequest]>('finalize');
export const updateInvoiceUpdate = defineUpdate<Answer, [InvoiceUpdateRequest]>('updateInvoice');
export const issueInvoiceUpdate = defineUpdate<Answer, [InvoiceActionRequest]>('issueInvoice');
export const cancelInvoiceUpdate = defineUpdate<Answer, [InvoiceActionRequest]>('cancelInvoice');
export const closeInvoiceUpdate = defineUpdate<Answer, [InvoiceActionRequest]>('closeInvoice');
export const addShipmentUpdate = defineUpdate<Answer, [NewShipmentRequest]>('addShipment');
export const updateShipmentUpdate = defineUpdate<Answer, [ShipmentUpdateRequest]>('updateShipment');
export const completeUpdate = defineUpdate<Answer, [CompleteRequest]>('complete');
export const cancelUpdate = defineUpdate<Answer, [CancelRequest]>('cancel');
export const retryUpdate = defineUpdate<Answer>('retry');

export const sendInvoiceSignal = defineSignal<[InvoiceRequest]>('sendInvoice');
export const apruveEventSignal = defineSignal<[ApruveEvent]>('apruveEvent');

export const checkoutQuery = defineQuery<Facts | null>('checkout');
