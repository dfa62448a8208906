import type { RefusedRequest, StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import type { ActivityDeps } from '../deps.ts';
import type { Transaction } from '../ledger/database.ts';
import { writeTransaction } from '../ledger/transactions.ts';
import { commitWithoutLook } from './commit-and-notify.ts';

/** Commits facts that come from no call to Apruve: time passed, a step got stuck, a request by signal was refused. */
export async function record(
  deps: ActivityDeps,
  ctx: StepContext,
  newFacts: Fact[],
  refused?: RefusedRequest,
): Promise<StepOutcome> {
  const store = refused && ((tx: Transaction) => writeRefused(tx, ctx, refused));
  return commitWithoutLook(deps, ctx, newFacts, [], store);
}

/**
 * The row of an invoice that was requested by signal and refused (docs/rules.md, section 4): inactive, unsuccessful, with the
 * request.
 */
async function writeRefused(
  tx: Transaction,
  { checkoutId, currency, at }: StepContext,
  { step, amountCents, request, why }: RefusedRequest,
): Promise<void> {
  await writeTransaction(tx, {
    checkoutId,
    step,
    action: 'invoice',
    amountCents,
    currency,
    source: PURCHASE_STEP,
    active: false,
    successful: false,
    request: { method: 'SIGNAL', path: 'sendInvoice', body: request },
    actor: request?.actor,
    note: why,
    at: new Date(at),
  });
}
