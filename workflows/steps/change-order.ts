import { runStep } from '../process/run-step.ts';
import { assertAllowed, assertNoEarlierChange } from '../process/admission.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { Outcome } from '../contract/messages.ts';
import type { FinalizeRequest, OrderUpdateRequest } from '../contract/requests.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import type { OrderChange } from '../process/message.ts';
import { lookForOrphans } from '../process/start-release.ts';
import { FINALIZE_STEP, updateStep } from '../rules/rows.ts';
import { leaveCanceledOrder } from './cancel-invoices.ts';
import { openWaitingInvoices } from './waiting-invoices.ts';

/** The cart changed: before the lightbox was used the shop gets a new one, after it Apruve's order is changed. */
export async function updateOrder(checkout: CheckoutProcess, request: OrderUpdateRequest): Promise<Outcome> {
  assertAllowed(checkout, 'update');
  assertNoEarlierChange(checkout, 'order');
  return changeOrder(checkout, { request, n: checkout.steps.next('update:order') });
}

/** Does a planned change. */
export async function changeOrder(checkout: CheckoutProcess, change: OrderChange): Promise<Outcome> {
  const step = { step: updateStep('order', change.n), redo: { type: 'changeOrder', change } } as const;
  const outcome = await runStep(checkout, step, (ctx) => checkout.writes.updateOrder(ctx, change));
  if (outcome === 'done' && checkout.facts.order === null) await lookForOrphans(checkout);
  await leaveCanceledOrder(checkout);
  return outcome;
}

/** The order will not change any more: Apruve may present it for approval. */
export async function finalize(checkout: CheckoutProcess, request: FinalizeRequest): Promise<Outcome> {
  assertAllowed(checkout, 'finalize');
  const orderId = checkout.facts.order?.id;
  if (orderId === undefined) throw refusalFailure({ code: 'not-authorized', message: 'There is no order to finalize.' });
  const step = { step: FINALIZE_STEP, redo: { type: 'finalize', request } } as const;
  const outcome = await runStep(checkout, step, (ctx) => checkout.writes.finalizeOrder(ctx, orderId, request.actor));
  if (outcome === 'done') await openWaitingInvoices(checkout);
  await leaveCanceledOrder(checkout);
  return outcome;
}
