import { attempt, note, refusalFailure } from '../attempt.ts';
import type { Facts } from '../contract/checkout.ts';
import type { CancelRequest } from '../contract/requests.ts';
import type { Life } from '../life.ts';
import { verdict } from '../rules/actions.ts';
import { CANCEL_ORDER_STEP } from '../rules/rows.ts';

/** The shop or an operator gives the checkout up. What exists at Apruve is canceled there first. */
export async function cancel(life: Life, { onlyUnauthorized = false }: CancelRequest): Promise<'done' | 'unresolved'> {
  if (onlyUnauthorized && life.facts.order !== null) {
    throw refusalFailure({
      code: 'forbidden',
      message: 'The buyer has authorized the order meanwhile: only an operator cancels it now.',
    });
  }

  const allowed = verdict(life.facts, 'cancel');
  if (!allowed.allowed) throw refusalFailure({ code: allowed.code, message: allowed.reason });
  const { order } = life.facts;
  if (order !== null) return cancelAtApruve(life, order.id, 'canceled');
  await note(life, [{ fact: 'ending', reason: 'canceled' }]);
  return 'done';
}

/** Cancels the order at Apruve, which frees the buyer's credit, and brings the checkout to its end. */
export function cancelAtApruve(
  life: Life,
  orderId: string,
  reason: NonNullable<Facts['ending']>,
): Promise<'done' | 'unresolved'> {
  const redo = { type: 'cancelOrder', orderId, reason } as const;
  return attempt(life, { step: CANCEL_ORDER_STEP, redo }, (scene) => life.writes.cancelOrder(scene, orderId, reason));
}
