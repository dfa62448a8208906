import type { CheckoutInput, Facts } from './checkout.ts';
import type { Fact } from './fact.ts';
import type { Refusal } from './failures.ts';
import type { ApruveEvent, InvoiceRequest, LineItem } from './messages.ts';

/** A checkout as the workflow sees it when it asks for a step: the input of every activity. */
export interface StepContext extends Pick<CheckoutInput, 'checkoutId' | 'channel' | 'merchantOrderId' | 'paidMeans'> {
  /** The workflow's clock, ISO 8601. */
  at: string;
  /** The version that the outcome will have. */
  version: number;
  facts: Facts;
  unknownOutcomeWaitMs: number;
  currency: string;
  /** Events whose outcome is settled and still has to be written to the inbox. */
  handledEvents: HandledEvent[];
  /** What becomes true when the step succeeds, beside what it finds: an unresolved step is settled by it. */
  onSuccess: Fact[];
}

export interface HandledEvent {
  uuid: string;
  outcome: 'applied' | 'no-news' | 'late';
  /** The order at Apruve that it names, where none was adopted when it came. */
  orderId?: string | undefined;
}

/** A request by signal that was refused: nobody was answered, so it leaves a row. Integer cents. */
export interface RefusedRequest {
  step: string;
  amountCents: number;
  request: InvoiceRequest | null;
  why: string;
}

/** What an activity answers: what became known and is in the ledger, events that had been waiting for it, or a refusal. */
export interface StepOutcome {
  newFacts: Fact[];
  /** What the ledger knows, where an earlier attempt already wrote this version; the process takes that instead of `newFacts`. */
  ledgerFacts?: Facts;
  waitingEvents: ApruveEvent[];
  /** Live orders at Apruve that carry a hash we issued and were not adopted. */
  orphans?: string[];
  refusal?: Refusal;
}

/** Who an offline order is made for, in Apruve's ids. */
export interface OfflineBuyer {
  corporateAccountId: string;
  shopperId: string;
}

/** What a look-up of an offline checkout's buyer answers. */
export interface BuyerOutcome extends StepOutcome {
  buyer?: OfflineBuyer;
}

/** The first or a further shipment of an invoice, fixed before it is asked for so that a retry asks for the same. */
export interface ShipmentPlan {
  invoiceId: string;
  invoiceNumber: string;
  number: string;
  amountCents: number;
  shippedAt: string;
  shipper: string | null;
  trackingNumber: string | null;
  deliveredAt: string | null;
  /** The goods in it; null: not told, and left as it is by a change. */
  items: LineItem[] | null;
  actor?: string | undefined;
}

/** Which invoice an action is about, and who asked for it. */
export interface InvoiceTarget {
  invoiceId: string;
  number: string;
  amountCents: number;
  actor?: string | undefined;
  note?: string | undefined;
}
