import { lookUpOrder, readOrder } from '../activity-proxies.ts';
import { runStep, clearUnresolved } from '../process/run-step.ts';
import type { Outcome } from '../contract/messages.ts';
import type { AuthorizeRequest } from '../contract/requests.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { otherAdopted } from '../rules/actions.ts';
import { LOOK_UP_STEP, PLACE_ORDER_STEP, readOrderStep } from '../rules/rows.ts';
import { lookForOrphans, startRelease } from '../process/start-release.ts';
import { leaveCanceledOrder } from './cancel-invoices.ts';
import { openWaitingInvoices } from './waiting-invoices.ts';

/**
 * The buyer came back from the lightbox: believe the order id only after Apruve has shown the order. After many wrong ids none is
 * looked up any more; then Apruve is asked which order fits, and the id is compared with it.
 */
export async function authorize(checkout: CheckoutProcess, { apruveOrderId, byNumber }: AuthorizeRequest): Promise<Outcome> {
  if (checkout.facts.order === null) {
    const look = byNumber === true ? lookUpLostReturn(checkout) : rereadOrder(checkout, apruveOrderId);
    if ((await look) === 'unresolved') return 'unresolved';
  }
  const adopted = checkout.facts.order;
  if (adopted === null) throw refusalFailure({ code: 'authorization-mismatch', message: 'Apruve shows no order that fits.' });
  if (adopted.id === apruveOrderId) return 'done';
  await startRelease(checkout, apruveOrderId);
  const { code, reason: message } = otherAdopted(adopted.id);
  throw refusalFailure({ code, message });
}

/** Reads the adopted order again. */
export async function rereadAdoptedOrder(checkout: CheckoutProcess): Promise<Outcome> {
  const { order } = checkout.facts;
  return order === null ? 'done' : rereadOrder(checkout, order.id);
}

/** Reads the adopted order again, or one that an event named. */
export async function rereadOrder(checkout: CheckoutProcess, orderId: string): Promise<Outcome> {
  const redo = { type: 'readOrder', orderId } as const;
  const before = checkout.facts.order;
  const outcome = await runStep(checkout, { step: readOrderStep(orderId), redo }, (ctx) => readOrder(ctx, orderId));
  if (before === null) await releaseOthers(checkout);
  await openWaitingInvoices(checkout);
  await leaveCanceledOrder(checkout);
  return outcome;
}

/** Nobody came back, or an offline order got no answer: ask Apruve whether the order is there. */
export async function lookUpLostReturn(checkout: CheckoutProcess): Promise<Outcome> {
  if (checkout.facts.order !== null) return 'done';
  const redo = { type: 'lookUpOrder' } as const;
  const outcome = await runStep(checkout, { step: LOOK_UP_STEP, redo }, lookUpOrder);
  await releaseOthers(checkout);
  if (checkout.facts.order !== null) await clearUnresolved(checkout, PLACE_ORDER_STEP);
  await openWaitingInvoices(checkout);
  return outcome;
}

/**
 * An order has just been adopted, so every other one is an orphan. They are looked for only where there may be one: with one attempt,
 * one hash and no word of another order the adoption costs nothing more.
 */
async function releaseOthers(checkout: CheckoutProcess): Promise<void> {
  const { facts, input, steps, events } = checkout;
  if (facts.order === null) return;
  const isAlone = input.attempt === 1 && steps.count('update:order') === 0 && !events.hasNamedOther(facts.order.id);
  if (!isAlone) await lookForOrphans(checkout);
}
