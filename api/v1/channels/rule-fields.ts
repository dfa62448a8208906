import { z } from '@hono/zod-openapi';
import type { PaymentRules } from '../../../workflows/contract/channel.ts';
import { cleanedText, MAX_CENTS, plainText } from '../../../workflows/contract/fields.ts';
import { Problem } from '../../http/problem.ts';
import { countryField, currencyField } from '../shared/fields.ts';
import { EXPRESSION_FIELDS, faultOfExpression, MAX_EXPRESSION } from '../shared/rule-expression.ts';

const amountField = z.int().min(0).max(MAX_CENTS).nullable();

const expressionField = plainText(MAX_EXPRESSION)
  .superRefine((text, ctx) => {
    if (text.length > MAX_EXPRESSION) return;
    const fault = faultOfExpression(text);
    if (fault !== null) ctx.addIssue({ code: 'custom', message: fault });
  })
  .nullable()
  .openapi({
    description: `CEL (https://cel.dev) that must be true of the cart. It may read ${EXPRESSION_FIELDS.join(', ')}; \`has(customer.group)\` asks whether one is there.`,
    example: 'cart.amount_cents >= 10000 || customer.group == "b2b"',
  });

const MAX_SORT_ORDER = 10_000;

/** What a cart must fulfill; null allows everything. */
export const rulesField = z.strictObject({
  currencies: z.array(currencyField).min(1, 'names no currency').max(50),
  min_amount_cents: amountField,
  max_amount_cents: amountField,
  countries: z.array(countryField).max(250).nullable(),
  customer_groups: z.array(cleanedText(255)).max(100).nullable(),
  expression: expressionField,
  sort_order: z
    .int()
    .min(-MAX_SORT_ORDER)
    .max(MAX_SORT_ORDER)
    .openapi({ description: 'The smallest stands first among the payment methods.' }),
});
export type RulesChange = Partial<z.infer<typeof rulesField>>;

/** Rules as they are shown. */
export const rulesView = (rules: PaymentRules): z.infer<typeof rulesField> => ({
  ...rules,
  currencies: [...rules.currencies],
  countries: copy(rules.countries),
  customer_groups: copy(rules.customer_groups),
});

const copy = (list: readonly string[] | null): string[] | null => (list === null ? null : [...list]);

/** Rules after a change, in which null allows everything and an absent one stays. Throws where no order could fulfill them. */
export function mergedRules(before: PaymentRules, change: Undefinable<RulesChange>): PaymentRules {
  const rules = merge(before, change);
  const { min_amount_cents: min, max_amount_cents: max } = rules;
  if (min === null || max === null || min <= max) return rules;
  const message = 'is below the smallest amount: no order would be taken';
  const errors = [{ path: 'rules.max_amount_cents', message }];
  throw new Problem('invalid-request', `rules.max_amount_cents ${message}.`, { errors });
}

const merge = (rules: PaymentRules, change: Undefinable<RulesChange>): PaymentRules => ({
  currencies: change.currencies ?? rules.currencies,
  min_amount_cents: changed(change.min_amount_cents, rules.min_amount_cents),
  max_amount_cents: changed(change.max_amount_cents, rules.max_amount_cents),
  countries: changed(change.countries, rules.countries),
  customer_groups: changed(change.customer_groups, rules.customer_groups),
  expression: changed(change.expression, rules.expression),
  sort_order: changed(change.sort_order, rules.sort_order),
});

type Undefinable<T> = { [K in keyof T]: T[K] | undefined };

const changed = <T>(change: T | undefined, before: T): T => (change === undefined ? before : change);
