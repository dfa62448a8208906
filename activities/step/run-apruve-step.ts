import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Apruve } from '../apruve/client.ts';
import { isRefusal, type ApruveError } from '../apruve/errors.ts';
import { recordedRequest } from '../apruve/requests.ts';
import type { ActivityDeps } from '../deps.ts';
import type { Also } from '../ledger/commit.ts';
import type { StepRecord } from '../ledger/rows.ts';
import type { RecordedRequest, RecordedResponse } from '../ledger/json-columns.ts';
import { waitingEventsFor } from '../ledger/event-matching.ts';
import { commitAndNotify } from './commit-and-notify.ts';
import { doStep, type PlannedStep } from './do-step.ts';
import { asStep } from './failures.ts';
import type { Fact } from '../../workflows/contract/fact.ts';

/** A write at Apruve for a running checkout: what makes it different from other writes. */
export interface ApruveStep<T> extends PlannedStep<T> {
  /** The facts that the answer shows. */
  facts: (data: T) => Fact[] | Promise<Fact[]>;
  /** Records on other rows than the step's own. */
  records?: (data: T, response: RecordedResponse, request: RecordedRequest) => StepRecord[];
  /** Written in the same transaction as the facts. */
  store?: Also['store'];
  /** Which events may have been waiting for this answer. */
  awaitedBy?: (data: T) => { orderId: string } | { invoiceId: string };
  /** What a refusal by Apruve is turned into, where that is more than its words. */
  onRefusal?: (error: ApruveError, apruve: Apruve) => Promise<StepOutcome>;
}

/**
 * Does one write at Apruve with one effect (see `doStep`), and commits the facts that its answer shows. Business refusals are
 * returned; other errors are thrown in the form that Temporal's retries understand (see `asStep`).
 */
export function runApruveStep<T>(
  deps: ActivityDeps,
  ctx: StepContext,
  plan: (apruve: Apruve) => ApruveStep<T> | Promise<ApruveStep<T>>,
): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    const step = await plan(apruve);
    try {
      return await runPlanned(deps, ctx, apruve, step);
    } catch (error) {
      if (!isRefusal(error) || step.onRefusal === undefined) throw error;
      return step.onRefusal(error, apruve);
    }
  });
}

async function runPlanned<T>(deps: ActivityDeps, ctx: StepContext, apruve: Apruve, step: ApruveStep<T>): Promise<StepOutcome> {
  const { data, response } = await doStep({ ...deps, apruve, owner: ctx }, step);
  const newFacts = await step.facts(data);
  const request = recordedRequest(step.request);
  const records = [{ step: step.step, response, successful: true }, ...(step.records?.(data, response, request) ?? [])];
  const committed = await commitAndNotify(deps, ctx, newFacts, records, step.store);
  const waitingEvents =
    step.awaitedBy === undefined ? [] : await waitingEventsFor(deps.db, ctx, committed.newFacts, step.awaitedBy(data));
  return { ...committed, waitingEvents };
}
