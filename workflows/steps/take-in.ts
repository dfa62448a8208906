import { ApplicationFailure } from '@temporalio/workflow';
import { readInvoice, showOnNewerAttempt } from '../activity-proxies.ts';
import type { Facts, InvoiceFact } from '../contract/checkout.ts';
import type { Fact } from '../contract/fact.ts';
import type { ApruveEvent, Outcome } from '../contract/messages.ts';
import type { LeftStep } from '../contract/returns.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import type { Message } from '../process/message.ts';
import { recordFacts, runStep } from '../process/run-step.ts';
import { capturedSince, invoiceAfterEnd, isSameShown, isTakenIn, isToBeCanceled } from '../rules/after-end.ts';
import { invoiceIdOf, RETRY_EVENT } from '../rules/events.ts';
import { invoiceVerbStep, readInvoiceStep } from '../rules/rows.ts';
import { cancelOneInvoice } from './cancel-invoices.ts';
import { retryAll } from './retry.ts';

/** Apruve says something after the end: what it names is read and taken in. The outcome of the event says whether that was news. */
export async function takeInEvent(checkout: CheckoutProcess, event: ApruveEvent): Promise<Outcome> {
  const before = checkout.facts;
  const invoiceId = invoiceIdOf(before, event);
  if (event.event === RETRY_EVENT) return retryAll(checkout);
  const fundedAt = event.event === 'invoice.funded' ? event.at : undefined;
  const outcome = invoiceId === undefined ? 'done' : await takeIn(checkout, invoiceId, { type: 'apruveEvent', event }, fundedAt);
  if (outcome === 'unresolved') return outcome;
  checkout.events.note(event.uuid, isSameShown(before, checkout.facts) ? 'late' : 'applied');
  await recordFacts(checkout, []);
  return outcome;
}

/**
 * Reads an invoice of the checkout's own order after the end and takes in what is new of it: its rows, and its capture where it is paid.
 * One that the buyer must not be left with is canceled at Apruve. No shipment is made for it. What was done is shown to a person.
 */
export async function takeIn(checkout: CheckoutProcess, invoiceId: string, redo: Message, fundedAt?: string): Promise<Outcome> {
  const before = checkout.facts;
  const step = { step: readInvoiceStep(invoiceId), redo };
  const outcome = await runStep(checkout, step, (ctx) => readInvoice(ctx, invoiceId, fundedAt));
  if (outcome === 'unresolved') return outcome;
  const find = (): InvoiceFact | undefined => checkout.facts.invoices.find(({ id }) => id === invoiceId);
  const read = find();
  if (read === undefined) return outcome;
  const isNews = isTakenIn(before, checkout.facts, read) || isStuck(checkout, read);
  const kept = isNews && isToBeCanceled(checkout.facts, read) ? await cancelLate(checkout, read) : null;
  if (isNews) await recordFacts(checkout, [lateAttention(checkout.facts, find() ?? read, kept)]);
  return outcome;
}

const isStuck = ({ facts }: CheckoutProcess, { id }: InvoiceFact): boolean =>
  facts.unresolved.some(({ step }) => step === invoiceVerbStep('cancel', id));

const lateAttention = (facts: Facts, invoice: InvoiceFact, kept: string | null): Fact => ({
  fact: 'attention',
  attention: invoiceAfterEnd(facts, { invoice, kept }),
  again: true,
});

/** Cancels it at Apruve. Answers what kept us from it, or null. */
async function cancelLate(checkout: CheckoutProcess, invoice: InvoiceFact): Promise<string | null> {
  try {
    const outcome = await cancelOneInvoice(checkout, invoice, { type: 'readInvoice', invoiceId: invoice.id });
    return outcome === 'done' ? null : 'Apruve does not answer; it is tried again.';
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    return error.message;
  }
}

/** A capture makes this an attempt with money: a newer attempt that has begun goes on, and shows it as well. */
export async function showCaptures(checkout: CheckoutProcess, before: Facts): Promise<void> {
  const { facts, input } = checkout;
  for (const invoice of capturedSince(before, facts))
    await showOnNewerAttempt(input.checkoutId, invoiceAfterEnd(facts, { invoice, kept: null }));
}

/** Takes up what the process of the checkout could not finish: each step is due at once, and is shown while it cannot get through. */
export async function takeUp(checkout: CheckoutProcess, left: readonly LeftStep[]): Promise<void> {
  const since = checkout.facts.end?.at ?? checkout.facts.openedAt;
  for (const { step, redo } of left) checkout.steps.remember(step, redo);
  const unresolved = { since, code: 'apruve-unreachable', tries: 1, retryAt: since, reservedCents: 0 };
  await recordFacts(
    checkout,
    left.map(({ step }): Fact => ({ fact: 'step-unresolved', step: { step, ...unresolved } })),
  );
}
