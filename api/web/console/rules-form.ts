import type { ChannelView } from '../../v1/channels/schemas.ts';
import { shownValue, type FormField } from './form-fields.tsx';

/** The payment rules of a channel as a form has them. */
export const RULE_FIELDS: readonly FormField[] = [
  { name: 'rules.currencies', label: 'Currencies', kind: 'codes', hint: 'Such as USD, CAD.' },
  { name: 'rules.min_amount_cents', label: 'Smallest order', kind: 'amount', hint: 'Empty: any.' },
  { name: 'rules.max_amount_cents', label: 'Largest order', kind: 'amount', hint: 'Empty: any.' },
  { name: 'rules.countries', label: "Buyers' countries", kind: 'codes', hint: 'Such as US, CA. Empty: all.' },
  {
    name: 'rules.customer_groups',
    label: 'Customer groups',
    kind: 'lines',
    rows: 2,
    hint: 'One in each line, as the shop names them. Empty: all.',
  },
  {
    name: 'rules.expression',
    label: 'Expression',
    kind: 'text',
    rows: 3,
    hint: 'CEL that must be true of the cart, such as cart.amount_cents >= 10000 || customer.group == "b2b". Empty: none.',
  },
  {
    name: 'rules.sort_order',
    label: 'Place among the payment methods',
    kind: 'count',
    hint: 'A whole number; the smallest stands first.',
  },
];

/** A sample cart. */
export const CART_FIELDS: readonly FormField[] = [
  { name: 'cart.amount_cents', label: 'Amount', kind: 'amount' },
  { name: 'cart.currency', label: 'Currency', kind: 'codes' },
  { name: 'cart.country', label: 'Country', kind: 'codes' },
  { name: 'cart.customer_group', label: 'Group', kind: 'text' },
  { name: 'cart.tax_cents', label: 'Tax', kind: 'amount' },
  { name: 'cart.shipping_cents', label: 'Shipping', kind: 'amount' },
  { name: 'cart.customer_email', label: 'Email', kind: 'text' },
  { name: 'cart.customer_id', label: 'Customer id', kind: 'text' },
];

const valueAt = (rules: ChannelView['rules'], name: string): unknown =>
  Object.entries(rules).find(([key]) => `rules.${key}` === name)?.[1];

/** The saved rules as the form shows them. */
export const formOfRules = (rules: ChannelView['rules']): Record<string, string> =>
  Object.fromEntries(RULE_FIELDS.map(({ name, kind }) => [name, shownValue(kind, valueAt(rules, name))]));

/** What a rule is called, by its name in the API. */
export const ruleLabel = (rule: string): string =>
  rule === 'enabled' ? 'Takes new orders' : (RULE_FIELDS.find(({ name }) => name === `rules.${rule}`)?.label ?? rule);
