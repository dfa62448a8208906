import type { StepContext } from '../../workflows/contract/step-context.ts';
import { isUnpaid } from '../../workflows/rules/credit.ts';
import type { Fact } from '../../workflows/rules/facts.ts';
import type { Apruve } from '../apruve/client.ts';
import type { ApruveInvoice } from '../apruve/entities.ts';
import { readForeign, type ForeignInvoices } from '../invoices/adoption.ts';
import { invoiceFacts } from '../invoices/invoice-facts.ts';

/** What the invoices of a canceled order show; `accepted`: one of them was issued. */
export interface CanceledOrder extends ForeignInvoices {
  accepted: boolean;
}

/**
 * The invoices of an order that Apruve shows as canceled, read before its checkout comes to an end of it: whichever was heard of
 * first, the outcome is the same. Where the order was never seen accepted, an issued invoice shows that it had been, and those
 * that nobody made here are taken in.
 */
export async function readCanceled(apruve: Apruve, ctx: StepContext, orderId: string): Promise<CanceledOrder> {
  const isSeen = (ctx.facts.order?.acceptedAt ?? null) !== null;
  if (isSeen && !ctx.facts.invoices.some(isUnpaid)) return { news: [], records: [], foreign: [], accepted: true };
  const list = await apruve.listInvoices(orderId);
  const own = ownNews(ctx, list.data);
  if (isSeen) return { news: own, records: [], foreign: [], accepted: true };
  const { news: newFacts, records, foreign } = await readForeign(apruve, ctx, list);
  return { news: [...own, ...newFacts], records, foreign, accepted: list.data.some(isIssued) };
}

const isIssued = ({ status }: ApruveInvoice): boolean => status !== 'pending' && status !== 'canceled';

function ownNews(ctx: StepContext, shown: readonly ApruveInvoice[]): Fact[] {
  return ctx.facts.invoices.filter(isUnpaid).flatMap(({ id, number, returnedCents }) => {
    const invoice = shown.find((other) => other.id === id);
    return invoice === undefined ? [] : invoiceFacts(ctx, invoice, number, returnedCents);
  });
}
