import { runStep } from '../process/run-step.ts';
import type { InvoiceFact } from '../contract/checkout.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import type { Message } from '../process/mailbox.ts';
import { isPending } from '../rules/credit.ts';
import { cancelInvoiceStep } from '../rules/rows.ts';
import { invoiceAllowing, targetOf } from './allowed.ts';
import { rereadInvoice } from './read-invoice.ts';

type Outcome = 'done' | 'unresolved';

/** Cancels one invoice at Apruve. Where Apruve refuses, what it shows is taken in first. */
export async function withdrawInvoice(
  checkout: CheckoutProcess,
  invoice: InvoiceFact,
  redo: Message,
  actor?: string,
): Promise<Outcome> {
  const step = { step: cancelInvoiceStep(invoice.id), redo };
  try {
    return await runStep(checkout, step, (ctx) => checkout.writes.actOnInvoice(ctx, { ...targetOf(invoice), actor }, 'cancel'));
  } catch (error) {
    await rereadInvoice(checkout, invoice.id);
    if (invoiceAllowing(checkout, 'cancelInvoice', invoice.id) === 'unchanged') return 'done';
    throw error;
  }
}

/** Drafts and waiting invoices as Apruve shows them now: what was issued there meanwhile is open, and lives on. */
export async function stillPending(checkout: CheckoutProcess): Promise<InvoiceFact[]> {
  for (const { id } of checkout.facts.invoices.filter(isPending)) await rereadInvoice(checkout, id);
  return checkout.facts.invoices.filter(isPending);
}

/** Where Apruve has canceled the order, every draft and waiting invoice goes with it. */
export async function leaveCanceled(checkout: CheckoutProcess): Promise<void> {
  const { order, end } = checkout.facts;
  if (order?.status !== 'canceled' || end !== null) return;
  for (const invoice of await stillPending(checkout)) {
    const outcome = await withdrawInvoice(checkout, invoice, { type: 'readOrder', orderId: order.id });
    if (outcome === 'unresolved') return;
  }
}
