import type { Terms } from '../../workflows/contract/checkout.ts';
import type { OrderUpdateRequest } from '../../workflows/contract/requests.ts';
import type { Refusal } from '../../workflows/contract/failures.ts';
import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import { invoicedCents, limitCents, reservedCents } from '../../workflows/rules/credit.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { formatMoney, sum } from '../../workflows/rules/money.ts';
import { FINALIZE_STEP, PURCHASE_STEP, updateStep } from '../../workflows/rules/rows.ts';
import { orderFacts } from './order-facts.ts';
import { readWhere } from '../apruve/client.ts';
import type { ApruveOrder } from '../apruve/entities.ts';
import { requests } from '../apruve/requests.ts';
import type { ActivityDeps } from '../deps.ts';
import { onCreditRefusal } from '../invoices/available-credit.ts';
import { asStep, refused } from '../step/failures.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';
import { readShopOrder, storeLightbox, storeOrder } from '../ledger/checkouts.ts';
import type { ShopOrder } from '../ledger/json-columns.ts';
import { writeTransaction } from '../ledger/transactions.ts';
import { runApruveStep } from '../step/run-apruve-step.ts';
import { apruveOrder, lightboxOf, lightboxRequest } from './lightbox.ts';

/** A change of the order, fixed by its number so that a retry is the same change. */
export interface OrderChange {
  request: OrderUpdateRequest;
  n: number;
}

/**
 * Changes the order before it is final. Before the lightbox was used, the shop gets a new lightbox and every old hash stays
 * known; after it, Apruve's order is changed. The whole must still add up and cover what is invoiced.
 */
export function applyOrderUpdate(deps: ActivityDeps, ctx: StepContext, change: OrderChange): Promise<StepOutcome> {
  return asStep(async () => {
    const order = merged(await readShopOrder(deps.db, ctx.checkoutId), change.request);
    const refusal = refusalOfPastExpiry(ctx, change.request) ?? refusalOfUpdate(ctx, order);
    if (refusal !== null) return refused(refusal);
    return ctx.facts.order === null ? reopenLightbox(deps, ctx, order, change) : patchOrder(deps, ctx, order, change);
  });
}

async function reopenLightbox(
  deps: ActivityDeps,
  ctx: StepContext,
  order: ShopOrder,
  { n, request }: OrderChange,
): Promise<StepOutcome> {
  const lightbox = lightboxOf(await deps.channel(ctx.channel), order);
  const newFacts: Fact[] = [{ fact: 'terms-changed', terms: termsOf(order) }];
  return commitAndNotify(deps, ctx, newFacts, [], async (tx) => {
    await storeLightbox(tx, ctx.checkoutId, order, lightbox);
    await writeTransaction(tx, {
      checkoutId: ctx.checkoutId,
      step: updateStep('order', n),
      action: 'update',
      amountCents: order.amount_cents,
      currency: order.currency,
      source: PURCHASE_STEP,
      active: false,
      successful: true,
      request: lightboxRequest(lightbox),
      actor: request.actor,
      at: new Date(ctx.at),
    });
  });
}

function patchOrder(deps: ActivityDeps, ctx: StepContext, order: ShopOrder, { n, request }: OrderChange): Promise<StepOutcome> {
  const orderId = ctx.facts.order?.id ?? '';
  return runApruveStep<ApruveOrder>(deps, ctx, ({ merchantId }) => {
    const { merchant_id: _, finalize_on_create: __, invoice_on_create: ___, ...body } = apruveOrder(merchantId, order);
    return {
      step: updateStep('order', n),
      action: 'update',
      amountCents: order.amount_cents,
      source: PURCHASE_STEP,
      reference: orderId,
      actor: request.actor,
      request: requests.updateOrder(orderId, body),
      ...onCreditRefusal(deps.db, ctx, order.amount_cents > ctx.facts.terms.amountCents),
      facts: (changed) => [{ fact: 'terms-changed', terms: termsOf(order) }, ...orderFacts(ctx, changed)],
      store: (tx) => storeOrder(tx, ctx.checkoutId, order),
    };
  });
}

/** Makes the order final at Apruve, which starts the approval. A repeat finds it finalized. */
export function finalizeOrder(deps: ActivityDeps, ctx: StepContext, orderId: string, actor?: string): Promise<StepOutcome> {
  return runApruveStep<ApruveOrder>(deps, ctx, (apruve) => ({
    step: FINALIZE_STEP,
    action: 'finalize',
    amountCents: ctx.facts.terms.amountCents,
    source: PURCHASE_STEP,
    reference: orderId,
    actor,
    request: requests.finalizeOrder(orderId),
    find: () => readWhere(apruve, requests.getOrder(orderId), ({ status }) => status !== 'new'),
    facts: (order) => orderFacts(ctx, order),
    records: (_, response) => [{ step: PURCHASE_STEP, response }],
  }));
}

/** What is not given stays. */
function merged(order: ShopOrder, change: OrderUpdateRequest): ShopOrder {
  const items = change.items?.map((item) => ({
    ...item,
    quantity: item.quantity ?? null,
    price_ea_cents: item.price_ea_cents ?? null,
  }));
  return {
    ...order,
    amount_cents: change.amountCents ?? order.amount_cents,
    tax_cents: change.taxCents ?? order.tax_cents,
    shipping_cents: change.shippingCents ?? order.shipping_cents,
    expire_at: change.expireAt ?? order.expire_at,
    po_number: change.poNumber ?? order.po_number,
    order_items: items ?? order.order_items,
  };
}

/** A time in the past would end the order, which takes an operator's cancel. */
function refusalOfPastExpiry({ at }: StepContext, { expireAt }: OrderUpdateRequest): Refusal | null {
  if (expireAt === undefined || Date.parse(expireAt) > Date.parse(at)) return null;
  const errors = [{ path: 'expire_at', message: 'has passed' }];
  return {
    code: 'invalid-request',
    message: `expire_at: ${expireAt} has passed; send a time in the future.`,
    details: { errors },
  };
}

function refusalOfUpdate({ facts }: StepContext, order: ShopOrder): Refusal | null {
  const parts = sum(order.order_items.map((line) => line.price_total_cents)) + order.tax_cents + order.shipping_cents;
  if (parts !== order.amount_cents) {
    const difference = formatMoney(order.amount_cents - parts, order.currency);
    const message = `Lines, tax and shipping give ${parts} cents, the amount says ${order.amount_cents}: ${difference} differ.`;
    return { code: 'amount-mismatch', message };
  }
  const invoiced = invoicedCents(facts) + reservedCents(facts);
  if (limitCents(order.amount_cents) >= invoiced) return null;
  const message = `${formatMoney(invoiced, order.currency)} is invoiced already: 110 % of the new amount do not cover it.`;
  return { code: 'credit-exceeded', message, details: { remaining_cents: 0 } };
}

const termsOf = ({ currency, amount_cents, tax_cents, shipping_cents, expire_at }: ShopOrder): Terms => ({
  currency,
  amountCents: amount_cents,
  taxCents: tax_cents,
  shippingCents: shipping_cents,
  expireAt: expire_at,
});
