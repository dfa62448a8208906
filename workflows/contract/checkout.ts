import type { Policy } from './policy.ts';
import type { ShipmentFact } from './shipment-fact.ts';

/** The statuses of a checkout. The last five are final: a checkout that has one of them never changes it. */
export const STATUSES = [
  'awaiting_authorization',
  'awaiting_approval',
  'authorized',
  'invoiced',
  'paid',
  'canceled',
  'declined',
  'expired',
  'abandoned',
] as const;
export type Status = (typeof STATUSES)[number];
export type FinalStatus = Extract<Status, 'paid' | 'canceled' | 'declined' | 'expired' | 'abandoned'>;

/** Apruve's own statuses of an order and an invoice. */
export type OrderStatus = 'new' | 'pending' | 'accepted' | 'canceled';
/** In the order in which an invoice passes through them. */
export const INVOICE_STATUSES = ['pending', 'open', 'funded', 'closed', 'canceled'] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

/** What counts as paid: the buyer's payment (`closed`), or already the financing partner's (`funded`). */
export type PaidMeans = 'closed' | 'funded';

/** The money of the order as the shop and Apruve agreed on it; integer cents, ISO 8601 times. */
export interface Terms {
  currency: string;
  amountCents: number;
  taxCents: number;
  shippingCents: number;
  expireAt: string | null;
}

/** An amount in integer cents, with its currency. */
export type Money = Pick<Terms, 'amountCents' | 'currency'>;

/** What a checkout is started with. Lines and the buyer stay in the ledger, so that the history holds only what it needs. */
export interface CheckoutInput {
  checkoutId: string;
  channel: string;
  merchantOrderId: string;
  attempt: number;
  /** SHA-256 of the shop's order; a repeat with another one is `order-conflict`. */
  contentHash: string;
  terms: Terms;
  /** Apruve makes the invoice itself when the order is accepted. */
  invoiceOnCreate: boolean;
  paidMeans: PaidMeans;
  policy: Policy;
  /** Set where there is no lightbox: the process makes the order at Apruve itself. The buyer's email stays in the ledger. */
  offline?: OfflineInput | undefined;
  /** Set where the order ran at Apruve before it became a checkout: what was known then, which the ledger holds already. */
  adopted?: Facts | undefined;
  /**
   * An invoice and its first shipment are made by one activity, which costs the history six events less. Absent from processes that began
   * before there was such an activity: their histories have two.
   */
  shipsWithInvoice?: true | undefined;
}

/** How the buyer of an offline checkout is found, beside the email. */
export interface OfflineInput {
  /** Apruve's id of the account that pays; null to find it by the email alone. */
  corporateAccountId: string | null;
  /** Who asked: recorded with the order. */
  actor: string;
}

/** How a checkout ended. */
export interface CheckoutResult {
  checkoutId: string;
  status: FinalStatus;
}

export interface OrderFact {
  id: string;
  status: OrderStatus;
  adoptedAt: string;
  /** When it was first seen accepted. It distinguishes a declined order from one that was canceled later. */
  acceptedAt: string | null;
  /** When Apruve releases the credit that no invoice uses. */
  expireAt: string | null;
  /** What Apruve shows the order over, where somebody changed that there: the agreed amount stays in the terms. */
  changedTo?: Money | null | undefined;
}

/** A payment that failed at Apruve, by its id there. */
export interface FailedPayment {
  id: string;
  amountCents: number;
  reason: string | null;
  at: string | null;
}

export interface InvoiceFact {
  /** Apruve's id. */
  id: string;
  /** Our number, `merchant_invoice_id` at Apruve. */
  number: string;
  amountCents: number;
  amountDueCents: number;
  /** What the buyer has paid of it, as Apruve shows it: parts, until it is closed. */
  paidCents?: number | undefined;
  /** The last payment of the buyer that failed. It moves nothing. */
  failedPayment?: FailedPayment | null | undefined;
  /** The sum of its returns at Apruve. */
  returnedCents: number;
  status: InvoiceStatus;
  /** Made with `issue_on_create: false` and not issued yet. */
  draft: boolean;
  dueAt: string | null;
  issuedAt: string | null;
  fundedAt: string | null;
  closedAt: string | null;
  /** When the capture was recorded; null before, or when the invoice was settled by returns. */
  capturedAt: string | null;
  overdueSince: string | null;
  /** When Apruve first showed it, and last. */
  knownAt?: string | undefined;
  readAt: string;
  /** Closed by us because the money was collected outside of Apruve. */
  closedByHand: boolean;
  shipments: ShipmentFact[];
}

/** A step that could not get through to Apruve: a fact that is shown, retried and resolved. */
export interface UnresolvedStep {
  step: string;
  since: string;
  code: string;
  tries: number;
  /** When it is retried; null waits for `retry` by hand (see `nextTry`). */
  retryAt: string | null;
  /** What an unresolved invoice reserves of the order's room, in cents. */
  reservedCents: number;
}

/** Why a person should look: one for each code and subject. */
export interface Attention {
  code: string;
  /** What it is about: the number of an invoice, the id of an order, or a step. Absent in what 0.1.0 raised about its code. */
  subject?: string | undefined;
  message: string;
  since: string;
  /** Set once somebody has said that they know. It is kept while its cause lasts, and asks for nobody any more. */
  acknowledged?: { by: string | null; at: string } | undefined;
}

/** An attention as it is raised. */
export type NewAttention = Omit<Attention, 'since' | 'acknowledged'> & { subject: string };

/**
 * Everything that is known of a checkout. Facts only: status, credit, deadlines and possible actions are computed from them by
 * `workflows/rules`, in the workflow, in the ledger's writes and in the API.
 */
export interface Facts {
  /** Grows by one with every change; the ledger never lets an older one overwrite a newer one. */
  version: number;
  openedAt: string;
  /** There is no lightbox: the process makes the order at Apruve itself. */
  offline: boolean;
  terms: Terms;
  /** The order at Apruve that this checkout has adopted. */
  order: OrderFact | null;
  /** When the order was last looked up or re-read because no event had arrived. */
  lookedUpAt: string | null;
  invoices: InvoiceFact[];
  unresolved: UnresolvedStep[];
  /** What needs a person, the first raised first. */
  attentions: Attention[];
  /** Since when pending invoices alone keep the checkout from its end. */
  heldSince?: string | null | undefined;
  /** When the order was completed at Apruve: no invoice can follow. */
  completedAt: string | null;
  /** True while Apruve holds no credit that no invoice uses. A canceled invoice holds its part again. */
  released: boolean;
  /** When the merchant was warned that the authorization is about to expire. */
  expiryWarnedAt: string | null;
  /** Why the checkout is ending although no invoice has closed it. Set before the end is settled. */
  ending: Extract<FinalStatus, 'canceled' | 'declined' | 'expired' | 'abandoned'> | null;
  /** Who canceled it, and why in their words; null when nobody did. */
  canceledBy: { actor: string | null; note: string | null } | null;
  end: { status: FinalStatus; at: string } | null;
}
