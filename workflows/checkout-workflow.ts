import { allHandlersFinished, ApplicationFailure, CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import { note } from './process/run-step.ts';
import type { CheckoutInput, CheckoutResult } from './contract/checkout.ts';
import type { Answer } from './contract/messages.ts';
import { openCheckout, settleOpening } from './activity-proxies.ts';
import { listen } from './process/handlers.ts';
import { Life, now } from './process/checkout-process.ts';
import type { Letter, Message } from './process/mailbox.ts';
import { longHistory } from './rules/attention.ts';
import { deadlines } from './rules/deadlines.ts';
import { isAwaiting } from './rules/status.ts';
import { serve } from './steps/serve.ts';
import { finished } from './steps/show.ts';

/** The life of one checkout, from the shop's order to its last cent. */
export async function checkoutWorkflow(input: CheckoutInput): Promise<CheckoutResult> {
  const life = new Life(input, now());
  listen(life);
  return CancellationScope.nonCancellable(async () => {
    await open(life);
    await authorization(life);
    await fulfilment(life);
    return settle(life);
  });
}

/** Signs the order and writes the first row. An offline checkout has nothing to sign: its order is the first thing asked for. */
async function open(life: Life): Promise<void> {
  await openCheckout(life.input, life.facts.openedAt).catch(async (error: unknown) => {
    if (!(await settleOpening(life.input))) throw error;
  });
  if (life.input.offline !== undefined) life.placing = askUnheard(life, { type: 'placeOrder' });
  life.opened = true;
}

/** Asks for something that nobody may be waiting to hear about. */
function askUnheard(life: Life, message: Message): Promise<Answer> {
  const answer = life.mailbox.ask(message);
  answer.catch(() => {});
  return answer;
}

/** Until Apruve has accepted the order, or it is clear that it never will. */
async function authorization(life: Life): Promise<void> {
  while (life.facts.end === null && isAwaiting(life.facts)) await serve(life, await next(life));
}

/** Until nothing is left to invoice and nothing to collect. */
async function fulfilment(life: Life): Promise<void> {
  while (life.facts.end === null) await serve(life, await next(life));
}

/** Refuses what still waits, writes down late events, lets every handler answer, and leaves. */
async function settle(life: Life): Promise<CheckoutResult> {
  while (life.mailbox.size > 0 || life.owesOutcomes || !allHandlersFinished()) {
    for (let letter = life.mailbox.take(); letter !== undefined; letter = life.mailbox.take()) turnAway(life, letter);
    if (life.owesOutcomes) await note(life, []);
    await condition(() => life.mailbox.size > 0 || allHandlersFinished());
  }
  if (life.facts.end === null) throw ApplicationFailure.nonRetryable('The checkout was left before its end.', 'internal-error');
  return { checkoutId: life.input.checkoutId, status: life.facts.end.status };
}

function turnAway(life: Life, { message, refuse }: Letter): void {
  if (message.type === 'apruveEvent') life.settleEvent(message.event.uuid, 'late');
  refuse(finished());
}

/** The next message, or the next deadline when none waits. */
async function next(life: Life): Promise<Letter> {
  for (;;) {
    await watchHistory(life);
    const letter = life.mailbox.take();
    if (letter !== undefined) return letter;
    const [earliest] = deadlines(life.facts, life.input.policy);
    if (earliest !== undefined && earliest.at <= Date.now()) {
      return { message: { type: 'deadline', deadline: earliest }, answer: () => {}, refuse: () => {} };
    }
    if (earliest !== undefined) life.alarm.arm(earliest.at);
    const armed = !life.alarm.silent;
    await condition(() => life.mailbox.size > 0 || (armed && life.alarm.silent));
  }
}

/** A process keeps one history for its whole life; where Temporal finds it long, a person is told, once. */
async function watchHistory(life: Life): Promise<void> {
  const { continueAsNewSuggested, historyLength, historySize } = workflowInfo();
  if (!continueAsNewSuggested || life.facts.concerns.some(({ code }) => code === 'history-long')) return;
  await note(life, [{ fact: 'attention', attention: longHistory(historyLength, historySize) }]);
}
