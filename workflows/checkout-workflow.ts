import { allHandlersFinished, ApplicationFailure, CancellationScope, condition } from '@temporalio/workflow';
import { continueAfterEnd, openCheckout, settleOpening } from './activity-proxies.ts';
import type { CheckoutInput, CheckoutResult } from './contract/checkout.ts';
import type { Answer } from './contract/messages.ts';
import type { HandOver, LeftStep } from './contract/returns.ts';
import { carriedOf, type Carried } from './process/carried.ts';
import { CheckoutProcess, now } from './process/checkout-process.ts';
import { registerHandlers } from './process/handlers.ts';
import { unanswered, type QueuedMessage } from './process/mailbox.ts';
import type { Message } from './process/message.ts';
import { canBeCarried, continueInNewRun, isNewRunDue } from './process/new-run.ts';
import { refusalFailure } from './process/refusal.ts';
import { recordFacts } from './process/run-step.ts';
import { lookForOrphans } from './process/start-release.ts';
import { CHECKOUT_FINISHED } from './rules/actions.ts';
import { isLive } from './rules/credit.ts';
import { deadlines, type Deadline } from './rules/deadlines.ts';
import { isNewsAfterEnd } from './rules/events.ts';
import { openingFacts } from './rules/facts.ts';
import { isAwaiting } from './rules/status.ts';
import { handleMessage } from './steps/handle-message.ts';

type Queued = QueuedMessage<Message, Answer>;

/**
 * The life of one checkout, from the shop's order to its last cent. It may take several runs, of one build or of several: `carried` is what
 * the run before knew.
 */
export async function checkoutWorkflow(input: CheckoutInput, carried?: Carried): Promise<CheckoutResult> {
  const known = carried ?? { facts: input.adopted ?? openingFacts(input.terms, now(), input.offline !== undefined) };
  const checkout = new CheckoutProcess(input, known, handleMessage);
  registerHandlers(checkout);
  return CancellationScope.nonCancellable(async () => {
    if (carried === undefined && input.adopted === undefined) await open(checkout);
    else takeUp(checkout);
    await authorization(checkout);
    await fulfilment(checkout);
    return settle(checkout);
  });
}

/** Signs the order and writes the first row. An offline checkout has nothing to sign: its order is the first thing asked for. */
async function open(checkout: CheckoutProcess): Promise<void> {
  await openCheckout(checkout.input, checkout.facts.openedAt).catch(async (error: unknown) => {
    if (!(await settleOpening(checkout.input))) throw error;
  });
  if (checkout.input.offline !== undefined) checkout.placing = postWithAnswer(checkout, { type: 'placeOrder' });
  checkout.opened = true;
}

/** Goes on where the run before has stopped, or from what the ledger holds of an adopted order. */
function takeUp(checkout: CheckoutProcess): void {
  checkout.opened = true;
  checkout.describe();
}

/** Posts a message whose refusal may find nobody waiting. */
function postWithAnswer(checkout: CheckoutProcess, message: Message): Promise<Answer> {
  const answer = checkout.mailbox.ask(message);
  answer.catch(() => {});
  return answer;
}

/** Until Apruve has accepted the order, or it is clear that it never will. */
async function authorization(checkout: CheckoutProcess): Promise<void> {
  while (checkout.facts.end === null && isAwaiting(checkout.facts)) await handleMessage(checkout, await next(checkout));
}

/** Until nothing is left to invoice and nothing to collect. */
async function fulfilment(checkout: CheckoutProcess): Promise<void> {
  while (checkout.facts.end === null) await handleMessage(checkout, await next(checkout));
}

/** Refuses what still waits, writes down late events, lets every handler answer, and leaves. */
async function settle(checkout: CheckoutProcess): Promise<CheckoutResult> {
  if (endedWithoutMoney(checkout)) await lookForOrphans(checkout);
  const left: HandOver = { steps: leftShipments(checkout), events: [] };
  while (isLeft(left) || checkout.mailbox.size > 0 || checkout.events.unwritten.length > 0 || !allHandlersFinished()) {
    for (let queued = checkout.mailbox.take(); queued !== undefined; queued = checkout.mailbox.take())
      refuseMessage(checkout, queued, left);
    if (checkout.events.unwritten.length > 0) await recordFacts(checkout, []);
    if (isLeft(left)) await handOver(checkout, { steps: left.steps.splice(0), events: left.events.splice(0) });
    await condition(() => checkout.mailbox.size > 0 || allHandlersFinished());
  }
  if (checkout.facts.end === null)
    throw ApplicationFailure.nonRetryable('The checkout was left before its end.', 'internal-error');
  return { checkoutId: checkout.input.checkoutId, status: checkout.facts.end.status };
}

const isLeft = ({ steps, events }: HandOver): boolean => steps.length + events.length > 0;

const handOver = ({ input }: CheckoutProcess, left: HandOver): Promise<void> =>
  continueAfterEnd({ id: input.checkoutId, input }, left);

/** Shipments that cannot get through yet are not lost with the end: the process after it takes them up. */
const leftShipments = ({ facts, steps }: CheckoutProcess): LeftStep[] =>
  steps.stuck.flatMap(([step, redo]): LeftStep[] => {
    if (redo.type !== 'shipInvoice' && redo.type !== 'changeShipment') return [];
    const { invoiceId } = redo.type === 'shipInvoice' ? redo.plan : redo.change.plan;
    return facts.invoices.some((invoice) => invoice.id === invoiceId && isLive(invoice)) ? [{ step, redo }] : [];
  });

/** An abandoned checkout has just been looked up by all of its hashes. */
const endedWithoutMoney = ({ facts: { end } }: CheckoutProcess): boolean => end?.status !== 'paid' && end?.status !== 'abandoned';

function refuseMessage(checkout: CheckoutProcess, { message, refuse }: Queued, left: HandOver): void {
  if (message.type === 'apruveEvent') {
    if (isNewsAfterEnd(checkout.facts, message.event)) left.events.push(message.event);
    else checkout.events.note(message.event.uuid, 'late');
  }
  refuse(refusalFailure({ code: CHECKOUT_FINISHED.code, message: CHECKOUT_FINISHED.reason }));
}

/** The next message, or the next deadline when none waits. At rest the process goes on in a new run, where one is due. */
async function next(checkout: CheckoutProcess): Promise<Queued> {
  for (;;) {
    await goOnInNewRun(checkout);
    const queued = checkout.mailbox.take();
    if (queued !== undefined) return queued;
    const earliest = earliestOf(checkout);
    if (isDue(earliest)) return unanswered({ type: 'deadline', deadline: earliest });
    await checkout.alarm.waitFor(() => checkout.mailbox.size > 0 || (isNewRunDue() && !checkout.isTooLarge), earliest);
  }
}

const earliestOf = ({ facts, input }: CheckoutProcess): Deadline | undefined => deadlines(facts, input.policy)[0];

const isDue = (deadline: Deadline | undefined): deadline is Deadline => deadline !== undefined && deadline.at <= Date.now();

/** Goes on in a new run where one is due. Nothing runs and nobody waits then, so all there is can be carried. */
async function goOnInNewRun(checkout: CheckoutProcess): Promise<void> {
  if (!isNewRunDue() || checkout.mailbox.size > 0 || isDue(earliestOf(checkout))) return;
  const carried = carriedOf(checkout);
  checkout.isTooLarge = !canBeCarried(checkout.input, carried);
  if (!checkout.isTooLarge) await continueInNewRun<typeof checkoutWorkflow>(checkout.input, carried);
}
