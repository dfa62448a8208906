import type { InvoiceStatus } from '../../workflows/contract/checkout.ts';
import type { StepContext } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { sum } from '../../workflows/rules/money.ts';
import { invoiceVerbStep } from '../../workflows/rules/rows.ts';
import { isUnknown, type ApruveInvoice, type ApruveReturn } from '../apruve/entities.ts';
import { capturedCents, failedPayment, hasCapturedPayment } from '../apruve/payments.ts';
import { statusAttention } from '../apruve/unknown-status.ts';

/** What was returned of an invoice, in integer cents. */
export const returnedCentsOf = (returns: readonly ApruveReturn[]): number => sum(returns.map(({ amount_cents }) => amount_cents));

/**
 * What the facts learn from an invoice; a capture too where the money counts as there. `fundedAt`: when it was funded, where an event
 * has told; believed once Apruve shows the invoice as funded or past that.
 */
export function invoiceFacts(
  ctx: StepContext,
  invoice: ApruveInvoice,
  number: string,
  returnedCents = 0,
  fundedAt: string | null = null,
): Fact[] {
  const { id, amount_cents, amount_due } = invoice;
  const status = knownStatus(ctx, invoice);
  const captured = capturedCents(invoice);
  const isPaid = status === 'closed' && (fundedAt !== null || !isSettledByReturns(ctx, invoice, returnedCents));
  const rest = Math.max(0, Math.min(amount_due ?? amount_cents, amount_cents - returnedCents - captured));
  const draft = status === 'pending' && String(invoice.issue_on_create) === 'false';
  const read: Fact = {
    fact: 'invoice-read',
    invoice: {
      id,
      number,
      status,
      draft,
      amountCents: amount_cents,
      returnedCents,
      amountDueCents: status === 'closed' ? 0 : rest,
      paidCents: isPaid && captured === 0 ? amount_cents : captured,
      failedPayment: failedPayment(invoice),
      dueAt: invoice.due_at ?? null,
      issuedAt: invoice.issued_at ?? null,
      fundedAt: status === 'funded' ? (fundedAt ?? ctx.at) : status === 'closed' ? fundedAt : null,
      closedAt: status === 'closed' ? (invoice.final_state_at ?? ctx.at) : null,
    },
  };
  const shown = [read, ...statusAttention(ctx, invoice)];
  const counts = isPaid || (status === 'funded' && ctx.paidMeans === 'funded');
  return counts ? [...shown, { fact: 'invoice-captured', invoiceId: id }] : shown;
}

/** The status that an invoice shows, or the last one that is known where its word is not. */
function knownStatus({ facts }: StepContext, { id, status, issued_at }: ApruveInvoice): InvoiceStatus {
  if (!isUnknown(status)) return status;
  const before = facts.invoices.find((known) => known.id === id)?.status ?? 'pending';
  return before === 'pending' && issued_at !== null ? 'open' : before;
}

/**
 * An unpaid invoice that was returned in full closes without money. Judged by Apruve's facts, not by the order of events: it
 * was never funded, holds no captured payment, and we did not close it because the money was collected elsewhere.
 */
function isSettledByReturns({ facts }: StepContext, invoice: ApruveInvoice, returnedCents: number): boolean {
  const known = facts.invoices.find(({ id }) => id === invoice.id);
  const funded = (known?.fundedAt ?? null) !== null;
  return returnedCents >= invoice.amount_cents && !hasCapturedPayment(invoice) && !funded && known?.closedByHand !== true;
}

/** An invoice that is canceled at Apruve although we did not ask for it: Apruve does so, silently, when it is long overdue. */
export function vanishedFacts(ctx: StepContext, { id, status }: ApruveInvoice, number: string): Fact[] {
  const known = ctx.facts.invoices.find((invoice) => invoice.id === id);
  const asked = ctx.facts.unresolved.some(({ step }) => step === invoiceVerbStep('cancel', id));
  if (status !== 'canceled' || known === undefined || known.status === 'canceled' || asked) return [];
  const message = `Apruve shows invoice ${number} as canceled, and nobody canceled it here. Ask Apruve why; then invoice again, or cancel the order.`;
  return [{ fact: 'attention', attention: { code: 'invoice-vanished', subject: number, message } }];
}
