import { ApplicationFailure } from '@temporalio/activity';
import { OTHER_FACTS, type StepContext, type StepReference } from '../../workflows/contract/step-context.ts';
import { readFacts } from '../ledger/checkouts.ts';
import type { Ledger } from '../ledger/database.ts';

/**
 * The arguments of an activity with the facts of its checkout, where a workflow has sent their version alone. Throws `OTHER_FACTS` where
 * the ledger holds another version: an earlier try has written, and its answer was lost.
 */
export function inFull<Args extends unknown[]>(db: Ledger, sent: Args): Promise<Args>;
export async function inFull(db: Ledger, sent: unknown[]): Promise<unknown[]> {
  const [first, ...rest] = sent;
  return isReference(first) ? [await contextOf(db, first), ...rest] : sent;
}

const isReference = (value: unknown): value is StepReference =>
  typeof value === 'object' && value !== null && 'factsVersion' in value;

async function contextOf(db: Ledger, { factsVersion, ...call }: StepReference): Promise<StepContext> {
  const known = await readFacts(db, call.checkoutId, factsVersion);
  if (known === null)
    throw ApplicationFailure.nonRetryable(`The ledger holds other facts than those of version ${factsVersion}.`, OTHER_FACTS);
  const { facts, input } = known;
  const { channel, merchantOrderId, paidMeans, policy } = input;
  const { currency } = facts.terms;
  const { unknownOutcomeWaitMs } = policy;
  return {
    channel,
    merchantOrderId,
    paidMeans,
    currency,
    unknownOutcomeWaitMs,
    facts,
    handledEvents: [],
    onSuccess: [],
    ...call,
  };
}
