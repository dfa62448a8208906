import type { StepContext } from '../../workflows/contract/step-context.ts';
import { isUnpaid } from '../../workflows/rules/credit.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import type { Apruve } from '../apruve/client.ts';
import { isUnknown, type ApruveInvoice } from '../apruve/entities.ts';
import { requests } from '../apruve/requests.ts';
import { readForeign, type ForeignInvoices } from '../invoices/adoption.ts';
import { invoiceFacts } from '../invoices/invoice-facts.ts';

/** What the invoices of a canceled order show; `accepted`: one of them was issued. */
export interface CanceledOrder extends ForeignInvoices {
  accepted: boolean;
}

/**
 * The invoices of an order that Apruve shows as canceled, read before its checkout ends, so that the outcome is the same whichever
 * was heard of first. Where the order was never seen accepted, an issued invoice shows that it had been, and the invoices that
 * others made are adopted.
 */
export async function readCanceled(apruve: Apruve, ctx: StepContext, orderId: string): Promise<CanceledOrder> {
  const isSeen = (ctx.facts.order?.acceptedAt ?? null) !== null;
  if (isSeen && !ctx.facts.invoices.some(isUnpaid)) return { newFacts: [], records: [], foreign: [], accepted: true };
  const list = await apruve.send(requests.listInvoices(orderId));
  const own = ownFacts(ctx, list.data);
  if (isSeen) return { newFacts: own, records: [], foreign: [], accepted: true };
  const { newFacts, records, foreign } = await readForeign(apruve, ctx, list);
  return { newFacts: [...own, ...newFacts], records, foreign, accepted: list.data.some(isIssued) };
}

const isIssued = ({ status, issued_at }: ApruveInvoice): boolean =>
  isUnknown(status) ? issued_at !== null : status !== 'pending' && status !== 'canceled';

function ownFacts(ctx: StepContext, shown: readonly ApruveInvoice[]): Fact[] {
  return ctx.facts.invoices.filter(isUnpaid).flatMap(({ id, number, returnedCents }) => {
    const invoice = shown.find((other) => other.id === id);
    return invoice === undefined ? [] : invoiceFacts(ctx, invoice, number, returnedCents);
  });
}
