import { attempt } from '../process/run-step.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { FinalizeRequest, OrderUpdateRequest } from '../contract/requests.ts';
import type { Life } from '../process/checkout-process.ts';
import { FINALIZE_STEP, updateStep } from '../rules/rows.ts';
import { assertAllowed, assertNoEarlierChange } from './allowed.ts';
import { openWaitingInvoices } from './open-waiting.ts';

type Outcome = 'done' | 'unresolved';

/** The cart changed: before the lightbox was used the shop gets a new one, after it Apruve's order is changed. */
export async function updateOrder(life: Life, request: OrderUpdateRequest): Promise<Outcome> {
  assertAllowed(life, 'update');
  assertNoEarlierChange(life, 'order');
  return changeOrder(life, { request, n: life.count('update:order') });
}

/** Does a planned change. */
export function changeOrder(life: Life, change: { request: OrderUpdateRequest; n: number }): Promise<Outcome> {
  const step = { step: updateStep('order', change.n), redo: { type: 'changeOrder', change } } as const;
  return attempt(life, step, (scene) => life.writes.updateOrder(scene, change));
}

/** The order will not change any more: Apruve may present it for approval. */
export async function finalize(life: Life, request: FinalizeRequest): Promise<Outcome> {
  assertAllowed(life, 'finalize');
  const orderId = life.facts.order?.id;
  if (orderId === undefined) throw refusalFailure({ code: 'not-authorized', message: 'There is no order to finalize.' });
  const step = { step: FINALIZE_STEP, redo: { type: 'finalize', request } } as const;
  const outcome = await attempt(life, step, (scene) => life.writes.finalizeOrder(scene, orderId, request.actor));
  if (outcome === 'done') await openWaitingInvoices(life);
  return outcome;
}
