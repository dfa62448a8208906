import type { ZodType } from 'zod';
import { allHandlersFinished, CancellationScope, setHandler } from '@temporalio/workflow';
import { CARRIED_FORMAT } from './contract/build.ts';
import { apruveEventSignal, REQUESTS, updateOf, type ApruveEvent, type Requests } from './contract/messages.ts';
import { apruveEventSchema } from './contract/requests.ts';
import { handOverSignal, returnInvoiceUpdate, type ReturnsInput } from './contract/returns.ts';
import { assertRoom, readable } from './process/admission.ts';
import { AfterEndProcess } from './process/after-end-process.ts';
import { Alarm } from './process/alarm.ts';
import type { CarriedReturns } from './process/carried.ts';
import { acceptSignal } from './process/handlers.ts';
import { requested } from './process/message.ts';
import { acceptWaking, canBeCarried, continueInNewRun, isNewRunDue } from './process/new-run.ts';
import { ReturnsProcess } from './process/returns-process.ts';
import { AFTER_END_ACTIONS } from './rules/actions.ts';
import { handleAfterEnd } from './steps/handle-after-end.ts';
import { makeReturn } from './steps/make-return.ts';

/**
 * The returns of one checkout and, after its end, everything else that happens to it; one thing at a time, so that the sum of an
 * invoice's returns never exceeds it. It runs while there is something to do; what comes next starts it again, also long after the
 * checkout has ended. A cancel in Temporal does not stop it: what Apruve may have done must become known.
 */
export async function returnWorkflow(input: ReturnsInput, carried?: CarriedReturns): Promise<void> {
  const returns = new ReturnsProcess(input, carried);
  const ended = new AfterEndProcess(input.checkoutId, handleAfterEnd, carried);
  acceptWaking();
  setHandler(returnInvoiceUpdate, (request) => returns.ask(request), { validator: (request) => returns.admit(request) });
  registerAfterEnd(ended);
  await CancellationScope.nonCancellable(() => serve(returns, ended));
}

function registerAfterEnd({ mailbox, answers }: AfterEndProcess): void {
  for (const action of AFTER_END_ACTIONS) {
    const schema: ZodType<Requests[typeof action]> = REQUESTS[action];
    const ask = (request: unknown) => mailbox.ask(requested(action, readable(schema, request)));
    setHandler(updateOf(action), (request) => answers.answer(() => ask(request)), {
      validator: (request) => {
        readable(schema, request);
        if (!answers.isRepeat) assertRoom(mailbox.size, 'messages');
      },
    });
  }
  const hear = (event: ApruveEvent): void => mailbox.post({ type: 'apruveEvent', event });
  acceptSignal(apruveEventSignal, apruveEventSchema, hear);
  setHandler(handOverSignal, ({ steps, events }) => {
    if (steps.length > 0) mailbox.post({ type: 'leftSteps', left: steps });
    for (const event of events) hear(event);
  });
}

/** Until nothing is left and everybody is answered. At rest it goes on in a new run, where one is due. */
async function serve(returns: ReturnsProcess, ended: AfterEndProcess): Promise<void> {
  const alarm = new Alarm();
  const isOver = (): boolean => returns.isIdle && ended.isIdle && allHandlersFinished();
  const hasWork = (): boolean => returns.isAsked || ended.mailbox.size > 0 || isOver();
  let isTooLarge = false;
  for (;;) {
    const made = returns.take();
    if (made !== undefined) await makeReturn(returns, made);
    const queued = ended.take();
    if (queued !== undefined) await ended.handle(queued);
    if (made !== undefined || queued !== undefined) continue;
    if (isOver()) return;
    if (isNewRunDue() && !hasWork()) isTooLarge = await goOnInNewRun(returns, ended);
    const times = [returns.wakesAt, ended.wakesAt].filter((at) => at !== undefined);
    const earliest = times.length === 0 ? undefined : { at: Math.min(...times), kind: 'retry' };
    await alarm.waitFor(() => hasWork() || (isNewRunDue() && !isTooLarge), earliest);
  }
}

/** Goes on in a new run. True where what is known is too large for that. */
async function goOnInNewRun(returns: ReturnsProcess, ended: AfterEndProcess): Promise<boolean> {
  const carried: CarriedReturns = { format: CARRIED_FORMAT, ...returns.carried, ...ended.carried };
  if (canBeCarried(returns.input, carried)) await continueInNewRun<typeof returnWorkflow>(returns.input, carried);
  return true;
}
