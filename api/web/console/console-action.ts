import { parseAmount } from '../../../workflows/rules/money.ts';
import { fieldTime, timeOfField } from '../pages/times.tsx';
import { parseSignedAmount } from './amount.ts';

/** A field that an operator may fill in; named as the API names it. */
export interface Input {
  name: string;
  label: string;
  kind: 'text' | 'amount' | 'signed' | 'count' | 'time' | 'check';
  /** What it belongs to, together with its neighbours of the same group. */
  group?: string;
  /** How it stands now, a time in UTC; what is left so is not sent. */
  value?: string;
  hint?: string;
  /** Nothing is sent without it. */
  required?: boolean;
}

/** A line of which so many can be chosen. */
export interface LineChoice {
  name: string;
  title: string;
  left: number;
  /** How many are filled in. */
  value: string;
}

/** What a form comes to. It is shown before it is confirmed. */
export interface Price {
  body: Record<string, unknown>;
  cents: number;
  /** The same, as people read it. */
  text: string;
  /** Of each line that is chosen, by its name. */
  amounts: Readonly<Record<string, string>>;
  /** Somebody gave the amount, so they have seen it. */
  isTyped: boolean;
  /** The form with what follows from it. */
  filled: Form;
  /** What the form carries with it: `shown`, the cents that the page has shown. */
  hidden: Form;
}

/** A call of the API that an operator makes from the console, with the confirmation that is shown before it. */
export interface ConsoleAction {
  title: string;
  button: string;
  /** What will happen, each a sentence. */
  sentences: readonly string[];
  inputs: readonly Input[];
  method: 'post' | 'patch';
  /** The API's path. */
  path: string;
  /** Asks for the fields that were changed, so at least for one. */
  changes?: boolean;
  /** What is sent, where it is more than the fields that were changed; a sentence where the form cannot be read. */
  bodyOf?: (form: Form) => Record<string, unknown> | string;
  /** Lines to choose from, and what comes of the form; a sentence where it must fail or cannot be read. */
  lines?: readonly LineChoice[];
  price?: (form: Form) => Price | string;
  /** It is asked for what the confirmation shows: where the checkout has changed since, it is confirmed anew. */
  forVersion?: number;
  /** Done by one click, without a confirmation. */
  atOnce?: true;
  /** What the operator reads after a 202; there is a sentence for all. */
  pending?: string;
  /** What the operator reads after it was done, where needed from the body of the API's answer. */
  done: string | ((answer: unknown) => string);
}

export type Form = Readonly<Record<string, string>>;

const COUNT_FORM = /^\d{1,9}$/;
const TIME_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/** How an input stands now as it is shown: a time in the zone. */
export const shownValue = ({ kind, value = '' }: { kind: Input['kind']; value?: string | undefined }, zone: string): string =>
  kind === 'time' && value !== '' ? fieldTime(`${value}:00Z`, zone) : value;

/** A form with its times in UTC, which were filled in in the zone. What was left as it was shown is as it was. */
export function inUtc(inputs: readonly Input[], form: Form, zone: string): Form {
  const times = inputs.flatMap((input): [string, string][] => {
    const text = form[input.name] ?? '';
    if (input.kind !== 'time' || !TIME_FORM.test(text)) return [];
    return [[input.name, text === shownValue(input, zone) ? (input.value ?? '') : fieldTime(timeOfField(text, zone))]];
  });
  return { ...form, ...Object.fromEntries(times) };
}

/**
 * The body that an action sends: the fields that were changed, and every check box. A sentence where something cannot be read, or
 * nothing was changed.
 */
export function bodyOf(
  { inputs, changes }: Pick<ConsoleAction, 'inputs' | 'changes'>,
  form: Form,
): Record<string, unknown> | string {
  const body: Record<string, unknown> = {};
  for (const input of inputs) {
    if (input.kind === 'check') {
      body[input.name] = form[input.name] !== undefined;
      continue;
    }
    const text = form[input.name] ?? '';
    const untouched = form[input.name] === undefined || text === (input.value ?? '');
    if (untouched && !(input.required && text === '')) continue;
    const value = readField(input.kind, text);
    if (value === null)
      return `${text === '' ? 'A field is empty' : `“${text}” cannot be read`}: ${FORMS[input.kind](input.label)}`;
    body[input.name] = value;
  }
  return changes && Object.keys(body).length === 0 ? NOTHING_CHANGED : body;
}

export const NOTHING_CHANGED = 'Nothing was changed, so nothing was sent.';

type TextKind = Exclude<Input['kind'], 'check'>;

const FORMS: Record<TextKind, (label: string) => string> = {
  text: (label) => `${label} takes a text.`,
  amount: (label) => `${label} takes an amount such as 115.00.`,
  signed: (label) => `${label} takes an amount such as 115.00, or -5.00 for a discount.`,
  count: (label) => `${label} takes a whole number.`,
  time: (label) => `${label} takes a day and a time.`,
};

function readField(kind: TextKind, text: string): string | number | null {
  switch (kind) {
    case 'amount':
      return parseAmount(text);
    case 'signed':
      return parseSignedAmount(text);
    case 'count':
      return COUNT_FORM.test(text) ? Number(text) : null;
    case 'time':
      return TIME_FORM.test(text) ? `${text}:00Z` : null;
    case 'text':
      return text;
  }
}
