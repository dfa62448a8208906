import { formatMoney } from '../../../../workflows/rules/money.ts';
import { formatAmount } from '../amount.ts';
import { bodyOf, type ConsoleAction, type Form, type Input } from '../console-action.ts';
import { amountOf, JOURNEY, nameOf, pathOf, type Invoiced } from '../invoiced.ts';
import { hasOnlyAutomatic, returnableCents, shippableCents } from '../invoice-refusals.ts';
import { asLines, toReturn, toShip, type Offer } from './offer.ts';
import { amountInputs, choicesOf, priceOf, type ByLine, type Chosen } from './price.ts';

const SHIPMENT_OPTIONS: readonly Input[] = [
  { name: 'merchant_shipment_id', label: 'Shipment number', kind: 'text', hint: 'One is made' },
  ...JOURNEY,
];

/** A shipment over lines of an invoice; filled in is what is not shipped yet. */
export function addShipmentAction(about: Invoiced): ConsoleAction {
  const { currency } = about.checkout;
  const left = shippableCents(about.invoice);
  const isFirst = hasOnlyAutomatic(about.invoice);
  const offer = toShip(about.invoice);
  const why = `${formatMoney(left, currency)} of ${nameOf(about)} is left to ship.`;
  const form: ByLine = { offer, currency, isFilledIn: true, most: { cents: left, why }, restByDefault: true };
  return {
    title: `Add a shipment to ${nameOf(about)}`,
    button: 'Add shipment now',
    sentences: [
      'Apruve is told of it. A financed invoice is paid out to you only once it is shipped.',
      isFirst
        ? 'It takes the place of the shipment that was made with the invoice.'
        : `Of ${amountOf(about)}, ${formatMoney(left, currency)} is left to ship.`,
      ...unknownLines(offer),
    ],
    lines: choicesOf(form),
    inputs: [...amountInputs(form), ...SHIPMENT_OPTIONS],
    price: (given) =>
      priceOf(form, given, (chosen) => goodsBody('shipment_items', chosen, bodyOf({ inputs: SHIPMENT_OPTIONS }, given))),
    method: 'post',
    path: `${pathOf(about)}/shipments`,
    done: `Done: the shipment of ${nameOf(about)} is recorded.`,
  };
}

const RETURN_OPTIONS: readonly Input[] = [
  { name: 'reason', label: 'Reason', kind: 'text', hint: 'OTHER' },
  { name: 'merchant_notes', label: 'Notes of your own', kind: 'text' },
];

/** A return of lines of an invoice. Nothing is filled in: what is returned by mistake cannot be taken back. */
export function returnAction(about: Invoiced): ConsoleAction {
  const { currency } = about.checkout;
  const left = returnableCents(about.invoice);
  const offer = toReturn(about.invoice);
  const why = `${formatMoney(left, currency)} of ${nameOf(about)} is not returned yet.`;
  const form: ByLine = { offer, currency, isFilledIn: false, most: { cents: left, why }, restByDefault: false };
  return {
    title: `Return on ${nameOf(about)}`,
    button: 'Record return now',
    sentences: [
      `For goods that came back, or should not have been invoiced: at most ${formatMoney(left, currency)} of ${amountOf(about)}.`,
      about.invoice.status === 'closed'
        ? 'The buyer gets it back from Apruve, and a refund is recorded.'
        : 'The buyer has that much less to pay, and a refund is recorded. With nothing left to pay the invoice closes.',
      'It frees no room on the order. This cannot be undone.',
      ...unknownLines(offer),
    ],
    lines: choicesOf(form),
    inputs: [...amountInputs(form).map((input) => withMost(input, left)), ...RETURN_OPTIONS],
    price: (given) =>
      priceOf(form, given, (chosen) => goodsBody('return_items', chosen, bodyOf({ inputs: RETURN_OPTIONS }, given))),
    method: 'post',
    path: `${pathOf(about)}/returns`,
    done: `Done: the return on ${nameOf(about)} is recorded, with its refund.`,
  };
}

const withMost = (input: Input, left: number): Input =>
  input.name === 'amount_cents' ? { ...input, hint: `Up to ${formatAmount(left)}` } : input;

const unknownLines = ({ isKnown, lines }: Offer): string[] =>
  isKnown || lines.length === 0
    ? []
    : ['A part was recorded by its amount alone, or at other prices, so the lines do not tell what is left.'];

function goodsBody(
  field: 'shipment_items' | 'return_items',
  { amountCents, lines = [], taxCents, shippingCents }: Chosen,
  options: Form | Record<string, unknown> | string,
): Record<string, unknown> | string {
  if (typeof options === 'string') return options;
  if (amountCents !== undefined) return { amount_cents: amountCents, ...options };
  const items = asLines({ items: lines, taxCents, shippingCents });
  return items.length === 0 ? { ...options } : { [field]: items, ...options };
}
