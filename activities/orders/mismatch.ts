import type { Scene, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/rules/facts.ts';
import { PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { sourceIdOf } from '../ledger/commit.ts';
import { commitAndTell } from '../step/commit-and-notify.ts';
import type { ActivityDeps } from '../deps.ts';
import { paymentTransactions, type RecordedRequest, type RecordedResponse } from '../ledger/schema.ts';

/** Why an order is not ours, in sentences: to whoever brought its id, and with what the order shows, to operators alone. */
export interface Mismatch {
  message: string;
  seen: string;
}

/**
 * Keeps a refused authorization: a row with what Apruve showed, and attention for a person. One row per order id. The refusal
 * tells nothing of the order, which may be another buyer's.
 */
export async function recordMismatch(
  deps: ActivityDeps,
  scene: Scene,
  refused: Mismatch & { orderId: string; request: RecordedRequest; response: RecordedResponse },
): Promise<StepOutcome> {
  const { orderId, message, seen, request, response } = refused;
  await deps.db
    .insert(paymentTransactions)
    .values({
      checkoutId: scene.checkoutId,
      step: `authorization_mismatch:${orderId}`,
      action: 'authorization_mismatch',
      amountCents: scene.facts.terms.amountCents,
      currency: scene.facts.terms.currency,
      reference: orderId,
      sourceId: sourceIdOf(scene.checkoutId, PURCHASE_STEP),
      active: false,
      successful: false,
      request,
      response,
    })
    .onConflictDoNothing();
  const told = `The Apruve order ${orderId} was refused: ${seen} Have the buyer authorize again; if it happens twice, compare the shop's order with Apruve's.`;
  const news: Fact[] = [{ fact: 'attention', attention: { code: 'authorization-mismatch', message: told } }];
  const taken = await commitAndTell(deps, scene, news);
  return { ...taken, mail: [], refusal: { code: 'authorization-mismatch', message } };
}
