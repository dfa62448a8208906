import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordedRequest, RecordedResponse } from '../ledger/json-columns.ts';
import { insertTransaction } from '../ledger/transactions.ts';

/** Why an order does not belong to the checkout. It says nothing of what the order shows, because it may be another buyer's. */
export interface Mismatch {
  message: string;
}

/**
 * Records a refused authorization: one row per order id with what Apruve showed, and attention. What it showed is for operators
 * alone, who see the row; attention is also read by storefront keys and sent with notifications.
 */
export async function recordMismatch(
  deps: ActivityDeps,
  ctx: StepContext,
  refused: Mismatch & { orderId: string; request: RecordedRequest; response: RecordedResponse },
): Promise<StepOutcome> {
  const { orderId, message, request, response } = refused;
  await insertTransaction(deps.db, {
    checkoutId: ctx.checkoutId,
    step: `authorization_mismatch:${orderId}`,
    action: 'authorization_mismatch',
    amountCents: ctx.facts.terms.amountCents,
    currency: ctx.facts.terms.currency,
    reference: orderId,
    source: PURCHASE_STEP,
    active: false,
    successful: false,
    request,
    response,
    at: new Date(ctx.at),
  });
  const shown = `The Apruve order ${orderId} was refused: ${message} Have the buyer authorize again; if it happens twice, compare the shop's order with what Apruve showed, in its transaction.`;
  const newFacts: Fact[] = [
    { fact: 'attention', attention: { code: 'authorization-mismatch', subject: orderId, message: shown } },
  ];
  const taken = await commitAndNotify(deps, ctx, newFacts);
  return { ...taken, refusal: { code: 'authorization-mismatch', message } };
}
