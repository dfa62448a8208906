import type { CheckoutView } from '../checkouts/checkout-schema.ts';
import { parseAmount } from './amount.ts';
import { checkoutPath } from './reads.ts';

/** A field that an operator may fill in; named as the API names it. */
export interface Input {
  name: string;
  label: string;
  kind: 'text' | 'amount' | 'time';
  /** How it stands now; what is left so is not sent. */
  value?: string;
  hint?: string;
}

/** Something that is asked of the API after a last look. */
export interface Deed {
  title: string;
  button: string;
  /** What will happen, each a sentence. */
  sentences: readonly string[];
  inputs: readonly Input[];
  method: 'post' | 'patch';
  /** The API's path. */
  path: string;
  /** The outcome in words. */
  done: string;
}

export type Form = Readonly<Record<string, string>>;

const TIME_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/** What a deed sends of a form: the fields that were changed. A sentence where something cannot be read, or nothing was changed. */
export function bodyOf({ inputs, method }: Pick<Deed, 'inputs' | 'method'>, form: Form): Record<string, unknown> | string {
  const body: Record<string, unknown> = {};
  for (const input of inputs) {
    const text = form[input.name];
    if (text === undefined || text === (input.value ?? '')) continue;
    const value = read(input, text);
    if (value === null)
      return `${text === '' ? 'A field is empty' : `“${text}” cannot be read`}: ${FORMS[input.kind](input.label)}`;
    body[input.name] = value;
  }
  return method === 'patch' && Object.keys(body).length === 0 ? 'Nothing was changed, so nothing was sent.' : body;
}

const FORMS: Record<Input['kind'], (label: string) => string> = {
  text: (label) => `${label} takes a text.`,
  amount: (label) => `${label} takes an amount such as 115.00.`,
  time: (label) => `${label} takes a day and a time.`,
};

function read({ kind }: Input, text: string): string | number | null {
  if (kind === 'amount') return parseAmount(text);
  if (kind === 'time') return TIME_FORM.test(text) ? `${text}:00Z` : null;
  return text;
}

/** The deeds on a checkout itself, by the last part of their address. */
export const CHECKOUT_DEEDS: Readonly<Record<'complete' | 'cancel', (checkout: CheckoutView) => Deed>> = {
  complete: ({ id }) => ({
    title: 'Complete checkout',
    button: 'Complete checkout now',
    sentences: [
      'Nothing more will be invoiced: the credit that no invoice uses is free for the buyer again.',
      'The checkout ends as soon as its invoices are paid. This cannot be undone.',
    ],
    inputs: [],
    method: 'post',
    path: `${checkoutPath(id)}/complete`,
    done: 'The order is completed: no invoice can follow, and the rest of its credit is released.',
  }),
  cancel: ({ id, invoices }) => ({
    title: 'Cancel checkout',
    button: 'Cancel checkout now',
    sentences: [
      ...(invoices.some(({ status }) => status !== 'canceled')
        ? ['Its drafts and open invoices are canceled at Apruve first.']
        : []),
      'The order is canceled at Apruve, and the credit it holds is free again.',
      'This cannot be undone.',
    ],
    inputs: [{ name: 'reason', label: 'Reason', kind: 'text' }],
    method: 'post',
    path: `${checkoutPath(id)}/cancel`,
    done: 'Done: the checkout is canceled.',
  }),
};
