import type { ApplicationFailure } from '@temporalio/workflow';
import type { Attention } from '../contract/checkout.ts';
import type { Answer, ApruveEvent, InvoiceRequest } from '../contract/messages.ts';
import type { ReceiverNews } from '../contract/notify.ts';
import type {
  CancelRequest,
  CompleteRequest,
  FinalizeRequest,
  OrderUpdateRequest,
  InvoiceActionRequest,
  InvoiceUpdateRequest,
  NewShipmentRequest,
  ShipmentUpdateRequest,
} from '../contract/requests.ts';
import type { InvoiceTarget, OfflineBuyer, ShipmentPlan } from '../contract/step-context.ts';
import type { Deadline } from '../rules/deadlines.ts';
import type { InvoicePlan } from '../rules/invoice-plan.ts';

/** A change of an invoice, fixed before it is asked for so that a retry asks for the same. */
export interface InvoiceChange {
  target: InvoiceTarget;
  plan: InvoicePlan;
  n: number;
}

/** The same for a shipment. */
export interface ShipmentChange {
  plan: ShipmentPlan;
  shipmentId: string;
  n: number;
}

/** Everything that can happen to a checkout: somebody asks, Apruve says, time passes, a step has to be done again. */
export type Message =
  | { type: 'placeOrder'; buyer?: OfflineBuyer }
  | { type: 'authorize'; apruveOrderId: string }
  | { type: 'update'; request: OrderUpdateRequest }
  | { type: 'changeOrder'; change: { request: OrderUpdateRequest; n: number } }
  | { type: 'finalize'; request: FinalizeRequest }
  | { type: 'adopt'; orderId: string }
  | { type: 'sendInvoice'; request: InvoiceRequest; silent?: boolean }
  | { type: 'unreadable'; message: string }
  | { type: 'receiver'; news: ReceiverNews }
  | { type: 'attention'; attention: Omit<Attention, 'since'> }
  | { type: 'createInvoice'; plan: InvoicePlan }
  | { type: 'updateInvoice'; request: InvoiceUpdateRequest }
  | { type: 'issueInvoice' | 'cancelInvoice' | 'closeInvoice'; request: InvoiceActionRequest }
  | { type: 'addShipment'; request: NewShipmentRequest }
  | { type: 'updateShipment'; request: ShipmentUpdateRequest }
  | { type: 'shipInvoice'; plan: ShipmentPlan }
  | { type: 'apruveEvent'; event: ApruveEvent }
  | { type: 'readOrder'; orderId: string }
  | { type: 'lookUpOrder' }
  | { type: 'readInvoice'; invoiceId: string }
  | { type: 'changeInvoice'; change: InvoiceChange }
  | { type: 'changeShipment'; change: ShipmentChange }
  | { type: 'complete'; request: CompleteRequest }
  | { type: 'completeOrder'; n: number; actor?: string | undefined }
  | { type: 'cancel'; request: CancelRequest; silent?: boolean }
  | { type: 'endCheckout' }
  | { type: 'retry' }
  | { type: 'deadline'; deadline: Deadline };

/** A message with the answer that somebody may wait for. */
export interface QueuedMessage {
  message: Message;
  answer: (answer: Answer) => void;
  refuse: (failure: ApplicationFailure) => void;
}

const nobodyWaits = { answer: () => {}, refuse: () => {} };

/**
 * The one way into a checkout. Messages are taken one at a time and in order, so that no two steps ever interleave: the cap
 * holds when two operators invoice at once, and every answer is computed from one settled state.
 */
export class Mailbox {
  readonly #letters: QueuedMessage[] = [];

  /** How many messages wait. */
  get size(): number {
    return this.#letters.length;
  }

  /** Posts a message and answers what becomes of it. */
  ask(message: Message): Promise<Answer> {
    return new Promise((answer, refuse) => {
      this.#letters.push({ message, answer, refuse });
    });
  }

  /** Posts a message that nobody waits for. */
  post(message: Message): void {
    this.#letters.push({ message, ...nobodyWaits });
  }

  take(): QueuedMessage | undefined {
    return this.#letters.shift();
  }
}
