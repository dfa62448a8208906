import { describe, expect, it } from 'vitest';
import type { PaymentRules } from '../../../workflows/contract/channel.ts';
import { refusalOfCart, verdictsOf } from '../../../api/v1/shared/payment-rules.ts';
import { DEFAULT_RULES as rules } from '../../../worker/platform/channels.ts';
import type { Cart } from '../../../workflows/rules/payment-rules.ts';

const cart: Cart = {
  currency: 'USD',
  amountCents: 5_000,
  taxCents: null,
  shippingCents: null,
  country: null,
  customerGroup: null,
  email: null,
  customerId: null,
};

describe("a channel's payment rules", () => {
  it('take any US dollar cart by default, even of unknown amount', () => {
    expect(refusalOfCart({ enabled: true, rules }, cart)).toBeNull();
    expect(refusalOfCart({ enabled: true, rules }, { ...cart, amountCents: null })).toBeNull();
  });

  it('refuse everything while the channel is disabled', () => {
    expect(refusalOfCart({ enabled: false, rules }, cart)).toBe('The channel is disabled.');
  });

  it.each<[string, Partial<PaymentRules>, Partial<Cart>, string]>([
    ['another currency', {}, { currency: 'EUR' }, 'It takes USD, not EUR.'],
    ['too little', { min_amount_cents: 5_001 }, {}, 'It takes orders from $50.01.'],
    ['too much', { max_amount_cents: 4_999 }, {}, 'It takes orders up to $49.99.'],
    ['an unknown amount where one is ruled', { max_amount_cents: 1 }, { amountCents: null }, 'It needs to know the amount.'],
    ['another country', { countries: ['US'] }, { country: 'CA' }, "It does not take the buyer's country."],
    ['an unknown country', { countries: ['US'] }, {}, "It does not take the buyer's country."],
    [
      'what the expression is not true of',
      { expression: 'cart.amount_cents < 5000' },
      {},
      'Its expression is not true of the cart.',
    ],
    ['an unknown group', { customer_groups: ['b2b'] }, {}, "It does not take the buyer's customer group."],
  ])('refuse %s', (_, rule, cartChange, sentence) => {
    expect(refusalOfCart({ enabled: true, rules: { ...rules, ...rule } }, { ...cart, ...cartChange })).toBe(sentence);
  });

  it('say of each one that there is whether the cart fulfills it, and why not', () => {
    const some = { ...rules, max_amount_cents: 1, countries: ['US'], expression: 'cart.amount_cents > 1' };
    expect(verdictsOf({ enabled: false, rules: some }, { ...cart, country: 'US' })).toEqual([
      { rule: 'enabled', reason: 'The channel is disabled.' },
      { rule: 'currencies', reason: null },
      { rule: 'max_amount_cents', reason: 'It takes orders up to $0.01.' },
      { rule: 'countries', reason: null },
      { rule: 'expression', reason: null },
    ]);
  });

  it('take what is exactly at the limits', () => {
    const limits = { ...rules, min_amount_cents: 5_000, max_amount_cents: 5_000, countries: ['US'], customer_groups: ['b2b'] };
    expect(refusalOfCart({ enabled: true, rules: limits }, { ...cart, country: 'US', customerGroup: 'b2b' })).toBeNull();
  });
});
