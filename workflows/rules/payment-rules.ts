import type { Channel, PaymentRules } from '../contract/channel.ts';
import { formatMoney } from './money.ts';

/** What a channel's rules check. Null means unknown, and a rule about an unknown value refuses. Integer cents. */
export interface Cart {
  currency: string;
  amountCents: number | null;
  taxCents: number | null;
  shippingCents: number | null;
  country: string | null;
  customerGroup: string | null;
  email: string | null;
  /** The shop's id of the customer. */
  customerId: string | null;
}

/** What one rule says of a cart. */
export interface Verdict {
  rule: 'enabled' | Exclude<keyof PaymentRules, 'sort_order'>;
  /** Why not, as a sentence; null: the cart fulfills it. */
  reason: string | null;
}

/** What each rule that a channel has says of a cart, but for its expression. */
export function verdictsOf({ enabled, rules }: Pick<Channel, 'enabled' | 'rules'>, cart: Cart): Verdict[] {
  const { currencies, min_amount_cents: min, max_amount_cents: max, countries, customer_groups: groups } = rules;
  return [
    { rule: 'enabled', reason: enabled ? null : 'The channel is disabled.' },
    {
      rule: 'currencies',
      reason: currencies.includes(cart.currency) ? null : `It takes ${currencies.join(', ')}, not ${cart.currency}.`,
    },
    ...(min === null ? [] : [{ rule: 'min_amount_cents' as const, reason: refusalOfAmount(cart, min, Infinity) }]),
    ...(max === null ? [] : [{ rule: 'max_amount_cents' as const, reason: refusalOfAmount(cart, 0, max) }]),
    ...(countries === null ? [] : [{ rule: 'countries' as const, reason: refusalOfValue(countries, cart.country, 'country') }]),
    ...(groups === null
      ? []
      : [{ rule: 'customer_groups' as const, reason: refusalOfValue(groups, cart.customerGroup, 'customer group') }]),
  ];
}

function refusalOfAmount({ amountCents, currency }: Cart, min: number, max: number): string | null {
  if (amountCents === null) return 'It needs to know the amount.';
  if (amountCents < min) return `It takes orders from ${formatMoney(min, currency)}.`;
  return amountCents > max ? `It takes orders up to ${formatMoney(max, currency)}.` : null;
}

const refusalOfValue = (allowed: readonly string[], value: string | null, what: string): string | null =>
  value !== null && allowed.includes(value) ? null : `It does not take the buyer's ${what}.`;
