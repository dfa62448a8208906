import { follow } from '../process/run-step.ts';
import { adoptInvoices } from '../activity-proxies.ts';
import type { Life } from '../process/checkout-process.ts';
import { isUnpaid } from '../rules/credit.ts';
import { adoptStep } from '../rules/rows.ts';
import { rereadInvoice } from './read-invoice.ts';
import { shipOpenInvoice } from './ship.ts';

type Outcome = 'done' | 'unresolved';

/** Apruve's own invoice is adopted. Those made before the order was accepted open with it, and are shipped then. */
export async function openWaitingInvoices(life: Life): Promise<void> {
  await adoptOwnInvoice(life);
  if (life.facts.order?.acceptedAt == null) return;
  for (const { id, draft, status } of life.facts.invoices.filter(isUnpaid)) {
    if (draft || status !== 'pending') continue;
    await rereadInvoice(life, id);
    await shipOpenInvoice(life, id);
  }
}

/** With `invoice_on_create` Apruve makes the invoice itself once the order is final: it is found, not made again. */
async function adoptOwnInvoice(life: Life): Promise<Outcome> {
  const { order, invoices } = life.facts;
  const isAdopted = invoices.some(({ number }) => !life.asked.has(number));
  if (!life.input.invoiceOnCreate || order === null || isAdopted) return 'done';
  if (order.acceptedAt === null && order.status !== 'pending') return 'done';
  return adopt(life, order.id);
}

/** Takes in what others made on our order at Apruve; what is open is shipped. */
export async function adopt(life: Life, orderId: string): Promise<Outcome> {
  const redo = { type: 'adopt', orderId } as const;
  const outcome = await follow(life, { step: adoptStep(orderId), redo }, (scene) => adoptInvoices(scene, orderId));
  for (const { id } of life.facts.invoices.filter(isUnpaid)) await shipOpenInvoice(life, id);
  return outcome;
}
