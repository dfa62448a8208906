import { partOf, shareOf, type LineLeft } from '../../../../workflows/rules/lines-left.ts';
import { formatMoney, parseAmount, sum } from '../../../../workflows/rules/money.ts';
import { formatAmount } from '../amount.ts';
import type { Form, Input, LineChoice, Price } from '../console-action.ts';
import type { Line, Offer } from './offer.ts';

/** A form in which lines are chosen from an offer. */
export interface ByLine {
  offer: Offer;
  currency: string;
  /** True: all that is left is filled in. */
  isFilledIn: boolean;
  /** The most that can be asked for, in cents, and why more is refused. */
  most: { cents: number; why: string };
  /** True: where nothing is filled in and nothing is chosen, all that is left is asked for by its amount. */
  restByDefault: boolean;
}

/** What was chosen. Without lines, tax and shipping it is the amount alone, or all that is left where that is not given either. */
export interface Chosen {
  cents: number;
  amountCents?: number;
  lines?: Line[];
  taxCents: number;
  shippingCents: number;
  /** Nothing was changed of what was filled in, which is all that is left. */
  isAll: boolean;
}

/** The lines of the form, each with what is left of it. */
export const choicesOf = ({ offer, isFilledIn }: ByLine): LineChoice[] =>
  offer.lines.map(({ line: { title, sku, variant_info }, quantity }, index) => ({
    name: `line_${index}`,
    title: [title, variant_info, sku].filter((text) => text != null && text !== '').join(', '),
    left: quantity,
    value: isFilledIn && offer.isKnown ? String(quantity) : '',
  }));

/** The fields below the lines. `tax_shown` is what was last filled in as tax: while it stays so, tax goes with the lines. */
export function amountInputs(form: ByLine): Input[] {
  const { offer, currency, isFilledIn } = form;
  const isWhole = isFilledIn && offer.isKnown;
  const hint = takesRest(form) ? { hint: `All that is left, ${formatMoney(offer.restCents, currency)}` } : {};
  const amount = { name: 'amount_cents', label: 'Amount', kind: 'amount', ...hint } as const;
  if (offer.lines.length === 0) return [amount];
  const value = (cents: number): string => formatAmount(isWhole ? cents : 0);
  return [
    { name: 'tax_cents', label: 'Tax', kind: 'amount', value: value(offer.taxCents) },
    { name: 'shipping_cents', label: 'Shipping', kind: 'amount', value: value(offer.shippingCents) },
    { ...amount, label: 'Amount, in place of lines' },
  ];
}

/** True where a form that is left empty stands for all that is left: not where that was filled in, and somebody took it out. */
const takesRest = ({ offer, isFilledIn, restByDefault }: ByLine): boolean =>
  restByDefault && offer.restCents > 0 && !(isFilledIn && offer.isKnown && offer.lines.length > 0);

const EITHER = 'Choose quantities, with tax and shipping, or give an amount in their place: not both.';
const NOTHING = 'Choose how many of the lines, or give an amount.';

/** What a form comes to, with the body that `toBody` makes of it; a sentence where it must fail or cannot be read. */
export function priceOf(form: ByLine, given: Form, toBody: (chosen: Chosen) => Record<string, unknown> | string): Price | string {
  const read = readForm(form, given);
  if (typeof read === 'string') return read;
  const { chosen, amounts, isOwnTax } = read;
  if (chosen.cents <= 0) return NOTHING;
  if (chosen.cents > form.most.cents) return form.most.why;
  const body = toBody(chosen);
  if (typeof body === 'string') return body;
  const tax = formatAmount(chosen.taxCents);
  const isTyped = chosen.amountCents !== undefined;
  return {
    body,
    text: formatMoney(chosen.cents, form.currency),
    cents: chosen.cents,
    amounts: isTyped ? {} : amounts,
    isTyped,
    filled: isTyped || isOwnTax ? given : { ...given, tax_cents: tax },
    hidden: { shown: String(chosen.cents), tax_shown: isTyped || isOwnTax ? (given['tax_shown'] ?? '') : tax },
  };
}

type Amounts = Readonly<Record<string, string>>;

interface Read {
  chosen: Chosen;
  amounts: Amounts;
  /** The tax was given by hand. */
  isOwnTax: boolean;
}

function readForm(form: ByLine, given: Form): Read | string {
  const { offer, currency } = form;
  const choices = choicesOf(form);
  const defaults = Object.fromEntries(amountInputs(form).map(({ name, value = '' }) => [name, value]));
  const textOf = (name: string): string => (given[name] ?? defaults[name] ?? '').trim();
  const lines = readLines(offer.lines, choices, given);
  if (typeof lines === 'string') return lines;
  const tax = readAmount('Tax', textOf('tax_cents') || '0');
  const shipping = readAmount('Shipping', textOf('shipping_cents') || '0');
  if (typeof tax === 'string') return tax;
  if (typeof shipping === 'string') return shipping;
  const isOwnTax = textOf('tax_cents') !== (given['tax_shown'] || (defaults['tax_cents'] ?? ''));
  const isOwn = lines.isOwn || isOwnTax || textOf('shipping_cents') !== (defaults['shipping_cents'] ?? '');
  const amount = textOf('amount_cents');
  if (amount !== '') {
    if (isOwn) return EITHER;
    const amountCents = readAmount('Amount', amount);
    if (typeof amountCents === 'string') return amountCents;
    return { chosen: { cents: amountCents, amountCents, taxCents: 0, shippingCents: 0, isAll: false }, amounts: {}, isOwnTax };
  }
  const taxCents = isOwnTax ? tax : taxOf(form, lines.parts);
  const cents = centsOf(lines.parts) + taxCents + shipping;
  const isNothing = lines.parts.length === 0 && taxCents === 0 && shipping === 0;
  if (isNothing && takesRest(form))
    return { chosen: { cents: offer.restCents, taxCents: 0, shippingCents: 0, isAll: true }, amounts: {}, isOwnTax };
  const amounts = Object.fromEntries(lines.amounts.map(([name, each]) => [name, formatMoney(each, currency)]));
  const isAll = offer.isKnown && cents === offer.restCents && lines.isEach && taxCents === offer.taxCents;
  return { chosen: { cents, lines: lines.parts, taxCents, shippingCents: shipping, isAll }, amounts, isOwnTax };
}

const centsOf = (lines: readonly Line[]): number => sum(lines.map(({ price_total_cents }) => price_total_cents));

/** Tax goes with the lines: the share that they have of all that are left. */
function taxOf({ offer, isFilledIn }: ByLine, parts: readonly Line[]): number {
  const { lines, taxCents, isKnown } = offer;
  const all = sum(lines.map(({ cents }) => cents));
  if (all <= 0) return isFilledIn && isKnown ? taxCents : 0;
  return shareOf(taxCents, Math.min(Math.max(centsOf(parts), 0), all), all);
}

function readAmount(label: string, text: string): number | string {
  return parseAmount(text) ?? `“${text}” cannot be read: ${label} takes an amount such as 115.00.`;
}

interface ReadLines {
  parts: Line[];
  amounts: (readonly [name: string, cents: number])[];
  /** Another quantity than the one that was filled in. */
  isOwn: boolean;
  /** All of each line. */
  isEach: boolean;
}

function readLines(left: readonly LineLeft<Line>[], choices: readonly LineChoice[], given: Form): ReadLines | string {
  const read: ReadLines = { parts: [], amounts: [], isOwn: false, isEach: true };
  for (const [index, each] of left.entries()) {
    const choice = choices[index];
    if (choice === undefined) continue;
    const text = (given[choice.name] ?? choice.value).trim();
    const quantity = text === '' ? 0 : /^\d{1,9}$/.test(text) ? Number(text) : null;
    if (quantity === null) return `“${text}” cannot be read: the quantity of ${choice.title} takes a whole number.`;
    if (quantity > each.quantity)
      return `${each.quantity} of ${choice.title} ${each.quantity === 1 ? 'is' : 'are'} left, not ${quantity}.`;
    read.isOwn ||= quantity !== Number(choice.value);
    read.isEach &&= quantity === each.quantity;
    if (quantity === 0) continue;
    const part = partOf(each, quantity);
    read.parts.push(part);
    read.amounts.push([choice.name, part.price_total_cents]);
  }
  return read;
}
