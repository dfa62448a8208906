import { attempt, note } from '../process/run-step.ts';
import type { InvoiceFact } from '../contract/checkout.ts';
import type { ApruveEvent } from '../contract/messages.ts';
import { readInvoice } from '../activity-proxies.ts';
import type { Life } from '../process/checkout-process.ts';
import { isOpen } from '../rules/credit.ts';
import { lookFor } from '../rules/events.ts';
import { look, lookUpLostReturn } from './authorize.ts';
import { readingInvoice } from './read-invoice.ts';
import { shipOpenInvoice } from './ship.ts';
import { releaseFreed } from './end-checkout.ts';

/** Apruve says that something happened: a hint where to look again, never more. */
export async function hearEvent(life: Life, event: ApruveEvent): Promise<void> {
  const where = lookFor(life.facts, event);
  const adopted = life.facts.order?.id;
  const foreign = adopted !== undefined && event.orderId !== undefined && event.orderId !== adopted;
  life.settleEvent(event.uuid, where === 'nothing' || foreign ? 'no-news' : 'applied');
  const made = life.facts.concerns.find(({ step }) => step === event.uuid);
  if (made !== undefined) await note(life, [{ fact: 'attention-cleared', code: made.code, step: made.step }]);
  if (foreign) return;
  if (where === 'order') await lookAtOrder(life);
  if (where === 'invoice' && event.invoiceId !== undefined) await lookAtInvoice(life, event.invoiceId);
}

/** An event that names our order number before the buyer is back starts the lost-return look-up at once. */
async function lookAtOrder(life: Life): Promise<void> {
  if (life.facts.order === null) await lookUpLostReturn(life);
  else await look(life, life.facts.order.id);
}

/** Re-reads an invoice; records its capture, and its shipment where it has none. What a canceled one frees is released. */
export async function lookAtInvoice(life: Life, invoiceId: string): Promise<'done' | 'unresolved'> {
  const outcome = await attempt(life, readingInvoice(invoiceId), (scene) => readInvoice(scene, invoiceId));
  await shipOpenInvoice(life, invoiceId);
  return outcome === 'done' ? releaseFreed(life) : outcome;
}

/** The due date has come: what Apruve shows now decides whether the invoice is overdue. */
export async function markOverdue(life: Life, invoiceId: string): Promise<void> {
  if ((await lookAtInvoice(life, invoiceId)) === 'unresolved') return;
  const isDue = ({ id, dueAt }: InvoiceFact) => id === invoiceId && dueAt !== null && Date.parse(dueAt) <= Date.now();
  if (life.facts.invoices.some((invoice) => isDue(invoice) && isOpen(invoice)))
    await note(life, [{ fact: 'invoice-overdue', invoiceId }]);
}
