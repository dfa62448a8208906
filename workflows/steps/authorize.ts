import { lookUpOrder, readOrder } from '../activity-proxies.ts';
import { runStep, recordFacts, clearUnresolved } from '../process/run-step.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { statusOf } from '../rules/status.ts';
import { LOOK_UP_STEP, PLACE_ORDER_STEP, readOrderStep } from '../rules/rows.ts';
import { openWaitingInvoices } from './open-waiting.ts';
import { shipOpenInvoice } from './ship.ts';
import { endCheckout } from './end-checkout.ts';
import { leaveCanceled } from './withdraw.ts';

type Outcome = 'done' | 'unresolved';

/** The buyer came back from the lightbox: believe the order id only after Apruve has shown the order. */
export async function authorize(checkout: CheckoutProcess, apruveOrderId: string): Promise<Outcome> {
  const adopted = checkout.facts.order;
  if (adopted !== null && adopted.id !== apruveOrderId) {
    const message = `This checkout has adopted the Apruve order ${adopted.id}; another one does not replace it.`;
    throw refusalFailure({ code: 'already-authorized', message });
  }
  return adopted === null ? rereadOrder(checkout, apruveOrderId) : 'done';
}

/** Re-reads the adopted order, or reads one that an event named. */
export async function rereadOrder(checkout: CheckoutProcess, orderId: string): Promise<Outcome> {
  const redo = { type: 'readOrder', orderId } as const;
  const known = new Set(checkout.facts.invoices.map(({ id }) => id));
  const outcome = await runStep(checkout, { step: readOrderStep(orderId), redo }, (ctx) => readOrder(ctx, orderId));
  for (const { id } of checkout.facts.invoices) if (!known.has(id)) await shipOpenInvoice(checkout, id);
  await openWaitingInvoices(checkout);
  await leaveCanceled(checkout);
  return outcome;
}

/** Nobody came back, or an offline order got no answer: ask Apruve whether the order is there. */
export async function lookUpLostReturn(checkout: CheckoutProcess): Promise<Outcome> {
  if (checkout.facts.order !== null) return 'done';
  const redo = { type: 'lookUpOrder' } as const;
  const outcome = await runStep(checkout, { step: LOOK_UP_STEP, redo }, lookUpOrder);
  if (checkout.facts.order !== null) await clearUnresolved(checkout, PLACE_ORDER_STEP);
  await openWaitingInvoices(checkout);
  return outcome;
}

/** The authorization window is over: a last look, then the checkout is given up. */
export async function closeAuthorizationWindow(checkout: CheckoutProcess): Promise<Outcome> {
  const outcome = await lookUpLostReturn(checkout);
  if (outcome === 'done' && checkout.facts.order === null) await recordFacts(checkout, [{ fact: 'ending', reason: 'abandoned' }]);
  return outcome;
}

/** Approval did not come in time: the order is canceled at Apruve, so that the buyer's credit is free. */
export async function expireUnapproved(checkout: CheckoutProcess, orderId: string): Promise<Outcome> {
  const outcome = await rereadOrder(checkout, orderId);
  if (outcome === 'unresolved' || statusOf(checkout.facts) !== 'awaiting_approval') return outcome;
  await recordFacts(checkout, [{ fact: 'ending', reason: 'expired' }]);
  return endCheckout(checkout);
}
