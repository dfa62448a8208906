import { attempt } from '../process/run-step.ts';
import type { OfflineBuyer } from '../contract/step-context.ts';
import { findBuyer } from '../activity-proxies.ts';
import type { Life } from '../process/checkout-process.ts';
import { FIND_BUYER_STEP, PLACE_ORDER_STEP } from '../rules/rows.ts';
import { lookUpLostReturn } from './authorize.ts';
import { openWaitingInvoices } from './open-waiting.ts';

type Outcome = 'done' | 'unresolved';

/**
 * An order without a lightbox: its buyer is looked up, then it is made at Apruve, where it waits for the buyer's confirmation. A
 * refusal ends the checkout as `declined`, whoever hears of it: nothing has happened, and the order number is free again.
 * Once the buyer is found, a retry asks for the same order.
 */
export async function placeOrder(life: Life, known?: OfflineBuyer): Promise<Outcome> {
  if (life.facts.order !== null) return 'done';
  const found = known === undefined ? await lookUpBuyer(life) : known;
  return found === 'unresolved' ? found : makeOrder(life, found);
}

async function lookUpBuyer(life: Life): Promise<OfflineBuyer | 'unresolved'> {
  const { corporateAccountId = null } = life.input.offline ?? {};
  const found: { buyer?: OfflineBuyer | undefined } = {};
  await attempt(life, { step: FIND_BUYER_STEP, redo: { type: 'placeOrder' } }, async (scene) => {
    const answer = await findBuyer(scene, corporateAccountId);
    found.buyer = answer.buyer;
    return answer;
  });
  return found.buyer ?? 'unresolved';
}

async function makeOrder(life: Life, buyer: OfflineBuyer): Promise<Outcome> {
  const step = { step: PLACE_ORDER_STEP, redo: { type: 'placeOrder', buyer } } as const;
  const outcome = await attempt(life, step, (scene) => life.writes.placeOrder(scene, buyer, life.input.offline?.actor));
  await openWaitingInvoices(life);
  return outcome;
}

/** An order that may have been made without our knowing is looked up, and neither sent again nor left behind. */
export async function lookForPlaced(life: Life): Promise<void> {
  if (life.facts.unresolved.some(({ step }) => step === PLACE_ORDER_STEP)) await lookUpLostReturn(life);
}
