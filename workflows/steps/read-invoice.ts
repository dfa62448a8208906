import type { Outcome } from '../contract/messages.ts';
import { runFollowUp, type Step } from '../process/run-step.ts';
import { readInvoice } from '../activity-proxies.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { readInvoiceStep } from '../rules/rows.ts';

/** The reading of an invoice, as the process keeps it while it cannot get through. */
export const readingInvoice = (invoiceId: string, fundedAt?: string): Step => ({
  step: readInvoiceStep(invoiceId),
  redo: { type: 'readInvoice', invoiceId, fundedAt },
});

/** Reads an invoice again, as a step that follows from another one. */
export const rereadInvoice = (checkout: CheckoutProcess, invoiceId: string): Promise<Outcome> =>
  runFollowUp(checkout, readingInvoice(invoiceId), (ctx) => readInvoice(ctx, invoiceId));
