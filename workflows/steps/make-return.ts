import { ActivityFailure, getExternalWorkflowHandle } from '@temporalio/workflow';
import { returnsWriter, showReturn } from '../activity-proxies.ts';
import type { NewAttention } from '../contract/checkout.ts';
import type { Refusal } from '../contract/failures.ts';
import { apruveEventSignal } from '../contract/messages.ts';
import { attentionSignal, type ReturnAnswer, type ReturnRequest } from '../contract/returns.ts';
import { accidentOf } from '../process/failure-code.ts';
import type { QueuedMessage } from '../process/mailbox.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { ReturnsProcess } from '../process/returns-process.ts';
import { isPerson, refusedReturn, stuckReturn } from '../rules/attention.ts';
import { returnStep } from '../rules/rows.ts';

/** Goods come back: the return is made at Apruve, and whoever asked is answered. One that gets no answer is tried again later. */
export async function makeReturn(
  returns: ReturnsProcess,
  { message: request, answer, refuse }: QueuedMessage<ReturnRequest, ReturnAnswer>,
): Promise<void> {
  try {
    const outcome = await returnsWriter(returns.input.policy).makeReturn(returns.input, request);
    returns.settle(request);
    if ('refusal' in outcome) {
      const isAwaited = returns.isAwaited(request);
      if (isToShow(request, outcome.refusal, isAwaited)) {
        await show(returns, refusedReturn(returnStep(request.requestId), outcome.refusal, isAwaited ? 'asked' : 'retried'));
      } else if (outcome.shown === true) await signalReturned(returns, request);
      refuse(refusalFailure(outcome.refusal));
      return;
    }
    await signalReturned(returns, request);
    answer({ outcome: 'done', returnId: outcome.returnId });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const { failed, isNews } = returns.postpone(request, accidentOf(error).code);
    if (isNews) await show(returns, stuckReturn(failed));
    answer({ outcome: 'unresolved' });
  }
}

/** Nobody reads the refusal of a retry; and of what Apruve refuses a program, a person has to know. */
const isToShow = ({ actor }: ReturnRequest, { code }: Refusal, isAwaited: boolean): boolean =>
  !isAwaited || (code === 'refused-by-apruve' && !isPerson(actor));

/** A running checkout shows it itself; on one that has ended it is written to the ledger here. */
async function show({ input: { checkoutId } }: ReturnsProcess, attention: NewAttention): Promise<void> {
  await getExternalWorkflowHandle(checkoutId)
    .signal(attentionSignal, attention)
    .catch(() => showReturn(checkoutId, attention));
}

/** A running checkout reads the invoice again, because a return can settle it, and takes away the attention about this return. */
async function signalReturned({ input: { checkoutId } }: ReturnsProcess, request: ReturnRequest): Promise<void> {
  const event = { uuid: returnStep(request.requestId), event: 'invoice.returned', invoiceId: request.invoiceId };
  await getExternalWorkflowHandle(checkoutId)
    .signal(apruveEventSignal, event)
    .catch(() => undefined);
}
