import { runFollowUp, type Step } from '../process/run-step.ts';
import { readInvoice } from '../activity-proxies.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { readInvoiceStep } from '../rules/rows.ts';

/** A look at an invoice, as the process keeps it while it cannot get through. */
export const readingInvoice = (invoiceId: string): Step => ({
  step: readInvoiceStep(invoiceId),
  redo: { type: 'readInvoice', invoiceId },
});

/** Takes in what Apruve shows of an invoice, as a step that follows from another one. */
export const rereadInvoice = (checkout: CheckoutProcess, invoiceId: string): Promise<'done' | 'unresolved'> =>
  runFollowUp(checkout, readingInvoice(invoiceId), (ctx) => readInvoice(ctx, invoiceId));
