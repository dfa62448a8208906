import type { OwnRow, StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import type { ActivityDeps } from '../deps.ts';
import type { Transaction } from '../ledger/database.ts';
import { writeTransaction } from '../ledger/transactions.ts';
import { commitWithoutLook } from './commit-and-notify.ts';

/** Commits facts that come from no call to Apruve: time passed, a step got stuck, somebody asked something of the process alone. */
export async function record(deps: ActivityDeps, ctx: StepContext, newFacts: Fact[], row?: OwnRow): Promise<StepOutcome> {
  const store = row && ((tx: Transaction) => writeOwnRow(tx, ctx, row));
  return commitWithoutLook(deps, ctx, newFacts, [], store);
}

async function writeOwnRow(tx: Transaction, { checkoutId, currency, at }: StepContext, row: OwnRow): Promise<void> {
  await writeTransaction(tx, { ...row, checkoutId, currency, source: PURCHASE_STEP, active: false, at: new Date(at) });
}
