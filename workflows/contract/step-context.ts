import type { CheckoutInput, Facts } from './checkout.ts';
import type { ShipmentStatus } from './shipment-fact.ts';
import type { Fact } from './fact.ts';
import type { Refusal } from './failures.ts';
import type { ApruveEvent, LineItem } from './messages.ts';
import type { KeptLines } from './requests.ts';

/** A checkout as the workflow sees it when it starts a step: what every activity works with. */
export interface StepContext extends Pick<CheckoutInput, 'checkoutId' | 'channel' | 'merchantOrderId' | 'paidMeans'> {
  /** The workflow's clock, ISO 8601. */
  at: string;
  /** The version that the outcome will have. */
  version: number;
  facts: Facts;
  unknownOutcomeWaitMs: number;
  currency: string;
  /** Events whose outcome is decided but not yet written to the inbox. */
  handledEvents: HandledEvent[];
  /** Facts that hold when the step succeeds, besides those that it finds: it settles an unresolved step. */
  onSuccess: Fact[];
  /** The checkout has ended, and its end stays: the facts are applied to those in the ledger. */
  afterEnd?: true;
}

/** The same where the ledger holds the facts: their version stands for them, and for all that the ledger knows of the checkout. */
export interface StepReference extends Pick<StepContext, 'checkoutId' | 'at' | 'version' | 'afterEnd'> {
  factsVersion: number;
  /** Their fingerprint: another build has other rules, and so may have other facts under the same version. */
  factsPrint: string;
  /** Absent: none. */
  handledEvents?: HandledEvent[];
  onSuccess?: Fact[];
}

/** What is sent to an activity. Builds before this sent all facts with each call. */
export type StepCall = StepContext | StepReference;

/** The type of the failure of an activity that does not find this version in the ledger. It has done nothing, and is called again with the facts. */
export const OTHER_FACTS = 'other-facts';

export interface HandledEvent {
  uuid: string;
  outcome: 'applied' | 'no-news' | 'late';
  /** The order at Apruve that it names, where none was adopted when it came. */
  orderId?: string | undefined;
}

/** A row that no call to Apruve leaves: what somebody asked of the process alone, and what came of it. Integer cents. */
export interface OwnRow {
  step: string;
  action:
    | 'invoice'
    | 'shipment'
    | 'issue'
    | 'invoice_cancel'
    | 'close'
    | 'update'
    | 'finalize'
    | 'complete'
    | 'cancel'
    | 'acknowledge';
  amountCents: number;
  successful: boolean;
  request: { method: 'SIGNAL' | 'UPDATE'; path: string; body: unknown };
  actor: string | null;
  /** Why it was refused, or what the asker said. */
  note: string | null;
}

/** What an activity returns: new facts, which are in the ledger; events that were waiting for it; or a refusal. */
export interface StepOutcome {
  newFacts: Fact[];
  /** The facts in the ledger, where an earlier attempt already wrote this version. The process uses them in place of `newFacts`. */
  ledgerFacts?: Facts;
  waitingEvents: ApruveEvent[];
  /** Live orders at Apruve that carry a hash we issued and were not adopted. */
  orphans?: string[];
  refusal?: Refusal;
}

/** What making an invoice with its first shipment returns. Without `shipped` the shipment is still to be made. */
export interface InvoiceOutcome extends StepOutcome {
  shipped?: StepOutcome;
}

/** The buyer of an offline order, by Apruve's ids. */
export interface OfflineBuyer {
  corporateAccountId: string;
  shopperId: string;
}

/** What a look-up of an offline checkout's buyer returns. */
export interface BuyerOutcome extends StepOutcome {
  buyer?: OfflineBuyer;
}

/** A shipment as it is to be. It is fixed before Apruve is called, so that a retry sends the same. */
export interface ShipmentPlan {
  invoiceId: string;
  invoiceNumber: string;
  number: string;
  amountCents: number;
  /** Absent in plans that are older than this field, which were all sent as `fulfilled`. */
  status?: ShipmentStatus;
  shippedAt: string;
  shipper: string | null;
  trackingNumber: string | null;
  deliveredAt: string | null;
  /** The lines in it; null when not given, and then a change leaves them as they are. */
  items: LineItem[] | null;
  /** The same where the ledger keeps them: an activity gets them as `items`. */
  lines?: KeptLines;
  /** Nobody asked for it. */
  automatic?: true;
  /** Others made the invoice, so they may have shipped it as well: its shipments are listed first. */
  listsFirst?: true;
  actor?: string | undefined;
}

/** A change of a shipment. It is fixed before Apruve is asked, so that a retry asks for the same; numbered for its row. */
export interface ShipmentChange {
  plan: ShipmentPlan;
  shipmentId: string;
  n: number;
}

/** Which invoice an action is about, and who asked for it. */
export interface InvoiceTarget {
  invoiceId: string;
  number: string;
  amountCents: number;
  actor?: string | undefined;
  note?: string | undefined;
}
