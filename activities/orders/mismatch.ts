import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { formatMoney } from '../../workflows/rules/money.ts';
import { mismatchStep, PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordedRequest, RecordedResponse } from '../ledger/json-columns.ts';
import type { Apruve } from '../apruve/client.ts';
import type { ApruveOrder } from '../apruve/entities.ts';
import { presentContentOf } from '../ledger/attempts.ts';
import { adoptedByOthers, findCheckout, readIssuedHashes } from '../ledger/checkouts.ts';
import type { Ledger } from '../ledger/database.ts';
import { findHash } from './orphan-judgement.ts';
import { writeTransaction } from '../ledger/transactions.ts';

/** Why an order does not belong to the checkout. It says nothing of what the order shows, because it may be another buyer's. */
export interface Mismatch {
  message: string;
}

export const UNKNOWN: Mismatch = { message: 'Apruve does not know this order id.' };
const TAKEN: Mismatch = { message: 'The order belongs to another checkout.' };
const SUPERSEDED: Mismatch = { message: 'The order was made for an earlier state of the cart.' };

/** Why this order is not to be adopted; null where it fits and is free. Its hash is searched for only where there is an old one. */
export async function whyNotAdopted(db: Ledger, ctx: StepContext, apruve: Apruve, order: ApruveOrder): Promise<Mismatch | null> {
  const mismatch = mismatchOf(ctx, apruve.merchantId, order);
  if (mismatch !== null) return mismatch;
  const { old } = await readIssuedHashes(db, ctx);
  if ((await findHash(apruve, order, old)) !== null) return SUPERSEDED;
  return (await adoptedByOthers(db, ctx.checkoutId, [order.id])).has(order.id) ? TAKEN : null;
}

/** Why this order is not ours, or null when merchant, order number, amount and currency fit. */
export function mismatchOf(ctx: StepContext, merchantId: string, order: ApruveOrder): Mismatch | null {
  const { merchantOrderId, facts } = ctx;
  const { amountCents, currency } = facts.terms;
  const asked = formatMoney(amountCents, currency);
  if (order.merchant_id !== merchantId) return { message: 'The order belongs to another merchant.' };
  if (order.merchant_order_id !== merchantOrderId) {
    return { message: `The order does not have the number ${merchantOrderId}.` };
  }
  if (order.currency !== currency) return { message: `The order is not in ${currency}.` };
  if (order.amount_cents !== amountCents) return { message: `The order is not over ${asked}.` };
  return null;
}

/**
 * Records a refused authorization: one row per order id with what Apruve showed and the content that it was judged against, and
 * attention. What it showed is for operators alone, who see the row; attention is also read by storefront keys and sent with notifications.
 */
export async function recordMismatch(
  deps: ActivityDeps,
  ctx: StepContext,
  refused: Mismatch & { orderId: string; request: RecordedRequest; response: RecordedResponse },
): Promise<StepOutcome> {
  const { orderId, message, request, response } = refused;
  const judged = await findCheckout(deps.db, ctx.checkoutId);
  await writeTransaction(deps.db, {
    checkoutId: ctx.checkoutId,
    step: mismatchStep(orderId),
    action: 'authorization_mismatch',
    amountCents: ctx.facts.terms.amountCents,
    currency: ctx.facts.terms.currency,
    reference: orderId,
    source: PURCHASE_STEP,
    active: false,
    successful: false,
    request,
    askedHash: judged === null ? undefined : presentContentOf(judged),
    response,
    note: message,
    at: new Date(ctx.at),
  });
  const shown = `The Apruve order ${orderId} was refused: ${message} Have the buyer authorize again; if it happens twice, compare the shop's order with what Apruve showed, in its transaction.`;
  const newFacts: Fact[] = [
    { fact: 'attention', attention: { code: 'authorization-mismatch', subject: orderId, message: shown } },
  ];
  const taken = await commitAndNotify(deps, ctx, newFacts);
  return { ...taken, refusal: { code: 'authorization-mismatch', message } };
}
