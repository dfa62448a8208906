import {
  ActivityFailure,
  allHandlersFinished,
  condition,
  getExternalWorkflowHandle,
  setHandler,
  sleep,
  type ApplicationFailure,
} from '@temporalio/workflow';
import { apruveEventSignal, MAILBOX_LIMIT } from './contract/messages.ts';
import { faultsOf } from './contract/requests.ts';
import {
  returnInvoiceUpdate,
  returnRequestSchema,
  type ReturnAnswer,
  type ReturnRequest,
  type ReturnsInput,
} from './contract/returns.ts';
import { returnsWriter } from './effects.ts';
import { refusalFailure } from './refusal.ts';
import { retryPauseMs } from './rules/deadlines.ts';

interface Slip {
  request: ReturnRequest;
  tries: number;
  answer: (answer: ReturnAnswer) => void;
  refuse: (failure: ApplicationFailure) => void;
}

/**
 * The returns of one checkout, one at a time, so that their sum never exceeds an invoice. It lives while there is something to
 * do; the next return starts it again, also long after the checkout has ended.
 */
export async function returnWorkflow(input: ReturnsInput): Promise<void> {
  const slips: Slip[] = [];
  let later = 0;
  setHandler(
    returnInvoiceUpdate,
    (request) => new Promise((answer, refuse) => slips.push({ request, tries: 0, answer, refuse })),
    {
      validator: (request) => admit(request, slips.length),
    },
  );

  const putOff = async (slip: Slip): Promise<void> => {
    later += 1;
    await sleep(retryPauseMs(slip.tries, input.policy));
    slips.push(slip);
    later -= 1;
  };

  for (;;) {
    await condition(() => slips.length > 0 || (later === 0 && allHandlersFinished()));
    const slip = slips.shift();
    if (slip === undefined) return;
    if ((await serve(input, slip)) === 'unresolved') void putOff({ ...slip, tries: slip.tries + 1, ...NOBODY });
  }
}

const NOBODY = { answer: () => {}, refuse: () => {} };

async function serve(input: ReturnsInput, { request, answer, refuse }: Slip): Promise<'done' | 'unresolved'> {
  try {
    const outcome = await returnsWriter(input.policy).makeReturn(input, request);
    if ('refusal' in outcome) {
      refuse(refusalFailure(outcome.refusal));
      return 'done';
    }
    await tellCheckout(input.checkoutId, request.invoiceId, outcome.returnId);
    answer({ outcome: 'done', returnId: outcome.returnId });
    return 'done';
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    answer({ outcome: 'unresolved' });
    return 'unresolved';
  }
}

/** A running checkout looks at the invoice again: a return can settle it. One that has ended needs to hear nothing. */
async function tellCheckout(checkoutId: string, invoiceId: string, returnId: string): Promise<void> {
  const event = { uuid: `return-${returnId}`, event: 'invoice.returned', invoiceId };
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
