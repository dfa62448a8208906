import { createContext, Script } from 'node:vm';
import { Environment, EvaluationError, ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js';
import type { Cart } from '../../../workflows/rules/payment-rules.ts';

/** The longest expression, in characters. */
export const MAX_EXPRESSION = 1_000;
/** How long one evaluation may take, in milliseconds. */
const WITHIN_MS = 5;
const MOST_TRIES = 20;

const CART = { currency: 'string', amount_cents: 'int', tax_cents: 'int', shipping_cents: 'int' };
const CUSTOMER = { country: 'string', group: 'string', email: 'string', id: 'string' };

/** What an expression may read, as `cart.amount_cents`. */
export const EXPRESSION_FIELDS: readonly string[] = [
  ...Object.keys(CART).map((name) => `cart.${name}`),
  ...Object.keys(CUSTOMER).map((name) => `customer.${name}`),
];

const language = new Environment({
  limits: { maxAstNodes: 300, maxDepth: 20, maxListElements: 100, maxMapEntries: 20, maxCallArguments: 8 },
})
  .registerVariable({ name: 'cart', schema: CART })
  .registerVariable({ name: 'customer', schema: CUSTOMER });

/** What is wrong with an expression (CEL, https://cel.dev), and where; null: it can be saved. It reads the declared fields alone, and is true or false. */
export function faultOfExpression(expression: string): string | null {
  try {
    const { valid, type, error } = language.parse(expression).check();
    if (!valid) return sayWhere(error, expression);
    return type === 'bool' ? null : `is ${type === 'int' ? 'an' : 'a'} ${type}, and must be true or false`;
  } catch (error) {
    return sayWhere(error, expression);
  }
}

/** Why an expression does not accept a cart, as a sentence; null when it does. What cannot be evaluated, or not in 5 ms, does not. */
export function refusalOfExpression(expression: string, cart: Cart): string | null {
  try {
    const evaluate = language.parse(expression);
    const values = valuesOf(cart);
    return boundedInTime(() => evaluate(values)) === true ? null : 'Its expression is not true of the cart.';
  } catch (error) {
    return `Its expression cannot be evaluated for this cart: ${reasonOf(error)}.`;
  }
}

/** What the cart does not say is absent, so that an expression that reads it is at fault, unless it asks with `has()` first. */
function valuesOf({ currency, amountCents, taxCents, shippingCents, country, customerGroup, email, customerId }: Cart) {
  return {
    cart: present({ currency, amount_cents: int(amountCents), tax_cents: int(taxCents), shipping_cents: int(shippingCents) }),
    customer: present({ country, group: customerGroup, email, id: customerId }),
  };
}

const int = (cents: number | null): bigint | null => (cents === null ? null : BigInt(cents));
const present = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

const SCRIPT = new Script('run()');
const CONTEXT = createContext({ run: (): unknown => null });

/**
 * V8 itself ends what takes too long, in the middle of a regular expression too. A pause of a busy machine is no fault of the
 * expression: it is tried again until it has had the processor for as long as two evaluations may take.
 */
function boundedInTime(run: () => unknown): unknown {
  CONTEXT['run'] = run;
  const before = process.cpuUsage();
  for (let tries = 1; ; tries++) {
    try {
      return SCRIPT.runInContext(CONTEXT, { timeout: WITHIN_MS });
    } catch (error) {
      const { user, system } = process.cpuUsage(before);
      if (!isTimeout(error) || tries === MOST_TRIES || user + system >= 2_000 * WITHIN_MS) throw error;
    }
  }
}

/** The error is one of the context, and of no class that we know. */
const isTimeout = (error: unknown): boolean => Object(error).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

const isOfLanguage = (error: unknown): error is ParseError | CelTypeError | EvaluationError =>
  error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError;

function reasonOf(error: unknown): string {
  if (isTimeout(error)) return `it takes more than ${WITHIN_MS} ms`;
  return isOfLanguage(error) ? error.summary : 'it fails';
}

function sayWhere(error: unknown, expression: string): string {
  if (!isOfLanguage(error)) return 'is no expression that can be read';
  const { summary, range } = error;
  if (range === undefined) return `is no expression that can be used: ${summary}`;
  if (range.start >= expression.length) return `is no expression that can be used: ${summary}, at its end`;
  const near = expression.slice(range.start, Math.min(Math.max(range.end, range.start + 1), range.start + 40));
  return `is no expression that can be used: ${summary}, at character ${range.start + 1} (“${near}”)`;
}
