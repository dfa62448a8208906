import type { ZodType } from 'zod';
import { allHandlersFinished, CancellationScope, setHandler } from '@temporalio/workflow';
import { apruveEventSignal, REQUESTS, updateOf, type ApruveEvent, type Requests } from './contract/messages.ts';
import { apruveEventSchema } from './contract/requests.ts';
import { handOverSignal, returnInvoiceUpdate, type ReturnsInput } from './contract/returns.ts';
import { assertRoom, readable } from './process/admission.ts';
import { AfterEndProcess } from './process/after-end-process.ts';
import { Alarm } from './process/alarm.ts';
import { acceptSignal } from './process/handlers.ts';
import { requested } from './process/message.ts';
import { ReturnsProcess } from './process/returns-process.ts';
import { AFTER_END_ACTIONS } from './rules/actions.ts';
import { handleAfterEnd } from './steps/handle-after-end.ts';
import { makeReturn } from './steps/make-return.ts';

/**
 * The returns of one checkout and, after its end, everything else that happens to it; one thing at a time, so that the sum of an
 * invoice's returns never exceeds it. It runs while there is something to do; what comes next starts it again, also long after the
 * checkout has ended. A cancel in Temporal does not stop it: what Apruve may have done must become known.
 */
export async function returnWorkflow(input: ReturnsInput): Promise<void> {
  const returns = new ReturnsProcess(input);
  const ended = new AfterEndProcess(input.checkoutId, handleAfterEnd);
  setHandler(returnInvoiceUpdate, (request) => returns.ask(request), { validator: (request) => returns.admit(request) });
  registerAfterEnd(ended);
  await CancellationScope.nonCancellable(() => serve(returns, ended));
}

function registerAfterEnd({ mailbox }: AfterEndProcess): void {
  for (const action of AFTER_END_ACTIONS) {
    const schema: ZodType<Requests[typeof action]> = REQUESTS[action];
    setHandler(updateOf(action), (request) => mailbox.ask(requested(action, readable(schema, request))), {
      validator: (request) => {
        readable(schema, request);
        assertRoom(mailbox.size, 'messages');
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

/** Until nothing is left and everybody is answered. */
async function serve(returns: ReturnsProcess, ended: AfterEndProcess): Promise<void> {
  const alarm = new Alarm();
  const isOver = (): boolean => returns.isIdle && ended.isIdle && allHandlersFinished();
  for (;;) {
    const made = returns.take();
    if (made !== undefined) await makeReturn(returns, made);
    const queued = ended.take();
    if (queued !== undefined) await ended.handle(queued);
    if (made !== undefined || queued !== undefined) continue;
    if (isOver()) return;
    const times = [returns.wakesAt, ended.wakesAt].filter((at) => at !== undefined);
    const earliest = times.length === 0 ? undefined : { at: Math.min(...times), kind: 'retry' };
    await alarm.waitFor(() => returns.isAsked || ended.mailbox.size > 0 || isOver(), earliest);
  }
}
