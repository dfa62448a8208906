import type { StepContext } from '../../workflows/contract/step-context.ts';
import type { Apruve } from '../apruve/client.ts';
import { isUnknown, type ApruveInvoice } from '../apruve/entities.ts';
import { lookAtInvoices, type InvoicesLook } from '../invoices/look-at-invoices.ts';

/** What the invoices of a canceled order show; `accepted`: one of them was issued, or the order was seen accepted. */
export interface CanceledOrder extends InvoicesLook {
  accepted: boolean;
}

/**
 * The invoices of an order that Apruve shows as canceled, read before its checkout ends, so that the outcome is the same whichever
 * was heard of first. Where the order was never seen accepted, an issued invoice shows that it had been.
 */
export async function readCanceled(apruve: Apruve, ctx: StepContext, orderId: string): Promise<CanceledOrder> {
  const look = await lookAtInvoices(apruve, ctx, orderId);
  const isSeen = (ctx.facts.order?.acceptedAt ?? null) !== null;
  return { ...look, accepted: isSeen || look.listed.some(isIssued) };
}

const isIssued = ({ status, issued_at }: ApruveInvoice): boolean =>
  isUnknown(status) ? issued_at !== null : status !== 'pending' && status !== 'canceled';
