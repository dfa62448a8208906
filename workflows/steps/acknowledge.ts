import type { Outcome } from '../contract/messages.ts';
import type { AcknowledgeRequest } from '../contract/requests.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { refusalFailure } from '../process/refusal.ts';
import { recordFacts } from '../process/run-step.ts';
import { acknowledging } from '../rules/attention.ts';
import { acknowledgeStep } from '../rules/rows.ts';

/** Somebody knows of what needs a person: it asks for nobody any more, and is shown while its cause lasts. */
export async function acknowledge(checkout: CheckoutProcess, { code, note, actor }: AcknowledgeRequest): Promise<Outcome> {
  const verdict = acknowledging(checkout.facts, code);
  if (verdict === 'unchanged') return 'done';
  if (!verdict.allowed) throw refusalFailure({ code: verdict.code, message: verdict.reason });
  const by = actor ?? null;
  await recordFacts(checkout, [{ fact: 'attention-acknowledged', code, by }], {
    step: acknowledgeStep(checkout.steps.next('acknowledge')),
    action: 'acknowledge',
    amountCents: 0,
    successful: true,
    request: { method: 'UPDATE', path: 'acknowledge', body: { code } },
    actor: by,
    note: note ?? null,
  });
  return 'done';
}
