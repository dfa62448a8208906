import type { FailureCode, Refusal } from '../contract/failures.ts';
import {
  STATUSES,
  type Facts,
  type FinalStatus,
  type InvoiceFact,
  type InvoiceStatus,
  type Status,
} from '../contract/checkout.ts';
import { isInOtherCurrency, isLive, isPaid, isPartlyPaid, isPending, isSettled } from './credit.ts';
import { isFinal, statusOf } from './status.ts';

/** What a person or a program can ask of a checkout, or of one of its invoices. */
export const ACTIONS = [
  'authorize',
  'update',
  'finalize',
  'sendInvoice',
  'updateInvoice',
  'issueInvoice',
  'cancelInvoice',
  'closeInvoice',
  'addShipment',
  'updateShipment',
  'complete',
  'cancel',
  'retry',
] as const;
export type Action = (typeof ACTIONS)[number];

export interface Refused {
  allowed: false;
  code: FailureCode;
  reason: string;
}
export type Verdict = { allowed: true } | Refused;
/** `unchanged`: the invoice is in that state already, so a repeat returns it as it is. */
export type InvoiceVerdict = Verdict | 'unchanged';

const YES: Verdict = { allowed: true };
const no = (code: FailureCode, reason: string): Refused => ({ allowed: false, code, reason });

/** A person acts on what was shown, and something else is there by now. */
export const CHANGED = {
  code: 'changed',
  message: 'The checkout has changed since it was shown: look at it, then ask again.',
} as const satisfies Refusal;
export const CHECKOUT_FINISHED = no('checkout-finished', 'The checkout has ended; nothing more can be asked of it.');
const NOT_ADOPTED = no('not-authorized', 'The buyer has not authorized the order yet: wait for the authorization.');
const NOT_ACCEPTED = no('not-authorized', 'Apruve has not accepted the order yet: wait for the approval.');
const NOT_RETRYABLE = no('nothing-to-retry', 'No step is waiting for a retry.');
export const INVOICE_PAID = no('invoice-paid', 'Money has moved for an invoice of this order: complete it instead.');
const NO_INVOICE = no('nothing-invoiced', 'Nothing is invoiced on this order: cancel it instead.');
const DRAFT_OPEN = no('draft-open', 'A draft or waiting invoice is left: issue it or cancel it first.');
const FINAL_ORDER = no('already-finalized', 'The order is final: it can no longer be changed.');
const NOT_PLACED = no('step-unresolved', 'The order is still being placed at Apruve: wait until it is there.');
const EXPIRED = no('authorization-expired', 'The authorization has expired: the buyer must place a new order.');
const ENDING = no('order-canceled', 'The checkout is being canceled.');
const ORDER_CANCELED = no('order-canceled', 'Apruve shows the order as canceled: no invoice can follow.');
const ORDER_CHANGED = no(
  'order-changed',
  'Apruve shows the order in another currency than was agreed: nothing new can be invoiced on it.',
);
const COMPLETED = no('order-completed', 'The order is completed: its remaining credit is released.');
const NONE_ISSUED = no(
  'invoice-not-issued',
  'Apruve has not accepted the order yet, so no invoice counts as issued: wait for the approval.',
);

/** An order that is adopted is not replaced by another. */
export const otherAdopted = (adoptedId: string): Refused =>
  no('already-authorized', `This checkout has adopted the Apruve order ${adoptedId}; another one does not replace it.`);

const SAME = 'unchanged';
const ISSUED = no('already-issued', 'The invoice is issued: it can no longer be changed.');
const CANCELED = no('already-canceled', 'The invoice is canceled.');
const NOT_ISSUED = no('invoice-not-issued', 'The invoice is not issued yet.');
const PAID = no('invoice-paid', 'The invoice is paid: record a return instead.');
const PARTLY_PAID = no('invoice-paid', 'A part of the invoice is paid: record a return instead.');

/** A refusal that depends on more than the status. */
interface Guard {
  refusal: Refused;
  when: (facts: Facts) => boolean;
}

/** Nothing new can be invoiced on an order that is shut. */
const SHUT: Guard[] = [
  { refusal: EXPIRED, when: ({ ending }) => ending === 'expired' },
  { refusal: ENDING, when: ({ ending }) => ending !== null },
  { refusal: ORDER_CANCELED, when: ({ order }) => order?.status === 'canceled' },
  { refusal: COMPLETED, when: ({ completedAt }) => completedAt !== null },
  { refusal: ORDER_CHANGED, when: isInOtherCurrency },
];

/** An order that is being placed offline must stay as it was sent, and has no lightbox to come back from. */
const BEING_PLACED: Guard = { refusal: NOT_PLACED, when: ({ offline, order }) => offline && order === null };

/** Apruve allows changes of an order until it is finalized. Before it is adopted, the shop simply gets a new lightbox. */
const FINALIZED: Guard[] = [
  { refusal: FINAL_ORDER, when: ({ order, ending }) => ending !== null || (order !== null && order.status !== 'new') },
  BEING_PLACED,
];

const NOT_COMPLETABLE: Guard[] = [
  { refusal: DRAFT_OPEN, when: ({ invoices }) => invoices.some(isPending) },
  { refusal: NO_INVOICE, when: ({ invoices }) => !invoices.some((invoice) => isLive(invoice) && !isSettled(invoice)) },
];

const MONEY_MOVED: Guard = {
  refusal: INVOICE_PAID,
  when: ({ invoices }) => invoices.some((invoice) => isLive(invoice) && isPaid(invoice)),
};

const NOTHING_STUCK: Guard = { refusal: NOT_RETRYABLE, when: ({ unresolved }) => unresolved.length === 0 };

type ByStatus = Record<Exclude<Status, FinalStatus>, Verdict>;
type ByInvoice = Record<InvoiceStatus, InvoiceVerdict>;

interface Entry {
  /** What the status of the checkout allows. */
  status: ByStatus;
  /** True where an end allows it too: the invoice alone decides. An abandoned checkout has none. */
  afterEnd?: true;
  /** What the facts forbid although the status allows it. The first match wins. */
  unless?: readonly Guard[];
  /** What the invoice itself allows, for an action on one invoice. */
  invoice?: ByInvoice;
}

const by = (awaiting_authorization: Verdict, awaiting_approval: Verdict, accepted: Verdict): ByStatus => ({
  awaiting_authorization,
  awaiting_approval,
  authorized: accepted,
  invoiced: accepted,
});

const on = (
  pending: InvoiceVerdict,
  open: InvoiceVerdict,
  funded: InvoiceVerdict,
  closed: InvoiceVerdict,
  canceled: InvoiceVerdict,
): ByInvoice => ({ pending, open, funded, closed, canceled });

/** One entry per action, with both of its axes: the status of the checkout and, for an action on an invoice, the invoice's. */
const TABLE = {
  // by(awaiting_authorization, awaiting_approval, authorized and invoiced)
  authorize: { status: by(YES, YES, YES), unless: [BEING_PLACED] },
  update: { status: by(YES, YES, FINAL_ORDER), unless: FINALIZED },
  finalize: { status: by(NOT_ADOPTED, YES, FINAL_ORDER), unless: FINALIZED },
  sendInvoice: { status: by(NOT_ADOPTED, YES, YES), unless: SHUT },
  complete: { status: by(NOT_ADOPTED, NOT_ACCEPTED, YES), unless: NOT_COMPLETABLE },
  cancel: { status: by(YES, YES, YES), unless: [MONEY_MOVED] },
  retry: { status: by(YES, YES, YES), unless: [NOTHING_STUCK] },

  // on(pending, open, funded, closed, canceled)
  updateInvoice: { status: by(NOT_ADOPTED, YES, YES), unless: SHUT, invoice: on(YES, ISSUED, ISSUED, ISSUED, CANCELED) },
  issueInvoice: { status: by(NOT_ADOPTED, NOT_ACCEPTED, YES), unless: SHUT, invoice: on(YES, SAME, SAME, SAME, CANCELED) },
  cancelInvoice: { status: by(NOT_ADOPTED, YES, YES), afterEnd: true, invoice: on(YES, YES, PAID, PAID, SAME) },
  closeInvoice: { status: by(NOT_ADOPTED, NONE_ISSUED, YES), afterEnd: true, invoice: on(NOT_ISSUED, YES, YES, SAME, CANCELED) },
  addShipment: { status: by(NOT_ADOPTED, NONE_ISSUED, YES), afterEnd: true, invoice: on(NOT_ISSUED, YES, YES, YES, CANCELED) },
  updateShipment: { status: by(NOT_ADOPTED, NONE_ISSUED, YES), afterEnd: true, invoice: on(NOT_ISSUED, YES, YES, YES, CANCELED) },
} satisfies Record<Action, Entry>;

/** The actions whose entry has an `invoice`. */
export type InvoiceAction = { [A in Action]: (typeof TABLE)[A] extends { invoice: ByInvoice } ? A : never }[Action];
export const INVOICE_ACTIONS = ACTIONS.filter((action): action is InvoiceAction => 'invoice' in TABLE[action]);

/** The actions that an end allows: `<checkout>/returns` does them then. */
type AfterEndAction = { [A in Action]: (typeof TABLE)[A] extends { afterEnd: true } ? A : never }[Action];
export const AFTER_END_ACTIONS = ACTIONS.filter((action): action is AfterEndAction => 'afterEnd' in TABLE[action]);

/**
 * The only place that says what can be asked of a checkout now. Validators, the API's refusals, the console's buttons and the
 * tests all read it. An action on an invoice needs the consent of `invoiceVerdict` as well.
 */
export function verdict(facts: Facts, action: Action): Verdict {
  const { unless = [] }: Entry = TABLE[action];
  const byStatus = statusVerdict(statusOf(facts), action);
  return byStatus.allowed ? (unless.find(({ when }) => when(facts))?.refusal ?? YES) : byStatus;
}

/** What the status allows, where the facts are judged later, by a fresh look at Apruve. */
export const verdictOfStatus = (facts: Facts, action: Action): Verdict => statusVerdict(statusOf(facts), action);

/** What an invoice allows, by Apruve's word for its state and what is paid of it. */
export const invoiceVerdict = (invoice: Pick<InvoiceFact, 'status' | 'paidCents'>, action: InvoiceAction): InvoiceVerdict =>
  action === 'cancelInvoice' && isPartlyPaid(invoice) ? PARTLY_PAID : TABLE[action].invoice[invoice.status];

function statusVerdict(status: Status, action: Action): Verdict {
  const { status: byStatus, afterEnd }: Entry = TABLE[action];
  if (!isFinal(status)) return byStatus[status];
  return afterEnd === true && status !== 'abandoned' ? YES : CHECKOUT_FINISHED;
}

/** Every (status, action) with its answer, as the documentation and its test show it. */
export const actionTable = (): { status: Status; action: Action; verdict: Verdict }[] =>
  STATUSES.flatMap((status) => ACTIONS.map((action) => ({ status, action, verdict: statusVerdict(status, action) })));

/** What the facts may still forbid of an action that the status allows, in the order in which it is checked. */
export function guardsOf(action: Action): Refused[] {
  const { unless = [] }: Entry = TABLE[action];
  return unless.map(({ refusal }) => refusal);
}
