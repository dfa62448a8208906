import { linesLeft, type LineLeft } from '../../../../workflows/rules/lines-left.ts';
import { sum } from '../../../../workflows/rules/money.ts';
import type { CheckoutView } from '../../../v1/checkouts/schemas.ts';
import type { InvoiceView } from '../../../v1/invoices/schemas.ts';
import { hasOnlyAutomatic, returnableCents, shippableCents } from '../invoice-refusals.ts';
import { leftOf } from '../to-invoice.ts';

export type Line = CheckoutView['order_items'][number];

/** What can be chosen from: of each line what is left, and what is left of tax and shipping; integer cents. */
export interface Offer {
  lines: readonly LineLeft<Line>[];
  taxCents: number;
  shippingCents: number;
  /** All that is left, by amounts alone. */
  restCents: number;
  /** The lines come to that too. Not so where a part was done by an amount alone or at other prices, or is on its way. */
  isKnown: boolean;
}

interface Parts {
  items: readonly Line[];
  taxCents: number;
  shippingCents: number;
}

function offerOf(whole: Parts, taken: Parts, restCents: number): Offer {
  const { left: lines } = linesLeft(whole.items, taken.items);
  const taxCents = Math.max(0, whole.taxCents - taken.taxCents);
  const shippingCents = Math.max(0, whole.shippingCents - taken.shippingCents);
  const together = sum(lines.map(({ cents }) => cents)) + taxCents + shippingCents;
  const isInLines = lines.every(({ quantity, cents }) => quantity > 0 || cents === 0);
  return { lines, taxCents, shippingCents, restCents, isKnown: isInLines && together === restCents };
}

/** What of an order is not invoiced. */
export function toInvoice(checkout: CheckoutView): Offer {
  const { order_items: items, tax_cents: taxCents, shipping_cents: shippingCents, invoices } = checkout;
  const live = invoices.filter(({ status }) => status !== 'canceled');
  const taken = {
    items: live.flatMap(({ invoice_items }) => invoice_items),
    taxCents: sum(live.map(({ tax_cents }) => tax_cents ?? 0)),
    shippingCents: sum(live.map(({ shipping_cents }) => shipping_cents ?? 0)),
  };
  return offerOf({ items, taxCents, shippingCents }, taken, leftOf(checkout));
}

/** Shipments and returns have no tax and shipping of their own at Apruve: these are lines with these titles and no quantity. */
const TAX = 'Tax';
const SHIPPING = 'Shipping';
const isPart = ({ title, quantity }: Line, part: string): boolean => title === part && quantity == null;

/** Tax and shipping as lines; those that come to nothing are left out. */
export const asLines = ({ items, taxCents, shippingCents }: Parts): Line[] => [
  ...items,
  ...(taxCents > 0 ? [{ title: TAX, price_total_cents: taxCents }] : []),
  ...(shippingCents > 0 ? [{ title: SHIPPING, price_total_cents: shippingCents }] : []),
];

function partsOf(lines: readonly Line[]): Parts {
  const centsOf = (part: string): number =>
    sum(lines.filter((line) => isPart(line, part)).map(({ price_total_cents }) => price_total_cents));
  const items = lines.filter((line) => !isPart(line, TAX) && !isPart(line, SHIPPING));
  return { items, taxCents: centsOf(TAX), shippingCents: centsOf(SHIPPING) };
}

const wholeOf = ({ invoice_items: items, tax_cents, shipping_cents }: InvoiceView): Parts => ({
  items,
  taxCents: tax_cents ?? 0,
  shippingCents: shipping_cents ?? 0,
});

/** What of an invoice is not shipped. */
export function toShip(invoice: InvoiceView): Offer {
  const shipments = hasOnlyAutomatic(invoice) ? [] : invoice.shipments;
  const taken = partsOf(shipments.flatMap(({ shipment_items }) => shipment_items));
  return offerOf(wholeOf(invoice), taken, shippableCents(invoice));
}

/** What of an invoice has not come back. */
export function toReturn(invoice: InvoiceView): Offer {
  const taken = partsOf(invoice.returns.flatMap(({ return_items }) => return_items));
  return offerOf(wholeOf(invoice), taken, returnableCents(invoice));
}
