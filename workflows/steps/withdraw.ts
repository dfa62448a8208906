import { attempt } from '../process/run-step.ts';
import type { InvoiceFact } from '../contract/checkout.ts';
import type { Life } from '../process/checkout-process.ts';
import type { Message } from '../process/mailbox.ts';
import { isPending } from '../rules/credit.ts';
import { cancelInvoiceStep } from '../rules/rows.ts';
import { allowed, target } from './allowed.ts';
import { rereadInvoice } from './read-invoice.ts';

type Outcome = 'done' | 'unresolved';

/** Cancels one invoice at Apruve. Where Apruve refuses, what it shows is taken in first. */
export async function withdraw(life: Life, invoice: InvoiceFact, redo: Message, actor?: string): Promise<Outcome> {
  const step = { step: cancelInvoiceStep(invoice.id), redo };
  try {
    return await attempt(life, step, (scene) => life.writes.actOnInvoice(scene, { ...target(invoice), actor }, 'cancel'));
  } catch (error) {
    await rereadInvoice(life, invoice.id);
    if (allowed(life, 'cancelInvoice', invoice.id) === 'unchanged') return 'done';
    throw error;
  }
}

/** Drafts and waiting invoices as Apruve shows them now: what was issued there meanwhile is open, and lives on. */
export async function stillPending(life: Life): Promise<InvoiceFact[]> {
  for (const { id } of life.facts.invoices.filter(isPending)) await rereadInvoice(life, id);
  return life.facts.invoices.filter(isPending);
}

/** Cancels every draft and waiting invoice: they go with the order, or with its authorization. */
export async function withdrawPending(life: Life, redo: Message): Promise<Outcome> {
  for (const invoice of await stillPending(life)) {
    const outcome = await withdraw(life, invoice, redo);
    if (outcome === 'unresolved') return outcome;
  }
  return 'done';
}
