import type { Facts, InvoiceFact } from '../contract/checkout.ts';
import type { FailureCode, FailureDetails, Refusal } from '../contract/failures.ts';
import type { InvoiceRequest, LineItem, ShipmentRequest } from '../contract/messages.ts';
import { credit, uninvoicedCents } from './credit.ts';
import { linesCents } from './lines.ts';
import { formatMoney } from './money.ts';
import { fittingNumber } from './numbers.ts';

/** An invoice that is allowed: its number, its amount and what the caller asked for. */
export interface InvoicePlan {
  number: string;
  amountCents: number;
  /** True when it covers the whole order, whose lines, tax and shipping it then copies. */
  wholeOrder: boolean;
  request: InvoiceRequest;
}

/**
 * The amount of an invoice in cents: as requested; else the sum of lines, tax and shipping where any is given; else all that is
 * not invoiced. Where lines and amount are both given they must agree.
 */
export function planInvoice(facts: Facts, number: string, request: InvoiceRequest): InvoicePlan | Refusal {
  const given = sumOfParts(request);
  const rest = uninvoicedCents(facts);
  const amountCents = request.amountCents ?? given ?? rest;
  const hasLines = linesCents(request) !== undefined;
  if (hasLines && given !== null && request.amountCents !== undefined && given !== request.amountCents) {
    const difference = formatMoney(request.amountCents - given, facts.terms.currency);
    return refuse(
      'amount-mismatch',
      `Lines, tax and shipping give ${given} cents, the amount says ${request.amountCents}: ${difference} differ.`,
    );
  }
  if (!hasLines && given !== null && amountCents < given) {
    return refuse('amount-mismatch', `Tax and shipping alone are ${given} cents, the amount says ${amountCents}.`);
  }
  if (request.amountCents === undefined && given === null && rest <= 0) {
    return refuse('nothing-to-invoice', 'The whole amount of the order is invoiced. Name an amount to use the 10 % above it.');
  }
  if (!Number.isSafeInteger(amountCents) || amountCents <= 0) {
    return refuse('invalid-request', `An invoice needs an amount above 0 in whole cents; this one has ${amountCents}.`);
  }
  const { remaining_cents, limit_cents } = credit(facts);
  if (amountCents > remaining_cents) {
    const left = formatMoney(remaining_cents, facts.terms.currency);
    const message = `${left} is left to invoice on this order (its limit is ${formatMoney(limit_cents, facts.terms.currency)}, 110 % of the order).`;
    return refuse('credit-exceeded', message, { remaining_cents });
  }
  const wholeOrder = amountCents === facts.terms.amountCents && given === null;
  return { number, amountCents, wholeOrder, request };
}

function sumOfParts(request: InvoiceRequest): number | null {
  const { taxCents, shippingCents } = request;
  const lines = linesCents(request);
  if (lines === undefined && taxCents === undefined && shippingCents === undefined) return null;
  return (lines ?? 0) + (taxCents ?? 0) + (shippingCents ?? 0);
}

const refuse = (code: FailureCode, message: string, details?: FailureDetails): Refusal =>
  details === undefined ? { code, message } : { code, message, details };

/** The next free number: `<order number>-1`, `-2`, … Others may have given an invoice of theirs such a number as well. */
export const nextInvoiceNumber = (merchantOrderId: string, asked: ReadonlySet<string>, others: readonly string[] = []): string =>
  nextNumber(`${merchantOrderId}-`, asked.size, (number) => asked.has(number) || others.includes(number));

function nextNumber(first: string, after: number, isTaken: (number: string) => boolean): string {
  let n = after + 1;
  while (isTaken(fittingNumber(`${first}${n}`))) n += 1;
  return fittingNumber(`${first}${n}`);
}

/** The next number of an invoice's shipments: `<invoice number>-S1`. It is stable, so that a lost answer can be looked up. */
export function nextShipmentNumber(
  { number, shipments }: Pick<InvoiceFact, 'number' | 'shipments'>,
  inUse: readonly string[] = [],
): string {
  const taken = new Set([...inUse, ...shipments.map((shipment) => shipment.number)]);
  const isTaken = (next: string): boolean => taken.has(next) || shipments.some(({ madeAs }) => madeAs === next);
  return nextNumber(`${number}-S`, taken.size, isTaken);
}

/** A canonical text of a request with its lines. A repeat of an invoice number is compared by it. */
export function canonicalRequest(request: InvoiceRequest): string {
  const { amountCents, taxCents, shippingCents, items, issueOnCreate, shipment } = request;
  return JSON.stringify([
    amountCents,
    taxCents,
    shippingCents,
    items?.map(canonicalLine),
    issueOnCreate ?? true,
    canonicalShipment(shipment),
  ]);
}

/** One that names nothing is the automatic one. */
function canonicalShipment({ items, ...rest }: ShipmentRequest = {}): [string, unknown][] | null {
  const entries = sortedEntries({ ...rest, items: items?.map(canonicalLine) });
  return entries.length === 0 ? null : entries;
}

const canonicalLine = (line: LineItem): [string, unknown][] => sortedEntries(line);

function sortedEntries(value: object): [string, unknown][] {
  return Object.entries(value)
    .filter(([, given]) => given !== undefined && given !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
