import { ApplicationFailure } from '@temporalio/workflow';
import { attempt, follow, note, stall } from '../process/run-step.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { CancelRequest, CompleteRequest } from '../contract/requests.ts';
import type { Life } from '../process/checkout-process.ts';
import { isLive, isOpen, isPending } from '../rules/credit.ts';
import { CANCEL_ORDER_STEP, completeStep, WIND_UP_STEP } from '../rules/rows.ts';
import { holdsCredit } from '../rules/status.ts';
import { assertAllowed } from './allowed.ts';
import { stillPending, withdraw } from './withdraw.ts';

type Outcome = 'done' | 'unresolved';

/** Nothing more will be invoiced: the buyer's credit that no invoice uses is released. */
export async function complete(life: Life, { actor }: CompleteRequest): Promise<Outcome> {
  if (life.facts.completedAt !== null && life.facts.released) return 'done';
  assertAllowed(life, 'complete');
  return completeAtApruve(life, completion(life), actor);
}

/** The shop or an operator gives the checkout up: drafts and open invoices are canceled at Apruve, then the order. */
export async function cancel(life: Life, { onlyUnauthorized = false, actor, reason }: CancelRequest): Promise<Outcome> {
  const { order } = life.facts;
  if (onlyUnauthorized && order !== null) {
    const message = 'The buyer has authorized the order meanwhile: only an operator cancels it now.';
    throw refusalFailure({ code: 'forbidden', message });
  }
  assertAllowed(life, 'cancel');
  if (life.facts.ending !== 'canceled')
    await note(life, [{ fact: 'ending', reason: 'canceled', givenUp: { actor: actor ?? null, note: reason ?? null } }]);
  return windUp(life, actor);
}

/** `expire_at` has passed: drafts and waiting invoices go, the rest of the credit is released; open invoices live on. */
export async function expire(life: Life): Promise<Outcome> {
  await note(life, [{ fact: 'ending', reason: 'expired' }]);
  return windUp(life);
}

/**
 * Brings an ending checkout on its way, from wherever it got stuck: invoices first, then the order's credit. What Apruve
 * refuses takes a cancel back, so that the checkout can go on; an order that was completed before is then completed again. An
 * expiry waits for a person.
 */
export async function windUp(life: Life, actor?: string): Promise<Outcome> {
  if (life.facts.ending === null || life.facts.end !== null) return 'done';
  try {
    return await unwind(life, actor);
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    if (life.facts.ending !== 'canceled') {
      await stall(life, { step: WIND_UP_STEP, redo: { type: 'windUp' } }, error);
      return 'unresolved';
    }
    await keepOrder(life, error);
    await releaseFreed(life);
    throw error;
  }
}

async function unwind(life: Life, actor?: string): Promise<Outcome> {
  const isCancel = life.facts.ending === 'canceled';
  const doomed = isCancel
    ? [...life.facts.invoices.filter(isPending), ...life.facts.invoices.filter(isOpen)]
    : await stillPending(life);
  for (const invoice of doomed) {
    const outcome = await withdraw(life, invoice, { type: 'windUp' }, actor);
    if (outcome === 'unresolved') return outcome;
  }
  return release(life, actor);
}

/** An invoice was paid half way through a cancel, or Apruve refused it: the order is kept, and a person decides. */
async function keepOrder(life: Life, failure: ApplicationFailure): Promise<void> {
  const message = `The cancel stopped half way and the order is kept: ${failure.message} Cancel again, or complete the order and return what is not wanted.`;
  await note(life, [{ fact: 'ending-withdrawn' }, { fact: 'attention', attention: { code: 'cancel-incomplete', message } }]);
}

/** Releases what the order still holds: with no live invoice it is canceled at Apruve, else completed. */
async function release(life: Life, actor?: string, how: typeof attempt = attempt): Promise<Outcome> {
  const { order, invoices, ending } = life.facts;
  if (order === null || !holdsCredit(life.facts)) return 'done';
  if (invoices.some(isLive)) return completeAtApruve(life, completion(life), actor, how);
  const step = { step: CANCEL_ORDER_STEP, redo: { type: 'windUp' } } as const;
  return how(life, step, (scene) => life.writes.cancelOrder(scene, order.id, ending ?? 'canceled', actor));
}

/**
 * An invoice that is canceled after its order was shut holds its part again, whoever canceled it: it is released again. A
 * refusal of that waits for a person; the cancel stands. A checkout that is being canceled releases by itself.
 */
export async function releaseFreed(life: Life): Promise<Outcome> {
  const { completedAt, ending } = life.facts;
  const isShut = completedAt !== null || (ending !== null && ending !== 'canceled');
  return isShut ? release(life, undefined, follow) : 'done';
}

/** The number of a completion: that of the one that cannot get through, or the next. */
function completion(life: Life): number {
  const first = completeStep(0).slice(0, -1);
  const stuck = life.facts.unresolved.find(({ step }) => step.startsWith(first));
  return stuck === undefined ? life.count('complete') : Number(stuck.step.slice(first.length));
}

/** Completes the order at Apruve; `n` names the row, so that a retry is the same step. */
export function completeAtApruve(life: Life, n: number, actor?: string, how: typeof attempt = attempt): Promise<Outcome> {
  const orderId = life.facts.order?.id ?? '';
  const redo = { type: 'completeOrder', n, actor } as const;
  return how(life, { step: completeStep(n), redo }, (scene) => life.writes.completeOrder(scene, orderId, n, actor));
}
