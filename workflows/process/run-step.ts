import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { record } from '../activity-proxies.ts';
import type { UnresolvedStep } from '../contract/checkout.ts';
import type { Fact } from '../contract/fact.ts';
import { isFailureCode, type FailureCode, type Refusal } from '../contract/failures.ts';
import type { Outcome } from '../contract/messages.ts';
import type { OwnRow, StepCall, StepContext, StepOutcome } from '../contract/step-context.ts';
import { advice, isSameAttention } from '../rules/attention.ts';
import { afterFailure } from '../rules/retries.ts';
import { subjectOfStep } from '../rules/rows.ts';
import { now, type CheckoutProcess } from './checkout-process.ts';
import { accidentOf } from './failure-code.ts';
import type { Message } from './message.ts';
import { refusalFailure } from './refusal.ts';
import { startRelease } from './start-release.ts';

/** A step as the process keeps it while it cannot get through: its name, how to do it again, the room it may have used. */
export interface Step {
  step: string;
  redo: Message;
  reservedCents?: number;
}

/**
 * Runs one step at Apruve. `done`: it is done and in the ledger. `unresolved`: it could not get through within its bound, so it is
 * shown and tried again later, and the mailbox goes on. A business refusal is thrown as a typed failure for whoever asked.
 */
export async function runStep(
  checkout: CheckoutProcess,
  step: Step,
  call: (ctx: StepCall) => Promise<StepOutcome>,
  ctx: StepContext = checkout.context(factsOfSuccess(checkout, step.step)),
): Promise<Outcome> {
  const wasStuck = checkout.facts.unresolved.some((stuck) => stuck.step === step.step);
  let outcome: StepOutcome;
  try {
    outcome = await checkout.call(ctx, call);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    await scheduleRetry(checkout, step, error);
    return 'unresolved';
  }
  checkout.steps.forget(step.step);
  if (outcome.refusal === undefined || outcome.newFacts.length > 0) checkout.applyOutcome(ctx, outcome);
  for (const orderId of outcome.orphans ?? []) await startRelease(checkout, orderId);
  if (outcome.refusal === undefined) return 'done';
  const failure = refusalFailure(outcome.refusal);
  if (wasStuck && outcome.newFacts.length === 0) await recordRefusal(checkout, step.step, ctx.onSuccess, outcome.refusal);
  else if (outcome.refusal.code === 'refused-by-apruve') checkout.refused.set(failure, step.step);
  throw failure;
}

/** Takes a stuck step off the list when its work has been done by other means. */
export async function clearUnresolved(checkout: CheckoutProcess, step: string): Promise<void> {
  const settled = factsOfSuccess(checkout, step);
  if (settled.length === 0 || checkout.isClosed) return;
  checkout.steps.forget(step);
  await recordFacts(checkout, settled);
}

/** What becomes true when a step gets through: it waits no longer, and nobody is needed for what it is about. */
function factsOfSuccess({ facts: { unresolved, attentions } }: CheckoutProcess, name: string): Fact[] {
  const stuck = unresolved.find(({ step }) => step === name);
  const subject = subjectOfStep(name);
  const answered = attentions.filter(
    (known) => known.subject === subject || (known.subject === undefined && known.code === stuck?.code),
  );
  return [
    ...(stuck === undefined ? [] : [{ fact: 'step-settled', step: name } as const]),
    ...answered.map(({ code, subject: about }): Fact => ({ fact: 'attention-cleared', code, subject: about })),
  ];
}

/** The attention of a step goes when it is now stuck for another reason (`next`). */
function clearedBy(stuck: UnresolvedStep | undefined, next: FailureCode): Fact[] {
  if (stuck === undefined || stuck.code === next) return [];
  return [{ fact: 'attention-cleared', code: stuck.code, subject: subjectOfStep(stuck.step) }];
}

/**
 * Runs a step that follows from another one. Nobody waits for it, and what it follows from stays done whatever happens to it: when
 * it is refused, it is kept as an unresolved step that waits for a person.
 */
export async function runFollowUp(
  checkout: CheckoutProcess,
  step: Step,
  call: (ctx: StepCall) => Promise<StepOutcome>,
  ctx?: StepContext,
): Promise<Outcome> {
  try {
    return await runStep(checkout, step, call, ctx);
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
  const subject = subjectOfStep(step);
  const parked = { step, since: before?.since ?? now(), code, tries: (before?.tries ?? 0) + 1, retryAt: null, reservedCents };
  checkout.steps.remember(step, redo);
  await recordFacts(checkout, [
    ...clearedBy(before, code),
    { fact: 'step-unresolved', step: parked },
    {
      fact: 'attention',
      attention: { code, subject, message: `${failure.message} (${step}). Put it right, then retry.` },
      again: true,
    },
  ]);
}

/** Writes to the ledger what becomes known without Apruve. */
export async function recordFacts(checkout: CheckoutProcess, newFacts: Fact[], row?: OwnRow): Promise<void> {
  const ctx = checkout.context();
  const outcome = await checkout.call(ctx, (sent) => record(sent, newFacts, row));
  checkout.applyOutcome(ctx, outcome);
}

/**
 * Keeps a step that got no answer until its next try. What changes nothing that is shown is not written to the ledger, except after the
 * end, when the facts are those of the ledger.
 */
async function scheduleRetry(
  checkout: CheckoutProcess,
  { step, redo, reservedCents = 0 }: Step,
  failure: ActivityFailure,
): Promise<void> {
  const { facts, input, steps, events } = checkout;
  const { code, message } = accidentOf(failure);
  const subject = subjectOfStep(step);
  const after = afterFailure(facts.unresolved, { step, code, reservedCents }, Date.now(), input.policy);
  const before = facts.unresolved.find((stuck) => stuck.step === step);
  const kept = [...after.deferred, after.failed].map((stuck: UnresolvedStep): Fact => ({ fact: 'step-unresolved', step: stuck }));
  const unresolved = [...clearedBy(before, code), ...kept];
  steps.remember(step, redo);
  const isShown = !after.isNews && facts.attentions.some((attention) => isSameAttention(attention, { code, subject }));
  if (isShown && !checkout.afterEnd && events.unwritten.length === 0) checkout.applyFacts(unresolved);
  else
    await recordFacts(checkout, [
      ...unresolved,
      { fact: 'attention', attention: { code, subject, message: advice(after.failed, message) } },
    ]);
}

/** A step that was waiting and is now refused waits no longer. Nobody asks any more, so a person is shown the refusal. */
async function recordRefusal(checkout: CheckoutProcess, step: string, settled: Fact[], refusal: Refusal): Promise<void> {
  const message = `${refusal.message} The step was refused when it was tried again; send it anew with other content, or leave it.`;
  await recordFacts(checkout, [
    ...settled,
    { fact: 'attention', attention: { code: refusal.code, subject: subjectOfStep(step), message } },
  ]);
}
