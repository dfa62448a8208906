import type { ZodType } from 'zod';
import type { InvoiceFact } from '../contract/checkout.ts';
import { MAILBOX_LIMIT } from '../contract/messages.ts';
import { faultsOf, readRequest } from '../contract/requests.ts';
import {
  CHECKOUT_FINISHED,
  invoiceVerdict,
  verdict,
  verdictOfStatus,
  type Action,
  type InvoiceAction,
  type Verdict,
} from '../rules/actions.ts';
import { isChanging } from '../rules/rows.ts';
import type { CheckoutProcess } from './checkout-process.ts';
import { refusalFailure } from './refusal.ts';

/** The request by its schema, cleaned. Refuses one that does not fit: an update can come from any client of Temporal. */
export function readable<T>(schema: ZodType<T>, request: unknown): T {
  const { data, error } = readRequest(schema, request);
  if (error !== undefined) throw refusalFailure({ code: 'invalid-request', message: faultsOf(error) });
  return data;
}

/** Refuses one more where so many wait already. `what` names them in the plural. */
export function assertRoom(waiting: number, what: string): void {
  if (waiting < MAILBOX_LIMIT) return;
  const message = `${MAILBOX_LIMIT} ${what} are waiting for this checkout; try again in a moment.`;
  throw refusalFailure({ code: 'busy', message });
}

/** Refuses everything after the end. */
export function assertRunning({ facts }: CheckoutProcess): void {
  if (facts.end !== null) assertVerdict(CHECKOUT_FINISHED);
}

/** Refuses what the checkout does not allow now. */
export function assertAllowed({ facts }: CheckoutProcess, action: Action): void {
  assertVerdict(verdict(facts, action));
}

/** Refuses what the status of the checkout forbids, whatever else is known. */
export function assertStatusAllows({ facts }: CheckoutProcess, action: Action): void {
  assertVerdict(verdictOfStatus(facts, action));
}

/** The invoice, where it and its checkout allow the action; `unchanged` where the invoice is in that state already. */
export function invoiceAllowing(checkout: CheckoutProcess, action: InvoiceAction, invoiceId: string): InvoiceFact | 'unchanged' {
  const invoice = checkout.facts.invoices.find(({ id }) => id === invoiceId);
  if (invoice === undefined) throw refusalFailure({ code: 'not-found', message: `This checkout has no invoice ${invoiceId}.` });
  const own = invoiceVerdict(invoice, action);
  if (own === 'unchanged') return own;
  assertVerdict(own);
  assertAllowed(checkout, action);
  return invoice;
}

/** Refuses a change while an earlier one of the same thing is under way: getting through later, it would overwrite this one. */
export function assertNoEarlierChange({ facts }: CheckoutProcess, id: string): void {
  if (!isChanging(facts.unresolved, id)) return;
  const message = `An earlier change of ${id} is still under way: retry it, then change again.`;
  throw refusalFailure({ code: 'step-unresolved', message });
}

function assertVerdict(answer: Verdict): void {
  if (!answer.allowed) throw refusalFailure({ code: answer.code, message: answer.reason });
}
