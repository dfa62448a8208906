import { lookUpOrder, readOrder } from '../activity-proxies.ts';
import { attempt, note, unstick } from '../process/run-step.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { Life } from '../process/checkout-process.ts';
import { statusOf } from '../rules/status.ts';
import { LOOK_UP_STEP, PLACE_ORDER_STEP, readOrderStep } from '../rules/rows.ts';
import { openWaitingInvoices } from './open-waiting.ts';
import { windUp } from './end-checkout.ts';
import { withdrawPending } from './withdraw.ts';

type Outcome = 'done' | 'unresolved';

/** The buyer came back from the lightbox: believe the order id only after Apruve has shown the order. */
export async function authorize(life: Life, apruveOrderId: string): Promise<Outcome> {
  const adopted = life.facts.order;
  if (adopted !== null && adopted.id !== apruveOrderId) {
    const message = `This checkout has adopted the Apruve order ${adopted.id}; another one does not replace it.`;
    throw refusalFailure({ code: 'already-authorized', message });
  }
  return adopted === null ? look(life, apruveOrderId) : 'done';
}

/** Re-reads the adopted order, or reads one that an event named. */
export async function look(life: Life, orderId: string): Promise<Outcome> {
  const redo = { type: 'readOrder', orderId } as const;
  const outcome = await attempt(life, { step: readOrderStep(orderId), redo }, (scene) => readOrder(scene, orderId));
  await openWaitingInvoices(life);
  if (life.facts.order?.status === 'canceled' && life.facts.end === null) await withdrawPending(life, redo);
  return outcome;
}

/** Nobody came back, or an offline order got no answer: ask Apruve whether the order is there. */
export async function lookUpLostReturn(life: Life): Promise<Outcome> {
  if (life.facts.order !== null) return 'done';
  const redo = { type: 'lookUpOrder' } as const;
  const outcome = await attempt(life, { step: LOOK_UP_STEP, redo }, lookUpOrder);
  if (life.facts.order !== null) await unstick(life, PLACE_ORDER_STEP);
  await openWaitingInvoices(life);
  return outcome;
}

/** The authorization window is over: a last look, then the checkout is given up. */
export async function closeWindow(life: Life): Promise<Outcome> {
  const outcome = await lookUpLostReturn(life);
  if (outcome === 'done' && life.facts.order === null) await note(life, [{ fact: 'ending', reason: 'abandoned' }]);
  return outcome;
}

/** Approval did not come in time: the order is canceled at Apruve, so that the buyer's credit is free. */
export async function lapse(life: Life, orderId: string): Promise<Outcome> {
  const outcome = await look(life, orderId);
  if (outcome === 'unresolved' || statusOf(life.facts) !== 'awaiting_approval') return outcome;
  await note(life, [{ fact: 'ending', reason: 'expired' }]);
  return windUp(life);
}
