import type { FailureCode } from '../contract/failures.ts';
import { STATUSES, type Facts, type InvoiceFact, type Status } from '../contract/checkout.ts';
import { hasCapture, isLive, reservedCents } from './credit.ts';
import { isFinal, statusOf } from './status.ts';

/** What a person or a program may ask of a checkout. */
export const ACTIONS = ['authorize', 'sendInvoice', 'cancel', 'retry'] as const;
export type Action = (typeof ACTIONS)[number];

/** Paid by the buyer, or already by the financing partner. */
const isPaid = (invoice: InvoiceFact): boolean => invoice.status === 'funded' || hasCapture(invoice);

export type Verdict = { allowed: true } | { allowed: false; code: FailureCode; reason: string };

const YES: Verdict = { allowed: true };
const no = (code: FailureCode, reason: string): Verdict => ({ allowed: false, code, reason });

const FINISHED = no('checkout-finished', 'The checkout has ended; nothing more can be asked of it.');
const NOT_ADOPTED = no('not-authorized', 'The buyer has not authorized the order yet: wait for the authorization.');
const NOT_RETRYABLE = no('nothing-to-retry', 'No step is waiting for a retry.');
const INVOICE_PAID = no('invoice-paid', 'Money has moved for an invoice of this order: it can no longer be canceled.');
const INVOICES_LIVE = no('invoice-live', 'The order has invoices: they must be canceled before the order.');

/** What a status allows. The facts may still forbid it: see `GUARDS`. */
const TABLE: Record<Exclude<Status, 'paid' | 'canceled' | 'declined' | 'expired' | 'abandoned'>, Record<Action, Verdict>> = {
  awaiting_authorization: { authorize: YES, sendInvoice: NOT_ADOPTED, cancel: YES, retry: YES },
  awaiting_approval: { authorize: YES, sendInvoice: YES, cancel: YES, retry: YES },
  authorized: { authorize: YES, sendInvoice: YES, cancel: YES, retry: YES },
  invoiced: { authorize: YES, sendInvoice: YES, cancel: YES, retry: YES },
};

/** What the facts forbid although the status would allow it. First match wins. */
const GUARDS: Record<Action, (facts: Facts) => Verdict> = {
  authorize: () => YES,
  sendInvoice: (facts) => {
    if (facts.order?.status === 'canceled')
      return no('order-canceled', 'Apruve shows the order as canceled: no invoice can follow.');
    if (facts.ending === 'expired')
      return no('authorization-expired', 'The authorization has expired: the buyer must place a new order.');
    if (facts.ending !== null) return no('order-canceled', 'The checkout is being canceled.');
    if (facts.completedAt !== null) return no('order-completed', 'The order is completed: its remaining credit is released.');
    return YES;
  },
  cancel: (facts) =>
    facts.invoices.some(isPaid) ? INVOICE_PAID : facts.invoices.some(isLive) || reservedCents(facts) > 0 ? INVOICES_LIVE : YES,
  retry: (facts) => (facts.unresolved.length > 0 ? YES : NOT_RETRYABLE),
};

/**
 * The only place that says what may be asked of a checkout now: validators, the API's refusals, the console's buttons and the
 * tests all read it.
 */
export function verdict(facts: Facts, action: Action): Verdict {
  const status = statusOf(facts);
  const row = rowOf(status);
  if (row === null) return FINISHED;
  const byStatus = row[action];
  return byStatus.allowed ? GUARDS[action](facts) : byStatus;
}

function rowOf(status: Status): Record<Action, Verdict> | null {
  if (isFinal(status)) return null;
  return Object.entries(TABLE).find(([name]) => name === status)?.[1] ?? null;
}

/** Every (status, action) with its answer, as the documentation and its test show it. */
export function actionTable(): { status: Status; action: Action; verdict: Verdict }[] {
  return STATUSES.flatMap((status) =>
    ACTIONS.map((action) => ({ status, action, verdict: rowOf(status)?.[action] ?? FINISHED })),
  );
}
