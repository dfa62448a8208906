import { runStep, recordFacts } from '../process/run-step.ts';
import type { InvoiceFact } from '../contract/checkout.ts';
import type { ApruveEvent, Outcome } from '../contract/messages.ts';
import type { StepCall, StepOutcome } from '../contract/step-context.ts';
import { readInvoice } from '../activity-proxies.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { startRelease } from '../process/start-release.ts';
import { isOpen, isPending } from '../rules/credit.ts';
import { invoiceIdOf, lookFor } from '../rules/events.ts';
import { invoiceWaiting } from '../rules/pending-invoices.ts';
import { lookUpLostReturn, rereadAdoptedOrder } from './authorize.ts';
import { readingInvoice } from './read-invoice.ts';
import { shipOpenInvoice } from './ship.ts';
import { releaseFreedCredit } from './end-checkout.ts';

/** Apruve says that something happened: a hint where to look again, never more. */
export async function handleEvent(checkout: CheckoutProcess, event: ApruveEvent): Promise<void> {
  const where = lookFor(checkout.facts, event);
  const adopted = checkout.facts.order?.id;
  const foreign = adopted !== undefined && event.orderId !== adopted ? event.orderId : undefined;
  if (event.orderId !== undefined) checkout.events.noteOrder(event.orderId);
  const isLookedUp = adopted === undefined && where === 'order';
  if (foreign === undefined)
    checkout.events.note(event.uuid, where === 'nothing' ? 'no-news' : 'applied', isLookedUp ? event.orderId : undefined);
  const made = checkout.facts.attentions.find(({ subject }) => subject === event.uuid);
  if (made !== undefined) await recordFacts(checkout, [{ fact: 'attention-cleared', code: made.code, subject: made.subject }]);
  if (foreign !== undefined) return startRelease(checkout, foreign);
  if (where === 'order') await followUpOrder(checkout, event.orderId);
  const invoiceId = invoiceIdOf(checkout.facts, event);
  if (where === 'invoice' && invoiceId !== undefined)
    await followUpInvoice(checkout, invoiceId, event.event === 'invoice.funded' ? event.at : undefined);
}

/**
 * An event that names our order number before the buyer is back starts the lost-return look-up at once. Where that adopts nothing, the
 * order of the event may be an orphan, as one with the hash of an earlier attempt.
 */
async function followUpOrder(checkout: CheckoutProcess, named: string | undefined): Promise<void> {
  if (checkout.facts.order !== null) {
    await rereadAdoptedOrder(checkout);
    return;
  }
  const outcome = await lookUpLostReturn(checkout);
  if (outcome === 'done' && checkout.facts.order === null && named !== undefined) await startRelease(checkout, named);
}

/**
 * Re-reads an invoice: its capture is recorded, its shipment made where it has none, and the credit of a canceled one released.
 * `fundedAt`: when it was funded, as an event has told.
 */
export async function followUpInvoice(checkout: CheckoutProcess, invoiceId: string, fundedAt?: string): Promise<Outcome> {
  const read = (ctx: StepCall): Promise<StepOutcome> =>
    fundedAt === undefined ? readInvoice(ctx, invoiceId) : readInvoice(ctx, invoiceId, fundedAt);
  const outcome = await runStep(checkout, readingInvoice(invoiceId, fundedAt), read);
  await shipOpenInvoice(checkout, invoiceId);
  return outcome === 'done' ? releaseFreedCredit(checkout) : outcome;
}

/** The due date has come: what Apruve shows now decides whether the invoice is overdue. */
export async function markOverdue(checkout: CheckoutProcess, invoiceId: string): Promise<void> {
  if ((await followUpInvoice(checkout, invoiceId)) === 'unresolved') return;
  const isDue = ({ id, dueAt }: InvoiceFact) => id === invoiceId && dueAt !== null && Date.parse(dueAt) <= Date.now();
  if (checkout.facts.invoices.some((invoice) => isDue(invoice) && isOpen(invoice)))
    await recordFacts(checkout, [{ fact: 'invoice-overdue', invoiceId }]);
}

/** An invoice has been pending for too long. What Apruve shows now decides whether a person is shown it. */
export async function showWaiting(checkout: CheckoutProcess, invoiceId: string): Promise<void> {
  if ((await followUpInvoice(checkout, invoiceId)) === 'unresolved') return;
  const waiting = checkout.facts.invoices.find((invoice) => invoice.id === invoiceId && isPending(invoice));
  if (waiting !== undefined)
    await recordFacts(checkout, [{ fact: 'attention', attention: invoiceWaiting(checkout.facts, waiting) }]);
}
