import { follow, type Try } from '../process/run-step.ts';
import { readInvoice } from '../activity-proxies.ts';
import type { Life } from '../process/checkout-process.ts';
import { readInvoiceStep } from '../rules/rows.ts';

/** A look at an invoice, as the process keeps it while it cannot get through. */
export const readingInvoice = (invoiceId: string): Try => ({
  step: readInvoiceStep(invoiceId),
  redo: { type: 'readInvoice', invoiceId },
});

/** Takes in what Apruve shows of an invoice, as a step that follows from another one. */
export const rereadInvoice = (life: Life, invoiceId: string): Promise<'done' | 'unresolved'> =>
  follow(life, readingInvoice(invoiceId), (scene) => readInvoice(scene, invoiceId));
