import type { Channel, PaymentRules } from '../contract/channel.ts';
import { formatMoney } from './money.ts';

/** What a channel's rules check. Null means unknown, and a rule about an unknown value refuses. Integer cents. */
export interface Cart {
  currency: string;
  amountCents: number | null;
  country: string | null;
  customerGroup: string | null;
}

/** Why a channel does not accept a cart, as a sentence; null when it does. */
export function refusalOfCart({ enabled, rules }: Pick<Channel, 'enabled' | 'rules'>, cart: Cart): string | null {
  if (!enabled) return 'The channel is disabled.';
  if (!rules.currencies.includes(cart.currency)) return `It takes ${rules.currencies.join(', ')}, not ${cart.currency}.`;
  return refusalOfAmount(rules, cart) ?? refusalOfBuyer(rules, cart);
}

function refusalOfAmount({ min_amount_cents: min, max_amount_cents: max }: PaymentRules, cart: Cart): string | null {
  if (min === null && max === null) return null;
  if (cart.amountCents === null) return 'It needs to know the amount.';
  if (min !== null && cart.amountCents < min) return `It takes orders from ${formatMoney(min, cart.currency)}.`;
  if (max !== null && cart.amountCents > max) return `It takes orders up to ${formatMoney(max, cart.currency)}.`;
  return null;
}

function refusalOfBuyer({ countries, customer_groups: groups }: PaymentRules, { country, customerGroup }: Cart): string | null {
  if (countries !== null && (country === null || !countries.includes(country))) return "It does not take the buyer's country.";
  if (groups !== null && (customerGroup === null || !groups.includes(customerGroup)))
    return "It does not take the buyer's customer group.";
  return null;
}
