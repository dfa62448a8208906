import { z } from '@hono/zod-openapi';
import { emailText, MAX_CENTS, positiveCents, cents, trimmedText } from '../../../workflows/contract/fields.ts';
import type { Cart } from '../../../workflows/rules/payment-rules.ts';
import { countryField, currencyField, DEFAULT_CURRENCY, orDefault } from './fields.ts';

const buyer = {
  currency: orDefault(currencyField, DEFAULT_CURRENCY),
  country: countryField.nullish(),
  customer_group: trimmedText(255).nullish(),
  customer_email: emailText.nullish(),
  customer_id: trimmedText(255).nullish(),
};

const fromQuery = (min: number) => z.coerce.number().int().min(min).max(MAX_CENTS).optional();

/** What the rules of a channel check of a cart, in a query string. */
export const cartQuery = z.strictObject({
  ...buyer,
  amount_cents: fromQuery(1),
  tax_cents: fromQuery(0),
  shipping_cents: fromQuery(0),
});

/** The same in a body. */
export const cartBody = z
  .strictObject({ ...buyer, amount_cents: positiveCents.nullish(), tax_cents: cents.nullish(), shipping_cents: cents.nullish() })
  .openapi('Cart');

/** A cart as the rules see it: null is what it does not say. */
export const toCart = (input: z.output<typeof cartQuery> | z.output<typeof cartBody>): Cart => ({
  currency: input.currency,
  amountCents: input.amount_cents ?? null,
  taxCents: input.tax_cents ?? null,
  shippingCents: input.shipping_cents ?? null,
  country: input.country ?? null,
  customerGroup: input.customer_group ?? null,
  email: input.customer_email ?? null,
  customerId: input.customer_id ?? null,
});
