import { ApplicationFailure } from '@temporalio/activity';
import type { NewAttention } from '../../workflows/contract/checkout.ts';
import type { EndedCheckout, HandOver } from '../../workflows/contract/returns.ts';
import { withoutProcessTrouble } from '../../workflows/rules/process-trouble.ts';
import { countsOf } from '../../workflows/rules/rows.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import type { ActivityDeps, EndedCheckoutRef } from '../deps.ts';
import { raiseAttention } from '../ledger/attention-after-end.ts';
import { findCheckout, findLatestAttempt } from '../ledger/checkouts.ts';
import { listTransactions } from '../ledger/transactions.ts';

/** What the process after the end begins with: the checkout as its own process has left it. */
export async function loadEnded({ db }: ActivityDeps, checkoutId: string): Promise<EndedCheckout> {
  const row = await findCheckout(db, checkoutId);
  if (row === null || row.facts === null || !isFinal(row.status)) {
    throw ApplicationFailure.nonRetryable(`The checkout ${checkoutId} has not ended.`, 'internal-error');
  }
  const steps = (await listTransactions(db, checkoutId)).map(({ step }) => step);
  return { input: row.input, facts: withoutProcessTrouble(row.facts), counts: countsOf(steps) };
}

/** Shows it on the newest attempt for the same order number too, where that is another one. */
export async function showOnNewerAttempt(
  { db, clock, workflows }: ActivityDeps,
  checkoutId: string,
  attention: NewAttention,
): Promise<void> {
  const row = await findCheckout(db, checkoutId);
  const newest = row && (await findLatestAttempt(db, row.channel, row.merchantOrderId));
  if (newest === null || newest.id === checkoutId) return;
  const message = `Of the attempt ${checkoutId} for the same order: ${attention.message}`;
  const isSignaled = await workflows.signalAttention(newest.id, { ...attention, message });
  if (!isSignaled) await raiseAttention(db, newest.id, { ...attention, message }, clock());
}

/** Hands over what the process of a checkout could not finish before the end. */
export const continueAfterEnd = ({ workflows }: ActivityDeps, checkout: EndedCheckoutRef, left: HandOver): Promise<void> =>
  workflows.handOver(checkout, left);
