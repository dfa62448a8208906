import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { UnresolvedStep } from '../contract/checkout.ts';
import { isFailureCode, type FailureCode } from '../contract/failures.ts';
import type { Refusal, RefusedRequest, Scene, StepOutcome } from '../contract/step-context.ts';
import { record } from '../activity-proxies.ts';
import { codeOf } from './failure-code.ts';
import { refusalFailure } from './refusal.ts';
import { startRelease } from './start-release.ts';
import { now, type Life } from './checkout-process.ts';
import type { Message } from './mailbox.ts';
import { advice } from '../rules/attention.ts';
import type { Fact } from '../rules/facts.ts';
import { isRetriedByItself, nextTry } from '../rules/deadlines.ts';

/** A step as the process keeps it while it cannot get through: its name, how to do it again, the room it may have used. */
export interface Try {
  step: string;
  redo: Message;
  reservedCents?: number;
}

/**
 * Tries one step at Apruve. `done`: it is done and in the ledger. `unresolved`: it could not get through within its bound; it
 * is shown, will be tried again, and the mailbox goes on. A business refusal is thrown as a typed failure for whoever asked.
 */
export async function attempt(
  life: Life,
  { step, redo, reservedCents = 0 }: Try,
  call: (scene: Scene) => Promise<StepOutcome>,
): Promise<'done' | 'unresolved'> {
  const stuck = life.facts.unresolved.find((unresolved) => unresolved.step === step);
  const settled = settling(life, stuck);
  const scene = life.scene(settled);
  let outcome: StepOutcome;
  try {
    outcome = await call(scene);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    await postpone(life, { step, redo, reservedCents }, codeOf(error), (stuck?.tries ?? 0) + 1);
    return 'unresolved';
  }
  life.redo.delete(step);
  if (outcome.refusal === undefined || outcome.news.length > 0) life.take(scene, outcome);
  for (const orderId of outcome.orphans ?? []) await startRelease(life, orderId);
  if (outcome.refusal === undefined) return 'done';
  if (outcome.news.length === 0) await noteRefusal(life, settled, outcome.refusal);
  throw refusalFailure(outcome.refusal);
}

/** Takes a stuck step off the list whose work is done by other means. */
export async function unstick(life: Life, step: string): Promise<void> {
  const stuck = life.facts.unresolved.find((unresolved) => unresolved.step === step);
  if (stuck === undefined || life.facts.end !== null) return;
  life.redo.delete(step);
  await note(life, settling(life, stuck));
}

/** What becomes true when a stuck step gets through: the attention goes with the last step that needed it. */
function settling({ facts }: Life, stuck: UnresolvedStep | undefined): Fact[] {
  if (stuck === undefined) return [];
  const others = facts.unresolved.some(({ step, code }) => step !== stuck.step && code === stuck.code);
  const settled: Fact = { fact: 'step-settled', step: stuck.step };
  return others ? [settled] : [settled, { fact: 'attention-cleared', code: stuck.code }];
}

/**
 * Tries a step that follows from another one. Nobody waits for it, and what it follows from is done whatever comes of it: a
 * refusal is kept as an unresolved step that waits for a person.
 */
export async function follow(
  life: Life,
  step: Try,
  call: (scene: Scene) => Promise<StepOutcome>,
): Promise<'done' | 'unresolved'> {
  try {
    return await attempt(life, step, call);
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    await stall(life, step, error);
    return 'unresolved';
  }
}

/** Keeps a refused step for a person, who puts it right and retries. */
export async function stall(life: Life, { step, redo, reservedCents = 0 }: Try, failure: ApplicationFailure): Promise<void> {
  const code = isFailureCode(failure.type) ? failure.type : 'internal-error';
  const before = life.facts.unresolved.find((unresolved) => unresolved.step === step);
  const stalled = { step, since: before?.since ?? now(), code, tries: (before?.tries ?? 0) + 1, retryAt: null, reservedCents };
  life.redo.set(step, redo);
  await note(life, [
    { fact: 'step-unresolved', step: stalled },
    { fact: 'attention', attention: { code, message: `${failure.message} (${step}). Put it right, then retry.` } },
  ]);
}

/** Writes down what becomes known without Apruve. */
export async function note(life: Life, news: Fact[], refused?: RefusedRequest): Promise<void> {
  const scene = life.scene();
  const outcome = await record(scene, news, refused);
  life.take(scene, outcome);
}

async function postpone(life: Life, { step, redo, reservedCents = 0 }: Try, code: FailureCode, tries: number): Promise<void> {
  const before = life.facts.unresolved.find((unresolved) => unresolved.step === step);
  const since = before?.code === code ? before.since : now();
  const retryAt = isRetriedByItself(code) ? nextTry({ since, tries }, Date.now(), life.input.policy) : null;
  const stuck = { step, since, code, tries, retryAt, reservedCents };
  life.redo.set(step, redo);
  const news: Fact[] = [...putOff(life, stuck), { fact: 'step-unresolved', step: stuck }];
  const isShown = before?.code === code && life.facts.concerns.some((raised) => raised.code === code) && retryAt !== null;
  if (isShown && !life.owesOutcomes) life.know(news);
  else await note(life, [...news, { fact: 'attention', attention: { code, message: advice(stuck) } }]);
}

/** Where one step finds nobody at Apruve, the others that are due wait as long; next time they go first. */
function putOff({ facts }: Life, { step, retryAt }: UnresolvedStep): Fact[] {
  const isDue = (other: UnresolvedStep): boolean => other.retryAt !== null && Date.parse(other.retryAt) <= Date.now();
  const others = retryAt === null ? [] : facts.unresolved.filter((other) => other.step !== step && isDue(other));
  return others.map((other) => ({ fact: 'step-unresolved', step: { ...other, retryAt } }));
}

/** A step that was waiting and is now refused waits no longer: nobody asks any more, so a person is told. */
async function noteRefusal(life: Life, settled: Fact[], refusal: Refusal): Promise<void> {
  if (settled.length === 0) return;
  const message = `${refusal.message} The step was refused when it was tried again; send it anew with other content, or leave it.`;
  await note(life, [...settled, { fact: 'attention', attention: { code: refusal.code, message } }]);
}
