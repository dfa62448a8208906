import * as apruve from './apruve.ts';
import { conflict, CREATED, OK, REFUSED_BY_APRUVE, unfit, type Expected } from './answers.ts';
import { freeCredit, keeperOf } from './money.ts';
import { adopt } from './adoption.ts';
import { amountOf, newCheckout, type Checkout, type Model } from './state.ts';

/** Whom an order without a lightbox is for: one who has credit, one who has none, one whom Apruve does not know. */
export type Buyer = 'known' | 'poor' | 'unknown';

/** `POST /v1/offline-checkouts`. A refusal ends the attempt, and its number is free for the next. */
export function openOffline(model: Model, content: string, id: string, buyer: Buyer): Expected {
  const known = keeperOf(model);
  if (known !== undefined) {
    return known.content === content ? OK : conflict('order-conflict');
  }
  const checkout = newCheckout(id, content, model.setting.cart);
  model.checkouts.push(checkout);
  if (buyer === 'unknown') return decline(checkout, unfit('unknown-buyer'));
  const available_cents = buyer === 'poor' ? 0 : freeCredit(model);
  if (available_cents < amountOf(checkout.cart)) return decline(checkout, unfit('insufficient-credit', { available_cents }));
  const order = apruve.placeOffline(model, checkout.cart);
  if (order === null) return decline(checkout, REFUSED_BY_APRUVE);
  adopt(model, checkout, order);
  return CREATED;
}

function decline(checkout: Checkout, refusal: Expected): Expected {
  checkout.end = 'declined';
  return refusal;
}
