import { runStep } from '../process/run-step.ts';
import type { Outcome } from '../contract/messages.ts';
import type { OfflineBuyer } from '../contract/step-context.ts';
import { findBuyer } from '../activity-proxies.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { FIND_BUYER_STEP, PLACE_ORDER_STEP } from '../rules/rows.ts';
import { lookUpLostReturn } from './authorize.ts';
import { openWaitingInvoices } from './waiting-invoices.ts';

/**
 * An order without a lightbox: its buyer is looked up, then it is made at Apruve, where it waits for the buyer's confirmation. A
 * refusal ends the checkout as `declined`, because nothing has happened, and the order number is free again. Once the buyer is
 * found, a retry asks for the same order.
 */
export async function placeOrder(checkout: CheckoutProcess, known?: OfflineBuyer): Promise<Outcome> {
  if (checkout.facts.order !== null) return 'done';
  const found = known === undefined ? await lookUpBuyer(checkout) : known;
  return found === 'unresolved' ? found : makeOrder(checkout, found);
}

async function lookUpBuyer(checkout: CheckoutProcess): Promise<OfflineBuyer | 'unresolved'> {
  const { corporateAccountId = null } = checkout.input.offline ?? {};
  const found: { buyer?: OfflineBuyer | undefined } = {};
  await runStep(checkout, { step: FIND_BUYER_STEP, redo: { type: 'placeOrder' } }, async (ctx) => {
    const answer = await findBuyer(ctx, corporateAccountId);
    found.buyer = answer.buyer;
    return answer;
  });
  return found.buyer ?? 'unresolved';
}

async function makeOrder(checkout: CheckoutProcess, buyer: OfflineBuyer): Promise<Outcome> {
  const step = { step: PLACE_ORDER_STEP, redo: { type: 'placeOrder', buyer } } as const;
  const outcome = await runStep(checkout, step, (ctx) => checkout.writes.placeOrder(ctx, buyer, checkout.input.offline?.actor));
  await openWaitingInvoices(checkout);
  return outcome;
}

/** Looks up an order that may have been made without our knowing: it must neither be sent again nor left behind. */
export async function lookForPlaced(checkout: CheckoutProcess): Promise<void> {
  if (checkout.facts.unresolved.some(({ step }) => step === PLACE_ORDER_STEP)) await lookUpLostReturn(checkout);
}
