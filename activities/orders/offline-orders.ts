import type { OfflineBuyer, StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import { PLACE_ORDER_STEP, PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { orderFacts } from './order-facts.ts';
import type { Apruve, Read } from '../apruve/client.ts';
import type { ApruveOrder } from '../apruve/entities.ts';
import { requests } from '../apruve/requests.ts';
import { DECLINED } from './buyers.ts';
import type { ActivityDeps } from '../deps.ts';
import type { Ledger } from '../ledger/database.ts';
import { adoptedByOthers, hasReachedVersion, readShopOrder } from '../ledger/checkouts.ts';
import { StepConflict } from '../step/do-step.ts';
import { runApruveStep } from '../step/run-apruve-step.ts';
import { apruveOrder } from './lightbox.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';
import { findPlaced, sentOrder } from './placed-orders.ts';

/**
 * Makes an offline order at Apruve, with both of its flags explicit because both default to true there (docs/apruve.md). After a lost
 * answer it is found again by its number. A refusal ends the checkout as declined.
 */
export function placeOrderAtApruve(
  deps: ActivityDeps,
  ctx: StepContext,
  buyer: OfflineBuyer,
  actor?: string,
): Promise<StepOutcome> {
  return runApruveStep<ApruveOrder>(deps, ctx, async (apruve) => {
    const order = apruveOrder(apruve.merchantId, await readShopOrder(deps.db, ctx.checkoutId));
    const payer = { shopper_id: buyer.shopperId, payment_term: { corporate_account_id: buyer.corporateAccountId } };
    return {
      step: PLACE_ORDER_STEP,
      action: 'place_order',
      amountCents: ctx.facts.terms.amountCents,
      source: PURCHASE_STEP,
      actor,
      request: requests.createOrder({ ...order, ...payer }),
      assertCurrent: () => assertCurrent(deps.db, ctx),
      find: () => findUnadopted(deps.db, apruve, ctx),
      facts: (placed) => orderFacts(ctx, placed),
      records: (_, response, request) => [{ step: PURCHASE_STEP, request, response }],
      awaitedBy: ({ id }) => ({ orderId: id }),
      onRefusal: async ({ message }) => ({
        ...(await commitAndNotify(deps, ctx, DECLINED)),
        refusal: { code: 'refused-by-apruve', message },
      }),
    };
  });
}

/** The live order that was sent before, unless another checkout has adopted it. */
async function findUnadopted(db: Ledger, apruve: Apruve, { checkoutId }: StepContext): Promise<Read<ApruveOrder> | null> {
  const sent = await sentOrder(db, checkoutId);
  const placed = sent === null ? [] : await findPlaced(apruve, sent);
  const ids = placed.map(({ data: { id } }) => id);
  const taken = await adoptedByOthers(db, checkoutId, ids);
  return placed.find(({ data: { id, status } }) => status !== 'canceled' && !taken.has(id)) ?? null;
}

/** A try that was given up must not send any more: the checkout may have been canceled since, and nobody would cancel the order. */
async function assertCurrent(db: Ledger, { checkoutId, version }: StepContext): Promise<void> {
  if (!(await hasReachedVersion(db, checkoutId, version))) return;
  throw new StepConflict('This try to place the order was given up; the process has gone on without it.');
}
