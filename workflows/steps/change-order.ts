import { attempt, follow } from '../attempt.ts';
import { refusalFailure } from '../refusal.ts';
import type { FinalizeRequest, OrderUpdateRequest } from '../contract/requests.ts';
import { adoptInvoices } from '../effects.ts';
import type { Life } from '../life.ts';
import { isUnpaid } from '../rules/credit.ts';
import { adoptStep, FINALIZE_STEP, updateStep } from '../rules/rows.ts';
import { assertAllowed, assertNoEarlierChange } from './allowed.ts';
import { shipOpenInvoice } from './ship.ts';

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
  if (outcome === 'done') await adoptOwnInvoice(life);
  return outcome;
}

/** With `invoice_on_create` Apruve makes the invoice itself once the order is final: it is found, not made again. */
export async function adoptOwnInvoice(life: Life): Promise<Outcome> {
  const { order, invoices } = life.facts;
  if (!life.input.invoiceOnCreate || order === null || invoices.length > 0) return 'done';
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
