import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Facts, Status } from './checkout.ts';

export const WORKFLOW_TYPE = 'checkoutWorkflow';

/** How many updates may wait in one checkout's mailbox; the next is refused with `busy`. */
export const MAILBOX_LIMIT = 8;

/** `sendInvoice`: all optional; by default everything that is not invoiced yet. Integer cents. */
export interface InvoiceRequest {
  merchantInvoiceId?: string | undefined;
  /** Identifies the request where it has no number of its own: a repeat with the same id is the same invoice. */
  requestId?: string | undefined;
  amountCents?: number | undefined;
  taxCents?: number | undefined;
  shippingCents?: number | undefined;
  items?: LineItem[] | undefined;
  issueOnCreate?: boolean | undefined;
  shipment?: ShipmentRequest | undefined;
  /** Who asked: recorded with the transaction. */
  actor?: string | undefined;
}

/** One line of an invoice, in Apruve's field names. */
export interface LineItem {
  title: string;
  quantity?: number | null | undefined;
  price_ea_cents?: number | null | undefined;
  price_total_cents: number;
  description?: string | null | undefined;
  variant_info?: string | null | undefined;
  sku?: string | null | undefined;
  vendor?: string | null | undefined;
  merchant_notes?: string | null | undefined;
  view_product_url?: string | null | undefined;
  plan_code?: string | null | undefined;
}

export interface ShipmentRequest {
  merchantShipmentId?: string | undefined;
  shipper?: string | undefined;
  trackingNumber?: string | undefined;
  shippedAt?: string | undefined;
  deliveredAt?: string | undefined;
}

/** A verified Apruve webhook, reduced to what the process needs to know where to look. */
export interface ApruveEvent {
  uuid: string;
  event: string;
  orderId?: string | undefined;
  invoiceId?: string | undefined;
}

/** Every update answers so; `unresolved` means that the process will get there: HTTP 202. */
export interface Answer {
  outcome: 'done' | 'unresolved';
  status: Status;
  /** Our number of the invoice that was asked for. */
  invoiceNumber?: string;
  /** False when the invoice had been there before. */
  created?: boolean;
}

export const openCheckoutUpdate = defineUpdate<Answer, [{ contentHash: string }]>('openCheckout');
export const authorizeUpdate = defineUpdate<Answer, [{ apruveOrderId: string }]>('authorize');
export const sendInvoiceUpdate = defineUpdate<Answer, [InvoiceRequest]>('sendInvoice');
export const cancelUpdate = defineUpdate<Answer, [{ reason?: string | undefined }]>('cancel');
export const retryUpdate = defineUpdate<Answer>('retry');

export const sendInvoiceSignal = defineSignal<[InvoiceRequest]>('sendInvoice');
export const apruveEventSignal = defineSignal<[ApruveEvent]>('apruveEvent');

export const checkoutQuery = defineQuery<Facts | null>('checkout');
