import { ApplicationFailure } from '@temporalio/workflow';
import type { InvoiceFact } from '../contract/checkout.ts';
import type { Outcome } from '../contract/messages.ts';
import { invoiceAllowing } from '../process/admission.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import type { Message } from '../process/message.ts';
import { recordFacts } from '../process/run-step.ts';
import { isPending } from '../rules/credit.ts';
import { actOnInvoice } from './act-on-invoice.ts';
import { rereadInvoice } from './read-invoice.ts';

/** Cancels one invoice at Apruve. Where Apruve refuses, it is read again first: it may be canceled already, or paid. */
export async function cancelOneInvoice(
  checkout: CheckoutProcess,
  invoice: InvoiceFact,
  redo: Message,
  actor?: string,
): Promise<Outcome> {
  try {
    return await actOnInvoice(checkout, invoice, 'cancel', redo, { actor });
  } catch (error) {
    await rereadInvoice(checkout, invoice.id);
    if (invoiceAllowing(checkout, 'cancelInvoice', invoice.id) === 'unchanged') return 'done';
    throw error;
  }
}

/** Drafts and waiting invoices as Apruve shows them now. One that was issued there meanwhile is open, and lives on. */
export async function stillPending(checkout: CheckoutProcess): Promise<InvoiceFact[]> {
  for (const { id } of checkout.facts.invoices.filter(isPending)) await rereadInvoice(checkout, id);
  return checkout.facts.invoices.filter(isPending);
}

/**
 * Where Apruve has canceled the order, every draft and waiting invoice on it is canceled with it. One that Apruve refuses to cancel
 * stays with the buyer, so a person is shown it.
 */
export async function leaveCanceledOrder(checkout: CheckoutProcess): Promise<void> {
  const { order, end } = checkout.facts;
  if (order?.status !== 'canceled' || end !== null) return;
  for (const invoice of await stillPending(checkout)) {
    try {
      const outcome = await cancelOneInvoice(checkout, invoice, { type: 'readOrder', orderId: order.id });
      if (outcome === 'unresolved') return;
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      await showUncanceled(checkout, invoice, error.message);
    }
  }
}

async function showUncanceled(checkout: CheckoutProcess, { number }: InvoiceFact, why: string): Promise<void> {
  const message = `Apruve has canceled the order and does not cancel its invoice ${number}: ${why} Cancel the invoice at Apruve.`;
  await recordFacts(checkout, [{ fact: 'attention', attention: { code: 'cancel-incomplete', subject: number, message } }]);
}
