import type { StepContext } from '../../workflows/contract/step-context.ts';
import { invoiceStep } from '../../workflows/rules/rows.ts';
import type { Read } from '../apruve/client.ts';
import type { ApruveReturn } from '../apruve/entities.ts';
import type { ActivityDeps } from '../deps.ts';
import { adoptReturns } from '../ledger/returns.ts';

/** Writes the returns that others made of an invoice, once the invoice's own row is there, and has the shop told of them. */
export async function takeInReturns(
  deps: ActivityDeps,
  { checkoutId, channel, currency }: Pick<StepContext, 'checkoutId' | 'channel' | 'currency'>,
  { invoiceId, number }: { invoiceId: string; number: string },
  { answer, data }: Read<ApruveReturn[]>,
): Promise<void> {
  const audience = await deps.channel(channel);
  const invoice = { channel, checkoutId, invoiceId, invoiceStep: invoiceStep(number), currency, audience };
  const adopted = await adoptReturns(deps.db, invoice, data, answer.status, deps.clock());
  if (adopted) deps.wakeSender();
}
