import { refusalFailure } from '../process/refusal.ts';
import type { InvoiceFact } from '../contract/checkout.ts';
import type { InvoiceTarget } from '../contract/step-context.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { invoiceVerdict, verdict, type Action, type InvoiceAction } from '../rules/actions.ts';

/** Refuses what the checkout does not allow now. */
export function assertAllowed(checkout: CheckoutProcess, action: Action): void {
  const answer = verdict(checkout.facts, action);
  if (!answer.allowed) throw refusalFailure({ code: answer.code, message: answer.reason });
}

/** The invoice, where the checkout and the invoice itself allow the action; `unchanged` where it is done already. */
export function invoiceAllowing(checkout: CheckoutProcess, action: InvoiceAction, invoiceId: string): InvoiceFact | 'unchanged' {
  const invoice = checkout.facts.invoices.find(({ id }) => id === invoiceId);
  if (invoice === undefined) throw refusalFailure({ code: 'not-found', message: `This checkout has no invoice ${invoiceId}.` });
  const own = invoiceVerdict(invoice, action);
  if (own === 'unchanged') return own;
  if (!own.allowed) throw refusalFailure({ code: own.code, message: own.reason });
  assertAllowed(checkout, action);
  return invoice;
}

/** An earlier change that is still under way would overwrite a later one when it gets through. */
export function assertNoEarlierChange(checkout: CheckoutProcess, id: string): void {
  const earlier = checkout.facts.unresolved.find(({ step }) => step.startsWith(`update:${id}:`));
  if (earlier === undefined) return;
  const message = `An earlier change (${earlier.step}) is still under way: retry it, then change again.`;
  throw refusalFailure({ code: 'step-unresolved', message });
}

export const targetOf = ({ id, number, amountCents }: InvoiceFact): InvoiceTarget => ({ invoiceId: id, number, amountCents });
