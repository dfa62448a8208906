import type { InvoiceFact } from '../contract/checkout.ts';
import type { Outcome } from '../contract/messages.ts';
import type { InvoiceActionRequest } from '../contract/requests.ts';
import type { InvoiceTarget } from '../contract/step-context.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import type { Message } from '../process/message.ts';
import { runStep } from '../process/run-step.ts';
import { invoiceVerbStep, type InvoiceVerb } from '../rules/rows.ts';

/** Issues, cancels or closes an invoice at Apruve. */
export function actOnInvoice(
  checkout: CheckoutProcess,
  invoice: InvoiceFact,
  verb: InvoiceVerb,
  redo: Message,
  { actor, note }: Partial<InvoiceActionRequest> = {},
): Promise<Outcome> {
  const step = { step: invoiceVerbStep(verb, invoice.id), redo };
  return runStep(checkout, step, (ctx) => checkout.writes.actOnInvoice(ctx, { ...targetOf(invoice), actor, note }, verb));
}

/** Which invoice an activity is about. */
export const targetOf = ({ id, number, amountCents }: InvoiceFact): InvoiceTarget => ({ invoiceId: id, number, amountCents });
