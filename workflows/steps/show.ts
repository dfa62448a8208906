import type { ApplicationFailure } from '@temporalio/workflow';
import { note } from '../process/run-step.ts';
import type { InvoiceRequest } from '../contract/messages.ts';
import type { ReceiverNews } from '../contract/notify.ts';
import type { Life } from '../process/checkout-process.ts';
import { refusalFailure } from '../process/refusal.ts';
import { undelivered } from '../rules/attention.ts';
import type { Fact } from '../rules/facts.ts';
import { refusedStep } from '../rules/rows.ts';

/** A refused invoice that was asked for by signal: nobody waits, so a person is told. */
export async function showRefusedInvoice(life: Life, why: string, request: InvoiceRequest | null): Promise<void> {
  const message = `An invoice that was asked for by signal was refused: ${why}`;
  const refused = { step: refusedStep(life.count('refused')), amountCents: request?.amountCents ?? 0, request, why };
  await note(life, [{ fact: 'attention', attention: { code: 'invoice-refused', message } }], refused);
}

/** The same for Temporal's own cancel. */
export async function showRefusedCancel(life: Life, why: string): Promise<void> {
  const message = `A cancel that was asked for in Temporal was refused: ${why}`;
  await note(life, [{ fact: 'attention', attention: { code: 'cancel-incomplete', message } }]);
}

/** The shop cannot be told what happens, or can again. */
export async function showReceiver(life: Life, news: ReceiverNews): Promise<void> {
  if (news.reachable && !life.facts.concerns.some(({ code }) => code === 'notification-failed')) return;
  const attention: Fact = news.reachable
    ? { fact: 'attention-cleared', code: 'notification-failed' }
    : { fact: 'attention', attention: undelivered(news.sequence, news.type) };
  await note(life, [attention]);
}

/** The answer to everything that comes after the end. */
export const finished = (): ApplicationFailure =>
  refusalFailure({ code: 'checkout-finished', message: 'The checkout has ended; nothing more can be asked of it.' });
