import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { UnresolvedStep } from '../contract/checkout.ts';
import { isFailureCode, type FailureCode, type Refusal } from '../contract/failures.ts';
import type { RefusedRequest, StepContext, StepOutcome } from '../contract/step-context.ts';
import { record } from '../activity-proxies.ts';
import { codeOf } from './failure-code.ts';
import { refusalFailure } from './refusal.ts';
import { startRelease } from './start-release.ts';
import { now, type CheckoutProcess } from './checkout-process.ts';
import type { Message } from './mailbox.ts';
import { advice } from '../rules/attention.ts';
import type { Fact } from '../contract/fact.ts';
import { isRetriedByItself, nextTry } from '../rules/deadlines.ts';

/** A step as the process keeps it while it cannot get through: its name, how to do it again, the room it may have used. */
export interface Step {
  step: string;
  redo: Message;
  reservedCents?: number;
}

/**
 * Tries one step at Apruve. `done`: it is done and in the ledger. `unresolved`: it could not get through within its bound; it
 * is shown, will be tried again, and the mailbox goes on. A business refusal is thrown as a typed failure for whoever asked.
 */
export async function runStep(
  checkout: CheckoutProcess,
  { step, redo, reservedCents = 0 }: Step,
  call: (ctx: StepContext) => Promise<StepOutcome>,
): Promise<'done' | 'unresolved'> {
  const stuck = checkout.facts.unresolved.find((unresolved) => unresolved.step === step);
  const settled = factsOfSuccess(checkout, stuck);
  const ctx = checkout.context(settled);
  let outcome: StepOutcome;
  try {
    outcome = await call(ctx);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    await scheduleRetry(checkout, { step, redo, reservedCents }, codeOf(error), (stuck?.tries ?? 0) + 1);
    return 'unresolved';
  }
  checkout.redo.delete(step);
  if (outcome.refusal === undefined || outcome.newFacts.length > 0) checkout.applyOutcome(ctx, outcome);
  for (const orderId of outcome.orphans ?? []) await startRelease(checkout, orderId);
  if (outcome.refusal === undefined) return 'done';
  if (outcome.newFacts.length === 0) await recordRefusal(checkout, settled, outcome.refusal);
  throw refusalFailure(outcome.refusal);
}

/** Takes a stuck step off the list whose work is done by other means. */
export async function clearUnresolved(checkout: CheckoutProcess, step: string): Promise<void> {
  const stuck = checkout.facts.unresolved.find((unresolved) => unresolved.step === step);
  if (stuck === undefined || checkout.facts.end !== null) return;
  checkout.redo.delete(step);
  await recordFacts(checkout, factsOfSuccess(checkout, stuck));
}

/** What becomes true when a stuck step gets through. */
function factsOfSuccess(checkout: CheckoutProcess, stuck: UnresolvedStep | undefined): Fact[] {
  return stuck === undefined ? [] : [{ fact: 'step-settled', step: stuck.step }, ...relieved(checkout, stuck)];
}

/** An attention goes with the last step that needs it: one that gets through, or is stuck for something else now. */
function relieved({ facts }: CheckoutProcess, stuck: UnresolvedStep | undefined, next?: FailureCode): Fact[] {
  if (stuck === undefined || stuck.code === next) return [];
  const others = facts.unresolved.some(({ step, code }) => step !== stuck.step && code === stuck.code);
  return others ? [] : [{ fact: 'attention-cleared', code: stuck.code }];
}

/**
 * Tries a step that follows from another one. Nobody waits for it, and what it follows from is done whatever comes of it: a
 * refusal is kept as an unresolved step that waits for a person.
 */
export async function runFollowUp(
  checkout: CheckoutProcess,
  step: Step,
  call: (ctx: StepContext) => Promise<StepOutcome>,
): Promise<'done' | 'unresolved'> {
  try {
    return await runStep(checkout, step, call);
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    await parkForOperator(checkout, step, error);
    return 'unresolved';
  }
}

/** Keeps a refused step for a person, who puts it right and retries. */
export async function parkForOperator(
  checkout: CheckoutProcess,
  { step, redo, reservedCents = 0 }: Step,
  failure: ApplicationFailure,
): Promise<void> {
  const code = isFailureCode(failure.type) ? failure.type : 'internal-error';
  const before = checkout.facts.unresolved.find((unresolved) => unresolved.step === step);
  const stalled = { step, since: before?.since ?? now(), code, tries: (before?.tries ?? 0) + 1, retryAt: null, reservedCents };
  checkout.redo.set(step, redo);
  await recordFacts(checkout, [
    ...relieved(checkout, before, code),
    { fact: 'step-unresolved', step: stalled },
    { fact: 'attention', attention: { code, message: `${failure.message} (${step}). Put it right, then retry.` } },
  ]);
}

/** Writes down what becomes known without Apruve. */
export async function recordFacts(checkout: CheckoutProcess, newFacts: Fact[], refused?: RefusedRequest): Promise<void> {
  const ctx = checkout.context();
  const outcome = await record(ctx, newFacts, refused);
  checkout.applyOutcome(ctx, outcome);
}

async function scheduleRetry(
  checkout: CheckoutProcess,
  { step, redo, reservedCents = 0 }: Step,
  code: FailureCode,
  tries: number,
): Promise<void> {
  const before = checkout.facts.unresolved.find((unresolved) => unresolved.step === step);
  const since = before?.code === code ? before.since : now();
  const retryAt = isRetriedByItself(code) ? nextTry({ since, tries }, Date.now(), checkout.input.policy) : null;
  const stuck = { step, since, code, tries, retryAt, reservedCents };
  checkout.redo.set(step, redo);
  const newFacts: Fact[] = [
    ...relieved(checkout, before, code),
    ...deferOtherRetries(checkout, stuck),
    { fact: 'step-unresolved', step: stuck },
  ];
  const isShown = before?.code === code && checkout.facts.attentions.some((raised) => raised.code === code) && retryAt !== null;
  if (isShown && !checkout.hasUnwrittenOutcomes) checkout.applyFacts(newFacts);
  else await recordFacts(checkout, [...newFacts, { fact: 'attention', attention: { code, message: advice(stuck) } }]);
}

/** Where one step finds nobody at Apruve, the others that are due wait as long; next time they go first. */
function deferOtherRetries({ facts }: CheckoutProcess, { step, retryAt }: UnresolvedStep): Fact[] {
  const isDue = (other: UnresolvedStep): boolean => other.retryAt !== null && Date.parse(other.retryAt) <= Date.now();
  const others = retryAt === null ? [] : facts.unresolved.filter((other) => other.step !== step && isDue(other));
  return others.map((other) => ({ fact: 'step-unresolved', step: { ...other, retryAt } }));
}

/** A step that was waiting and is now refused waits no longer: nobody asks any more, so a person is told. */
async function recordRefusal(checkout: CheckoutProcess, settled: Fact[], refusal: Refusal): Promise<void> {
  if (settled.length === 0) return;
  const message = `${refusal.message} The step was refused when it was tried again; send it anew with other content, or leave it.`;
  await recordFacts(checkout, [...settled, { fact: 'attention', attention: { code: refusal.code, message } }]);
}
