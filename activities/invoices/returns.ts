import { Context } from '@temporalio/activity';
import { INVOICE_STATUSES, type InvoiceFact } from '../../workflows/contract/checkout.ts';
import type { ReturnOutcome, ReturnRequest, ReturnsInput } from '../../workflows/contract/returns.ts';
import type { Refusal } from '../../workflows/contract/failures.ts';
import { formatMoney, sum } from '../../workflows/rules/money.ts';
import { invoiceStep, returnStep } from '../../workflows/rules/rows.ts';
import { pick } from '../apruve/client.ts';
import type { ApruveInvoice, ApruveReturn } from '../apruve/entities.ts';
import { requests } from '../apruve/requests.ts';
import { isRefusal } from '../apruve/errors.ts';
import type { ActivityDeps } from '../deps.ts';
import { retryable, toFailure } from '../step/failures.ts';
import { findCheckout, type CheckoutRow } from '../ledger/checkouts.ts';
import type { Ledger } from '../ledger/database.ts';
import { clearAttention } from '../ledger/attention-after-end.ts';
import { completeReturn, stepOfNotes, type ReturnedInvoice } from '../ledger/returns.ts';
import { listUnansweredRefunds } from '../ledger/transactions.ts';
import { returnedCentsOf } from './invoice-facts.ts';
import { takeInReturns } from './take-in-returns.ts';
import { doStep, type WriteContext } from '../step/do-step.ts';

/**
 * Records a return at Apruve, once. The invoice is read again before; what it shows, and what others returned, is taken in
 * first: the sum of an invoice's returns never exceeds it, and a payment is not mistaken for it. Refusals are answers. What is
 * answered needs nobody any more.
 */
export async function createReturn(deps: ActivityDeps, input: ReturnsInput, request: ReturnRequest): Promise<ReturnOutcome> {
  const outcome = await tryReturn(deps, input, request).catch(asRefusal);
  const step = returnStep(request.requestId);
  await clearAttention(deps.db, input.checkoutId, { subject: step });
  if (!('refusal' in outcome)) return outcome;
  const checkout = await findCheckout(deps.db, input.checkoutId);
  return { ...outcome, shown: checkout?.facts?.attentions.some(({ subject }) => subject === step) ?? false };
}

function asRefusal(error: unknown): ReturnOutcome {
  if (isRefusal(error)) {
    return { refusal: { code: 'refused-by-apruve', message: error.message } };
  }
  throw toFailure(error);
}

async function tryReturn(deps: ActivityDeps, input: ReturnsInput, request: ReturnRequest): Promise<ReturnOutcome> {
  const { db, clock, channel, wakeSender } = deps;
  const checkout = await findCheckout(db, input.checkoutId);
  const known = checkout?.facts?.invoices.find(({ id }) => id === request.invoiceId);
  if (checkout === null || known === undefined) {
    return { refusal: { code: 'not-found', message: `This checkout has no invoice ${request.invoiceId}.` } };
  }
  const audience = await channel(checkout.channel);
  const { apruve } = audience;
  const invoice: ReturnedInvoice = {
    channel: checkout.channel,
    checkoutId: checkout.id,
    invoiceId: known.id,
    invoiceStep: invoiceStep(known.number),
    currency: checkout.currency,
    audience,
  };
  const [{ data: shown }, made] = await Promise.all([
    apruve.send(requests.getInvoice(known.id)),
    apruve.send(requests.listReturns(known.id)),
  ]);
  const { id: checkoutId, channel: channelId, currency } = checkout;
  await takeInReturns(deps, { checkoutId, channel: channelId, currency }, { invoiceId: known.id, number: known.number }, made);
  const isThere = made.data.some(({ merchant_notes }) => stepOfNotes(merchant_notes) === returnStep(request.requestId));
  if (!isThere && isAhead(known, shown)) await waitForCheckoutToRead(deps, checkout, shown);
  const refusal = await refusalOfReturn(db, checkout, known, shown, made.data, request);
  if (refusal !== null) return { refusal };
  const returnId = await createReturnAtApruve({ db, clock, apruve }, invoice, input, request);
  wakeSender();
  return { returnId };
}

async function createReturnAtApruve(
  ctx: Omit<WriteContext, 'owner'>,
  invoice: ReturnedInvoice,
  { policy }: ReturnsInput,
  { requestId, amountCents, reason, merchantNotes, actor }: ReturnRequest,
): Promise<string> {
  const step = returnStep(requestId);
  const { channel, checkoutId, invoiceId, currency } = invoice;
  const notes = [merchantNotes, step].filter(Boolean).join(' ');
  const owner = { channel, checkoutId, currency, unknownOutcomeWaitMs: policy.unknownOutcomeWaitMs };
  const { data, response } = await doStep(
    { ...ctx, owner },
    {
      step,
      action: 'refund',
      amountCents,
      source: invoice.invoiceStep,
      actor,
      request: requests.createReturn(invoiceId, { amount_cents: amountCents, currency, reason, merchant_notes: notes }),
      find: async () =>
        pick(
          await ctx.apruve.send(requests.listReturns(invoiceId)),
          ({ merchant_notes }) => stepOfNotes(merchant_notes) === step,
        ),
    },
  );
  await completeReturn(ctx.db, invoice, step, data, response, ctx.clock());
  return data.id;
}

/** Only what the checkout would take: to Apruve's answer of an older state it never moves back. */
const isAhead = (known: InvoiceFact, shown: ApruveInvoice): boolean =>
  INVOICE_STATUSES.indexOf(known.status) < INVOICE_STATUSES.findIndex((status) => status === shown.status);

/**
 * A paid invoice that is then returned in full would look like one that was settled by the return: so its checkout looks at it
 * before, and the return waits for that, with one message for each state that Apruve shows, however often it tries. One that
 * is there already, its answer lost, waits for nothing. A checkout that has ended records nothing any more.
 */
async function waitForCheckoutToRead(
  { workflows }: ActivityDeps,
  { id, version }: CheckoutRow,
  shown: ApruveInvoice,
): Promise<void> {
  const { info, heartbeat } = Context.current();
  const uuid = `before-return-${shown.id}-${version}-${shown.status}`;
  const isTold = info.heartbeatDetails === shown.status;
  const heard = isTold
    ? await workflows.isRunning(id)
    : await workflows.signalEvent(id, { uuid, event: 'reconcile.invoice', invoiceId: shown.id });
  if (!heard) return;
  heartbeat(shown.status);
  throw retryable(`The checkout looks at the invoice ${shown.id} first, which is ${shown.status} now.`, null);
}

async function refusalOfReturn(
  db: Ledger,
  { id, currency }: CheckoutRow,
  { number }: InvoiceFact,
  shown: ApruveInvoice,
  made: readonly ApruveReturn[],
  request: ReturnRequest,
): Promise<Refusal | null> {
  const mine = returnStep(request.requestId);
  if (shown.status === 'pending') return { code: 'invoice-not-issued', message: `The invoice ${number} is not issued yet.` };
  if (shown.status === 'canceled') return { code: 'already-canceled', message: `The invoice ${number} is canceled.` };
  if (request.amountCents <= 0) return { code: 'invalid-request', message: 'A return needs an amount above 0 in whole cents.' };
  const others = made.filter(({ merchant_notes }) => stepOfNotes(merchant_notes) !== mine);
  const left = shown.amount_cents - returnedCentsOf(others) - (await inDoubtCents(db, id, shown.id, made, mine));
  if (request.amountCents <= left) return null;
  const message = `${formatMoney(Math.max(left, 0), currency)} of invoice ${number} is not returned yet.`;
  return { code: 'return-exceeded', message, details: { remaining_cents: Math.max(left, 0) } };
}

/** Returns of this invoice that we made and that may already be at Apruve without our knowing: their rows have no answer. */
async function inDoubtCents(
  db: Ledger,
  checkoutId: string,
  invoiceId: string,
  made: readonly ApruveReturn[],
  mine: string,
): Promise<number> {
  const found = new Set(made.map(({ merchant_notes }) => stepOfNotes(merchant_notes)));
  const rows = await listUnansweredRefunds(db, checkoutId, requests.listReturns(invoiceId).path);
  return sum(rows.filter(({ step }) => step !== mine && !found.has(step)).map(({ amountCents }) => amountCents));
}
