import { ApplicationFailure } from '@temporalio/activity';
import { OTHER_FACTS, type StepCall, type StepContext, type StepReference } from '../../workflows/contract/step-context.ts';
import { readFacts } from '../ledger/checkouts.ts';
import type { Ledger } from '../ledger/database.ts';
import { withLines } from '../ledger/kept-lines.ts';
import { fingerprintOf } from '../../workflows/rules/fingerprint.ts';

/**
 * The arguments of an activity with what the ledger holds in the place of what stands for it: the facts of the checkout, and lines. Throws
 * `OTHER_FACTS` where the ledger holds other facts: an earlier try has written, and its answer was lost, or a worker wrote that has other
 * rules than the build of the process.
 */
export function inFull<Args extends unknown[]>(db: Ledger, sent: Args): Promise<Args>;
export async function inFull(db: Ledger, sent: unknown[]): Promise<unknown[]> {
  const [first, ...rest] = sent;
  if (!isCall(first)) return sent;
  return [isReference(first) ? await contextOf(db, first) : first, ...(await withLines(db, first.checkoutId, rest))];
}

const isCall = (value: unknown): value is StepCall =>
  typeof value === 'object' && value !== null && 'checkoutId' in value && 'version' in value;

const isReference = (call: StepCall): call is StepReference => 'factsVersion' in call;

async function contextOf(db: Ledger, { factsVersion, factsPrint, ...call }: StepReference): Promise<StepContext> {
  const known = await readFacts(db, call.checkoutId, factsVersion);
  if (known === null || fingerprintOf(known.facts) !== factsPrint)
    throw ApplicationFailure.nonRetryable(
      `The ledger holds other facts than the process has as version ${factsVersion}.`,
      OTHER_FACTS,
    );
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
