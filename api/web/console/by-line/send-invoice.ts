import { formatMoney } from '../../../../workflows/rules/money.ts';
import { invoiceSchema } from '../../../v1/invoices/schemas.ts';
import type { CheckoutView } from '../../../v1/checkouts/schemas.ts';
import { checkoutPath } from '../api-calls.ts';
import { bodyOf, type ConsoleAction, type Form, type Input } from '../console-action.ts';
import { toInvoice, type Offer } from './offer.ts';
import { amountInputs, choicesOf, priceOf, type ByLine, type Chosen } from './price.ts';

const OPTIONS: readonly Input[] = [
  { name: 'merchant_invoice_id', label: 'Invoice number', kind: 'text', hint: 'Made from the order number' },
  { name: 'issue_on_create', label: 'Issue now, with its shipment', kind: 'check' },
];

/** An invoice over lines of the order; filled in is what is not invoiced yet. */
export function sendInvoiceAction(checkout: CheckoutView): ConsoleAction {
  const { id, version, currency, credit } = checkout;
  const offer = toInvoice(checkout);
  const why = `${formatMoney(credit.remaining_cents, currency)} is the most that can still be invoiced on this order.`;
  const most = { cents: credit.remaining_cents, why };
  const form: ByLine = { offer, currency, isFilledIn: true, most, restByDefault: true };
  return {
    title: 'Send invoice',
    button: 'Send invoice now',
    // Two people may have the form open, and both amounts may fit.
    forVersion: version,
    sentences: [
      whatIsLeft(offer, currency),
      'Issued at once, the buyer is billed and its shipment is recorded. Otherwise it stays a draft until it is issued.',
    ],
    lines: choicesOf(form),
    inputs: [...amountInputs(form), ...OPTIONS],
    price: (given) => priceOf(form, given, (chosen) => invoiceBody(checkout, chosen, given)),
    method: 'post',
    path: `${checkoutPath(id)}/invoices`,
    done: (answer) => {
      const { merchant_invoice_id: number, status, shipments, amount_cents } = invoiceSchema.parse(answer);
      const over = formatMoney(amount_cents, currency);
      return `Invoice ${number} over ${over} is at Apruve: ${status}${shipments.length > 0 ? ', with its shipment' : ''}.`;
    },
  };
}

function whatIsLeft({ restCents, isKnown }: Offer, currency: string): string {
  if (restCents <= 0)
    return 'The whole order is invoiced: another invoice needs an amount, which may go up to 110 % of the order together with the others.';
  const rest = formatMoney(restCents, currency);
  return isKnown
    ? `Not invoiced yet: ${rest}. All of it is filled in below; take out what does not ship, and tax goes with it.`
    : `Not invoiced yet: ${rest}, which is sent where nothing is chosen. A part was invoiced by its amount alone, or at other prices, so the lines do not tell what is left.`;
}

/** The whole order is left to the API, which copies it. */
function invoiceBody(checkout: CheckoutView, chosen: Chosen, given: Form): Record<string, unknown> | string {
  const options = bodyOf({ inputs: OPTIONS }, given);
  if (typeof options === 'string') return options;
  const { amountCents, lines = [], taxCents, shippingCents, isAll } = chosen;
  if (amountCents !== undefined) return { amount_cents: amountCents, ...options };
  if (isAll && (lines.length === 0 || chosen.cents === checkout.amount_cents)) return options;
  const items = lines.length > 0 ? { invoice_items: lines } : {};
  return { ...items, tax_cents: taxCents, shipping_cents: shippingCents, ...options };
}
