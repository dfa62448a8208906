import type { Answer } from '../../workflows/contract/messages.ts';
import { cancelUpdate } from '../../workflows/contract/messages.ts';
import type { processOf } from './process.ts';
import type { Rig } from './rig.ts';
import { fault, requestArrives } from './shop.ts';

/**
 * Asks for a cancel and resolves while Apruve takes its time with the first invoice, so that something can happen between the list and
 * the cancel of the order. `answer` is the cancel's.
 */
export async function cancelSlowly(
  rig: Rig,
  { ask }: Pick<ReturnType<typeof processOf>, 'ask'>,
  firstInvoiceId: string,
): Promise<{ answer: Promise<Answer> }> {
  const path = `/invoices/${firstInvoiceId}/cancel`;
  await fault(rig, { method: 'POST', path, times: 1, delay_ms: 1_000 });
  const answer = ask(cancelUpdate, {});
  answer.catch(() => {});
  await requestArrives(rig, path);
  return { answer };
}
