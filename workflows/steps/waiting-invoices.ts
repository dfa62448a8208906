import type { Outcome } from '../contract/messages.ts';
import { runFollowUp } from '../process/run-step.ts';
import { adoptInvoices } from '../activity-proxies.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { isUnpaid } from '../rules/credit.ts';
import { adoptStep } from '../rules/rows.ts';
import { rereadInvoice } from './read-invoice.ts';
import { shipOpenInvoice } from './ship.ts';

/** Apruve's own invoice is adopted. Those made before the order was accepted open with it, and are shipped then. */
export async function openWaitingInvoices(checkout: CheckoutProcess): Promise<void> {
  await adoptOwnInvoice(checkout);
  if (checkout.facts.order?.acceptedAt == null) return;
  for (const { id, draft, status } of checkout.facts.invoices.filter(isUnpaid)) {
    if (draft || status !== 'pending') continue;
    await rereadInvoice(checkout, id);
    await shipOpenInvoice(checkout, id);
  }
}

/** With `invoice_on_create` Apruve makes the invoice itself once the order is final: it is found, not made again. */
async function adoptOwnInvoice(checkout: CheckoutProcess): Promise<Outcome> {
  const { order, invoices } = checkout.facts;
  const isAdopted = invoices.some(({ number }) => !checkout.invoiceRequests.numbers.has(number));
  if (!checkout.input.invoiceOnCreate || order === null || isAdopted) return 'done';
  if (order.acceptedAt === null && order.status !== 'pending') return 'done';
  return adoptForeignInvoices(checkout, order.id);
}

/** Reads the list of the order's invoices: those that others made are adopted, and a checkout that waited for it ends. */
export async function adoptForeignInvoices(checkout: CheckoutProcess, orderId: string): Promise<Outcome> {
  const redo = { type: 'adopt', orderId } as const;
  return runFollowUp(checkout, { step: adoptStep(orderId), redo }, (ctx) => adoptInvoices(ctx, orderId));
}
