import type { FailureCode } from '../contract/failures.ts';
import { STATUSES, type Facts, type InvoiceFact, type Status } from '../contract/checkout.ts';
import { hasCapture, isLive, isPaid, isPending } from './credit.ts';
import { isFinal, statusOf } from './status.ts';

/** What a person or a program may ask of a checkout. */
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

const YES: Verdict = { allowed: true };
const no = (code: FailureCode, reason: string): Refused => ({ allowed: false, code, reason });

const FINISHED = no('checkout-finished', 'The checkout has ended; nothing more can be asked of it.');
const NOT_ADOPTED = no('not-authorized', 'The buyer has not authorized the order yet: wait for the authorization.');
const NOT_ACCEPTED = no('not-authorized', 'Apruve has not accepted the order yet: wait for the approval.');
const NOT_RETRYABLE = no('nothing-to-retry', 'No step is waiting for a retry.');
const INVOICE_PAID = no('invoice-paid', 'Money has moved for an invoice of this order: complete it instead.');
const NO_INVOICE = no('nothing-invoiced', 'Nothing is invoiced on this order: cancel it instead.');
const DRAFT_OPEN = no('draft-open', 'A draft or waiting invoice is left: issue it or cancel it first.');
const FINAL_ORDER = no('already-finalized', 'The order is final: it can no longer be changed.');
const NOT_PLACED = no('step-unresolved', 'The order is still being placed at Apruve: wait until it is there.');
const EXPIRED = no('authorization-expired', 'The authorization has expired: the buyer must place a new order.');
const ENDING = no('order-canceled', 'The checkout is being canceled.');
const ORDER_CANCELED = no('order-canceled', 'Apruve shows the order as canceled: no invoice can follow.');
const COMPLETED = no('order-completed', 'The order is completed: its remaining credit is released.');
const NOT_ISSUED = no('invoice-not-issued', 'No invoice of this order has been issued yet.');

type Row = Record<Action, Verdict>;

const anInvoice = (
  all: Verdict,
): Omit<Row, 'authorize' | 'update' | 'finalize' | 'sendInvoice' | 'complete' | 'cancel' | 'retry'> => ({
  updateInvoice: all,
  issueInvoice: all,
  cancelInvoice: all,
  closeInvoice: all,
  addShipment: all,
  updateShipment: all,
});

/** What a status allows. The facts may still forbid it: see `GUARDS`. */
const TABLE: Record<Exclude<Status, 'paid' | 'canceled' | 'declined' | 'expired' | 'abandoned'>, Row> = {
  awaiting_authorization: {
    ...anInvoice(NOT_ADOPTED),
    authorize: YES,
    update: YES,
    finalize: NOT_ADOPTED,
    sendInvoice: NOT_ADOPTED,
    complete: NOT_ADOPTED,
    cancel: YES,
    retry: YES,
  },
  awaiting_approval: {
    ...anInvoice(YES),
    authorize: YES,
    update: YES,
    finalize: YES,
    sendInvoice: YES,
    issueInvoice: NOT_ACCEPTED,
    closeInvoice: NOT_ISSUED,
    addShipment: NOT_ISSUED,
    updateShipment: NOT_ISSUED,
    complete: NOT_ACCEPTED,
    cancel: YES,
    retry: YES,
  },
  authorized: {
    ...anInvoice(YES),
    authorize: YES,
    update: FINAL_ORDER,
    finalize: FINAL_ORDER,
    sendInvoice: YES,
    complete: YES,
    cancel: YES,
    retry: YES,
  },
  invoiced: {
    ...anInvoice(YES),
    authorize: YES,
    update: FINAL_ORDER,
    finalize: FINAL_ORDER,
    sendInvoice: YES,
    complete: YES,
    cancel: YES,
    retry: YES,
  },
};

/** A refusal that depends on more than the status. */
interface Guard {
  refusal: Refused;
  when: (facts: Facts) => boolean;
}

/** Nothing new can be invoiced on an order that is shut. */
const OPEN_FOR_INVOICES: Guard[] = [
  { refusal: EXPIRED, when: ({ ending }) => ending === 'expired' },
  { refusal: ENDING, when: ({ ending }) => ending !== null },
  { refusal: ORDER_CANCELED, when: ({ order }) => order?.status === 'canceled' },
  { refusal: COMPLETED, when: ({ completedAt }) => completedAt !== null },
];

/** What is being placed offline must stay as it is sent, and has no lightbox to come back from. */
const PLACED: Guard = { refusal: NOT_PLACED, when: ({ offline, order }) => offline && order === null };

/** Until it is finalized Apruve lets an order be changed; before it is adopted the shop simply gets a new lightbox. */
const NOT_FINAL: Guard[] = [
  { refusal: FINAL_ORDER, when: ({ order, ending }) => ending !== null || (order !== null && order.status !== 'new') },
  PLACED,
];

/** Settled: closed without a capture, because all of it was returned. */
const isSettled = (invoice: InvoiceFact): boolean => invoice.status === 'closed' && !hasCapture(invoice);

/** What the facts forbid although the status would allow it. First match wins. */
const GUARDS: Partial<Record<Action, Guard[]>> = {
  authorize: [PLACED],
  update: NOT_FINAL,
  finalize: NOT_FINAL,
  sendInvoice: OPEN_FOR_INVOICES,
  updateInvoice: OPEN_FOR_INVOICES,
  issueInvoice: OPEN_FOR_INVOICES,
  complete: [
    { refusal: DRAFT_OPEN, when: ({ invoices }) => invoices.some(isPending) },
    { refusal: NO_INVOICE, when: ({ invoices }) => !invoices.some((invoice) => isLive(invoice) && !isSettled(invoice)) },
  ],
  cancel: [{ refusal: INVOICE_PAID, when: ({ invoices }) => invoices.some((invoice) => isLive(invoice) && isPaid(invoice)) }],
  retry: [{ refusal: NOT_RETRYABLE, when: ({ unresolved }) => unresolved.length === 0 }],
};

/**
 * The only place that says what may be asked of a checkout now: validators, the API's refusals, the console's buttons and the
 * tests all read it. What an invoice itself allows is `invoiceVerdict`.
 */
export function verdict(facts: Facts, action: Action): Verdict {
  const row = rowOf(statusOf(facts));
  if (row === null) return FINISHED;
  const byStatus = row[action];
  if (!byStatus.allowed) return byStatus;
  return GUARDS[action]?.find(({ when }) => when(facts))?.refusal ?? YES;
}

function rowOf(status: Status): Row | null {
  if (isFinal(status)) return null;
  return Object.entries(TABLE).find(([name]) => name === status)?.[1] ?? null;
}

/** Every (status, action) with its answer, as the documentation and its test show it. */
export function actionTable(): { status: Status; action: Action; verdict: Verdict }[] {
  return STATUSES.flatMap((status) =>
    ACTIONS.map((action) => ({ status, action, verdict: rowOf(status)?.[action] ?? FINISHED })),
  );
}

/** What the facts may still forbid of an action that the status allows, in the order in which it is looked at. */
export const guardsOf = (action: Action): Refused[] => (GUARDS[action] ?? []).map(({ refusal }) => refusal);
