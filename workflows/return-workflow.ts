import {
  ActivityFailure,
  allHandlersFinished,
  condition,
  getExternalWorkflowHandle,
  setHandler,
  sleep,
  type ApplicationFailure,
} from '@temporalio/workflow';
import type { Attention, UnresolvedStep } from './contract/checkout.ts';
import { apruveEventSignal, MAILBOX_LIMIT } from './contract/messages.ts';
import { faultsOf } from './contract/requests.ts';
import {
  attentionSignal,
  returnInvoiceUpdate,
  returnRequestSchema,
  type ReturnAnswer,
  type ReturnRequest,
  type ReturnsInput,
} from './contract/returns.ts';
import { returnsWriter, showReturn } from './activity-proxies.ts';
import { codeOf } from './process/failure-code.ts';
import { refusalFailure } from './process/refusal.ts';
import { refusedReturn, stuckReturn } from './rules/attention.ts';
import { isRetriedByItself, nextTry } from './rules/deadlines.ts';
import { returnStep } from './rules/rows.ts';

interface Waiter {
  answer: (answer: ReturnAnswer) => void;
  refuse: (failure: ApplicationFailure) => void;
}

/** A return that is asked for, with everybody who waits to hear of it. */
interface PendingReturn {
  request: ReturnRequest;
  waiters: Waiter[];
  /** How it failed so far; null before its first failure. */
  stuck: Pick<UnresolvedStep, 'since' | 'tries' | 'retryAt'> | null;
}

/**
 * The returns of one checkout, one at a time, so that their sum never exceeds an invoice. It lives while there is something to
 * do; the next return starts it again, also long after the checkout has ended. A return that is asked for again while it waits
 * is the same slip; one that is being put off is answered so.
 */
export async function returnWorkflow(input: ReturnsInput): Promise<void> {
  const slips: PendingReturn[] = [];
  const later = new Set<string>();
  let current: PendingReturn | undefined;
  const take = (request: ReturnRequest, waiter: Waiter): void => {
    const known = [current, ...slips].find((pending) => pending?.request.requestId === request.requestId);
    if (known !== undefined) known.waiters.push(waiter);
    else if (later.has(request.requestId)) waiter.answer({ outcome: 'unresolved' });
    else slips.push({ request, waiters: [waiter], stuck: null });
  };
  setHandler(returnInvoiceUpdate, (request) => new Promise((answer, refuse) => take(request, { answer, refuse })), {
    validator: (request) => admit(request, slips.length + later.size),
  });

  const putOff = async (pending: PendingReturn, until: string): Promise<void> => {
    later.add(pending.request.requestId);
    await sleep(Math.max(Date.parse(until) - Date.now(), 1));
    later.delete(pending.request.requestId);
    slips.push(pending);
  };

  for (;;) {
    await condition(() => slips.length > 0 || (later.size === 0 && allHandlersFinished()));
    current = slips.shift();
    if (current === undefined) return;
    const stuck = await serve(input, current);
    if (stuck?.retryAt != null) void putOff({ ...current, waiters: [], stuck }, stuck.retryAt);
    if (stuck !== null) for (const { answer } of current.waiters) answer({ outcome: 'unresolved' });
    current = undefined;
  }
}

/** Makes a return and tells those who asked what came of it. Answers how it is stuck where nothing did. */
async function serve(input: ReturnsInput, pending: PendingReturn): Promise<PendingReturn['stuck']> {
  const { request, waiters } = pending;
  try {
    const outcome = await returnsWriter(input.policy).makeReturn(input, request);
    if ('refusal' in outcome) {
      if (waiters.length === 0) await show(input.checkoutId, refusedReturn(stepOf(request), outcome.refusal));
      else if (outcome.shown === true) await tellCheckout(input.checkoutId, request);
      for (const { refuse } of waiters) refuse(refusalFailure(outcome.refusal));
      return null;
    }
    await tellCheckout(input.checkoutId, request);
    for (const { answer } of waiters) answer({ outcome: 'done', returnId: outcome.returnId });
    return null;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return postpone(input, pending, error);
  }
}

/** Shows a return that cannot get through; answers when it is tried again. */
async function postpone(
  { checkoutId, policy }: ReturnsInput,
  pending: PendingReturn,
  failure: ActivityFailure,
): Promise<PendingReturn['stuck']> {
  const at = Date.now();
  const since = pending.stuck?.since ?? new Date(at).toISOString();
  const tries = (pending.stuck?.tries ?? 0) + 1;
  const code = codeOf(failure);
  const retryAt = isRetriedByItself(code) ? nextTry({ since, tries }, at, policy) : null;
  if (tries === 1 || retryAt === null) await show(checkoutId, stuckReturn({ code, step: stepOf(pending.request), retryAt }));
  return { since, tries, retryAt };
}

/** A running checkout shows it itself; on one that has ended it is written here. */
async function show(checkoutId: string, attention: Omit<Attention, 'since'>): Promise<void> {
  await getExternalWorkflowHandle(checkoutId)
    .signal(attentionSignal, attention)
    .catch(() => showReturn(checkoutId, attention));
}

const stepOf = ({ requestId }: ReturnRequest): string => returnStep(requestId);

/** A running checkout looks at the invoice again, for a return can settle it, and shows nothing of this return any more. */
async function tellCheckout(checkoutId: string, request: ReturnRequest): Promise<void> {
  const event = { uuid: stepOf(request), event: 'invoice.returned', invoiceId: request.invoiceId };
  await getExternalWorkflowHandle(checkoutId)
    .signal(apruveEventSignal, event)
    .catch(() => undefined);
}

function admit(request: unknown, waiting: number): void {
  const { error } = returnRequestSchema.safeParse(request);
  if (error !== undefined) throw refusalFailure({ code: 'invalid-request', message: faultsOf(error) });
  if (waiting < MAILBOX_LIMIT) return;
  throw refusalFailure({
    code: 'busy',
    message: `${MAILBOX_LIMIT} returns are waiting for this checkout; try again in a moment.`,
  });
}
