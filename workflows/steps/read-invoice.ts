import { follow, type Try } from '../attempt.ts';
import { readInvoice } from '../effects.ts';
import type { Life } from '../life.ts';
import { readInvoiceStep } from '../rules/rows.ts';

/** A look at an invoice, as the process keeps it while it cannot get through. */
export const readingInvoice = (invoiceId: string): Try => ({
  step: readInvoiceStep(invoiceId),
  redo: { type: 'readInvoice', invoiceId },
});

/** Takes in what Apruve shows of an invoice, as a step that follows from another one. */
export const rereadInvoice = (life: Life, invoiceId: string): Promise<'done' | 'unresolved'> =>
  follow(life, readingInvoice(invoiceId), (scene) => readInvoice(scene, invoiceId));
