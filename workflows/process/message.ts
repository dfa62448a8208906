import type { NewAttention } from '../contract/checkout.ts';
import type { ApruveEvent, Requests } from '../contract/messages.ts';
import type { ReceiverNews } from '../contract/receiver.ts';
import type { AcknowledgeRequest, OrderUpdateRequest } from '../contract/requests.ts';
import type { InvoiceTarget, OfflineBuyer, ShipmentChange, ShipmentPlan } from '../contract/step-context.ts';
import type { Deadline } from '../rules/deadlines.ts';
import type { InvoicePlan } from '../rules/invoice-plan.ts';

/** A change of the order, numbered so that each change has a row of its own. */
export interface OrderChange {
  request: OrderUpdateRequest;
  n: number;
}

/** A change of an invoice. It is fixed before Apruve is asked, so that a retry asks for the same. */
export interface InvoiceChange {
  target: InvoiceTarget;
  plan: InvoicePlan;
  n: number;
}

/** What somebody asks for. `silent`: it came without an update, so nobody waits for the answer. */
interface Asked<Name extends keyof Requests> {
  request: Requests[Name];
  silent?: boolean;
}
type AllAsked = { [Name in keyof Requests]: Asked<Name> };

/** Everything that can happen to a checkout: somebody asks, Apruve says, time passes, a step has to be done again. */
interface Contents extends AllAsked {
  retry: unknown;
  acknowledge: { request: AcknowledgeRequest };
  unreadable: { message: string };
  apruveEvent: { event: ApruveEvent };
  receiver: { news: ReceiverNews };
  attention: { attention: NewAttention };
  deadline: { deadline: Deadline };
  placeOrder: { buyer?: OfflineBuyer };
  lookUpOrder: unknown;
  readOrder: { orderId: string };
  changeOrder: { change: OrderChange };
  adopt: { orderId: string };
  /** `fundedAt`: when it was funded, as an event has told. */
  readInvoice: { invoiceId: string; fundedAt?: string | undefined };
  createInvoice: { plan: InvoicePlan };
  changeInvoice: { change: InvoiceChange };
  shipInvoice: { plan: ShipmentPlan };
  changeShipment: { change: ShipmentChange };
  completeOrder: { n: number; actor?: string | undefined };
  endCheckout: unknown;
}
export type MessageType = keyof Contents;

/** A message of one of these types; of any type by default. */
export type Message<T extends MessageType = MessageType> = { [K in T]: { type: K } & Contents[K] }[T];

/** The message that carries a request. Its callers are held to fitting pairs; inside, TypeScript loses the pair in the union. */
export function requested<Name extends keyof Requests>(type: Name, request: Requests[Name]): Message<keyof Requests>;
export function requested(type: keyof Requests, request: unknown) {
  return { type, request };
}
