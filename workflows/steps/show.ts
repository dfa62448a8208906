import type { ApplicationFailure } from '@temporalio/workflow';
import { recordFacts } from '../process/run-step.ts';
import type { InvoiceRequest } from '../contract/messages.ts';
import type { ReceiverNews } from '../contract/notify.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { refusalFailure } from '../process/refusal.ts';
import { undelivered } from '../rules/attention.ts';
import type { Fact } from '../contract/fact.ts';
import { refusedStep } from '../rules/rows.ts';

/** A refused invoice that was asked for by signal: nobody waits, so a person is told. */
export async function showRefusedInvoice(checkout: CheckoutProcess, why: string, request: InvoiceRequest | null): Promise<void> {
  const message = `An invoice that was asked for by signal was refused: ${why}`;
  const refused = { step: refusedStep(checkout.count('refused')), amountCents: request?.amountCents ?? 0, request, why };
  await recordFacts(checkout, [{ fact: 'attention', attention: { code: 'invoice-refused', message } }], refused);
}

/** The same for Temporal's own cancel. */
export async function showRefusedCancel(checkout: CheckoutProcess, why: string): Promise<void> {
  const message = `A cancel that was asked for in Temporal was refused: ${why}`;
  await recordFacts(checkout, [{ fact: 'attention', attention: { code: 'cancel-incomplete', message } }]);
}

/** The shop cannot be told what happens, or can again. */
export async function showReceiver(checkout: CheckoutProcess, newFacts: ReceiverNews): Promise<void> {
  if (newFacts.reachable && !checkout.facts.attentions.some(({ code }) => code === 'notification-failed')) return;
  const attention: Fact = newFacts.reachable
    ? { fact: 'attention-cleared', code: 'notification-failed' }
    : { fact: 'attention', attention: undelivered(newFacts.sequence, newFacts.type) };
  await recordFacts(checkout, [attention]);
}

/** The answer to everything that comes after the end. */
export const finished = (): ApplicationFailure =>
  refusalFailure({ code: 'checkout-finished', message: 'The checkout has ended; nothing more can be asked of it.' });
