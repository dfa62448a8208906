import type { Scene, StepOutcome } from '../../workflows/contract/scene.ts';
import type { Fact } from '../../workflows/rules/facts.ts';
import { PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { commit, sourceIdOf } from './commit.ts';
import type { Ledger } from './database.ts';
import { paymentTransactions, type RecordedRequest, type RecordedResponse } from './schema.ts';

/** Keeps a refused authorization: a row with what Apruve showed, and attention for a person. One row per order id. */
export async function recordMismatch(
  db: Ledger,
  scene: Scene,
  refused: { orderId: string; message: string; request: RecordedRequest; response: RecordedResponse },
): Promise<StepOutcome> {
  const { orderId, message, request, response } = refused;
  await db
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
  const told = `The Apruve order ${orderId} was refused: ${message} Have the buyer authorize again; if it happens twice, compare the shop's order with Apruve's.`;
  const news: Fact[] = [{ fact: 'attention', attention: { code: 'authorization-mismatch', message: told } }];
  await commit(db, scene, news);
  return { news, mail: [], refusal: { code: 'authorization-mismatch', message } };
}
