import { eq } from 'drizzle-orm';
import type { OfflineBuyer, StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import { PLACE_ORDER_STEP, PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { orderFacts } from './authorization.ts';
import { paths, type Apruve } from '../apruve/client.ts';
import { orderSchema } from '../apruve/entities.ts';
import { ApruveError } from '../apruve/errors.ts';
import { DECLINED } from './buyers.ts';
import { adoptedByOthers } from '../ledger/adopted.ts';
import type { ActivityDeps } from '../deps.ts';
import { asStep } from '../step/failures.ts';
import type { Ledger } from '../ledger/database.ts';
import { readShopOrder } from '../ledger/reads.ts';
import { checkouts } from '../ledger/schema.ts';
import { doStep, StepConflict } from '../step/do-step.ts';
import { waitingEventsFor } from '../ledger/waiting-events.ts';
import { apruveOrder } from './lightbox.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';
import { findPlaced, sentOrder } from './placed-orders.ts';

/**
 * Makes an offline order at Apruve, with both of its flags explicit (`apruve.md`: both default to true there). After a lost
 * answer it is found again by its number. A refusal of Apruve's ends the checkout as declined.
 */
export function placeOrder(deps: ActivityDeps, ctx: StepContext, buyer: OfflineBuyer, actor?: string): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    try {
      return await placeOrderAtApruve(deps, apruve, ctx, buyer, actor);
    } catch (error) {
      if (!(error instanceof ApruveError) || (error.kind !== 'refused' && error.kind !== 'not-found')) throw error;
      const taken = await commitAndNotify(deps, ctx, DECLINED);
      return { ...taken, waitingEvents: [], refusal: { code: 'refused-by-apruve', message: error.message } };
    }
  });
}

async function placeOrderAtApruve(
  deps: ActivityDeps,
  apruve: Apruve,
  ctx: StepContext,
  buyer: OfflineBuyer,
  actor?: string,
): Promise<StepOutcome> {
  const body = {
    ...apruveOrder(apruve.merchantId, await readShopOrder(deps.db, ctx.checkoutId)),
    shopper_id: buyer.shopperId,
    payment_term: { corporate_account_id: buyer.corporateAccountId },
  };
  const request = { method: 'POST', path: paths.orders, body };
  const { amountCents } = ctx.facts.terms;
  const { data, response } = await doStep(
    deps.db,
    ctx,
    { step: PLACE_ORDER_STEP, action: 'place_order', amountCents, source: PURCHASE_STEP, request, actor },
    {
      send: async () => {
        await assertCurrent(deps.db, ctx);
        return apruve.createOrder(body);
      },
      find: async () => {
        const sent = await sentOrder(deps.db, ctx.checkoutId);
        const placed = sent === null ? [] : await findPlaced(apruve, sent);
        const ids = placed.map(({ data: { id } }) => id);
        const taken = await adoptedByOthers(deps.db, ctx.checkoutId, ids);
        return placed.find(({ data: { id, status } }) => status !== 'canceled' && !taken.has(id)) ?? null;
      },
      parse: (recorded) => orderSchema.parse(recorded),
    },
    ctx.unknownOutcomeWaitMs,
  );
  const newFacts = orderFacts(ctx, data);
  const taken = await commitAndNotify(deps, ctx, newFacts, [
    { step: PLACE_ORDER_STEP, response, successful: true },
    { step: PURCHASE_STEP, request, response },
  ]);
  return { ...taken, waitingEvents: await waitingEventsFor(deps.db, ctx, newFacts, { orderId: data.id }) };
}

/** A try that was given up must not send any more: the checkout may have been canceled since, and nobody would cancel the order. */
async function assertCurrent(db: Ledger, { checkoutId, version }: StepContext): Promise<void> {
  const [row] = await db.select({ version: checkouts.version }).from(checkouts).where(eq(checkouts.id, checkoutId));
  if (row === undefined || row.version < version) return;
  throw new StepConflict('This try to place the order was given up; the process has gone on without it.');
}
