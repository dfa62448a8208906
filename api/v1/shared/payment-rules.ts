import type { Customer, ShopOrder } from '../../../activities/ledger/json-columns.ts';
import type { Channel } from '../../../workflows/contract/channel.ts';
import { verdictsOf as verdictsOfRules, type Cart, type Verdict } from '../../../workflows/rules/payment-rules.ts';
import { refusalOfExpression } from './rule-expression.ts';

type Rules = Pick<Channel, 'enabled' | 'rules'>;

/** What each rule of a channel says of a cart: of those that it has, its expression last. */
export function verdictsOf(channel: Rules, cart: Cart): Verdict[] {
  const { expression } = channel.rules;
  const verdicts = verdictsOfRules(channel, cart);
  return expression === null ? verdicts : [...verdicts, { rule: 'expression', reason: refusalOfExpression(expression, cart) }];
}

/** Why a channel does not accept a cart, as the first sentence; null when it does. */
export const refusalOfCart = (channel: Rules, cart: Cart): string | null =>
  verdictsOf(channel, cart).find(({ reason }) => reason !== null)?.reason ?? null;

/** What the rules see of an order. */
export const cartOf = (order: ShopOrder, { country, group, email, id }: Customer): Cart => ({
  currency: order.currency,
  amountCents: order.amount_cents,
  taxCents: order.tax_cents,
  shippingCents: order.shipping_cents,
  country,
  customerGroup: group,
  email,
  customerId: id,
});
