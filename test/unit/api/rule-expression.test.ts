import { describe, expect, it } from 'vitest';
import { EXPRESSION_FIELDS, faultOfExpression, refusalOfExpression } from '../../../api/v1/shared/rule-expression.ts';
import type { Cart } from '../../../workflows/rules/payment-rules.ts';

const cart: Cart = {
  currency: 'USD',
  amountCents: 5_000,
  taxCents: 100,
  shippingCents: 900,
  country: 'US',
  customerGroup: 'b2b',
  email: 'ana@shop.test',
  customerId: 'c-1',
};
const unsaid: Cart = { ...cart, country: null, customerGroup: null, email: null, customerId: null, amountCents: null };

describe('the expression of a channel', () => {
  it.each([
    'cart.amount_cents >= 5000 && cart.currency == "USD"',
    'cart.tax_cents + cart.shipping_cents == 1000',
    'customer.group in ["b2b", "gov"] && customer.country != "CA"',
    'customer.email.endsWith("@shop.test") && customer.id.startsWith("c-")',
    '["US", "CA"].exists(country, country == customer.country)',
  ])('can be saved, and is true of a cart: %s', (expression) => {
    expect(faultOfExpression(expression)).toBeNull();
    expect(refusalOfExpression(expression, cart)).toBeNull();
  });

  it('reads each declared field', () => {
    expect(EXPRESSION_FIELDS).toHaveLength(8);
    for (const field of EXPRESSION_FIELDS) {
      expect([field, faultOfExpression(`has(${field})`)]).toEqual([field, null]);
      expect(refusalOfExpression(`has(${field})`, cart)).toBeNull();
    }
  });

  it.each([
    ['', 'is no expression that can be used: Unexpected token: EOF, at its end'],
    ['1 +', 'is no expression that can be used: Unexpected token: EOF, at its end'],
    ['cart.amount > 1', 'is no expression that can be used: No such key: amount, at character 6 (“amount”)'],
    ['true || order.total > 1', 'is no expression that can be used: Unknown variable: order, at character 9 (“order”)'],
    [
      'cart.amount_cents > "much"',
      'is no expression that can be used: no such overload: int > string, at character 1 (“cart.amount_cents > "much"”)',
    ],
    ['cart.amount_cents', 'is an int, and must be true or false'],
    [
      `${'('.repeat(40)}true${')'.repeat(40)}`,
      'is no expression that can be used: Exceeded maxDepth (20), at character 21 (“(”)',
    ],
    [`${'!'.repeat(310)}true`, 'is no expression that can be used: Exceeded maxAstNodes (300), at character 11 (“!”)'],
    ['process.exit()', 'is no expression that can be used: Unknown variable: process, at character 1 (“process”)'],
  ])('is refused where it is wrong: %s', (expression, fault) => {
    expect(faultOfExpression(expression)).toBe(fault);
  });

  it('refuses what it is false of', () => {
    expect(refusalOfExpression('cart.amount_cents > 5000', cart)).toBe('Its expression is not true of the cart.');
  });

  it.each([
    ['cart.amount_cents > 1', 'No such key: amount_cents'],
    ['customer.email.matches("[")', 'No such key: email'],
    ['cart.shipping_cents / (cart.tax_cents - 100) > 1', 'division by zero'],
  ])('refuses where it cannot be evaluated, and says why: %s', (expression, why) => {
    expect(faultOfExpression(expression)).toBeNull();
    expect(refusalOfExpression(expression, unsaid)).toBe(`Its expression cannot be evaluated for this cart: ${why}.`);
  });

  it('may ask whether a value is there', () => {
    expect(refusalOfExpression('!has(customer.group) || customer.group == "b2b"', unsaid)).toBeNull();
    expect(
      refusalOfExpression('!has(customer.group) || customer.group == "b2b"', { ...cart, customerGroup: 'b2c' }),
    ).not.toBeNull();
  });

  it('is ended where it takes too long, and the next one is evaluated as ever', () => {
    const endless = 'customer.email.matches("^(a+)+$")';
    const begun = performance.now();
    const refusal = refusalOfExpression(endless, { ...cart, email: `${'a'.repeat(60)}!` });
    expect(refusal).toBe('Its expression cannot be evaluated for this cart: it takes more than 5 ms.');
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(refusalOfExpression(endless, { ...cart, email: 'aaa' })).toBeNull();
  });
});
