import type { Checkout } from '../../../client/index.ts';
import { notAllowed } from './errors.ts';
import { inWords, toCents } from './money.ts';
import type { PaymentApi } from './payment-api.ts';
import type { Session } from './shop.ts';

/** The invoices that money came for. What is returned of another one is no refund: nobody has paid it. */
async function capturedInvoices(api: PaymentApi, { id, invoices }: Checkout): Promise<Checkout['invoices']> {
  const params = { path: { id } };
  const { items } = await api.outcomeOf((client) => client.GET('/v1/checkouts/{id}/transactions', { params }));
  const captured = new Set(
    items.filter(({ action, successful }) => action === 'capture' && successful).map(({ reference }) => reference),
  );
  return invoices.filter((invoice) => captured.has(invoice.id));
}

/** Returns of these invoices at Apruve, with those on their way. */
function returnedOf(captured: Checkout['invoices'], { in_flight }: Checkout): number {
  const numbers = new Set<string | null>([null, ...captured.map(({ merchant_invoice_id }) => merchant_invoice_id)]);
  const underWay = in_flight.filter((step) => step.action === 'refund' && numbers.has(step.merchant_invoice_id));
  return (
    captured.reduce((sum, { returned_cents }) => sum + returned_cents, 0) +
    underWay.reduce((sum, { amount_cents }) => sum + (amount_cents ?? 0), 0)
  );
}

/**
 * A refund in Medusa, which writes it down before it asks, as returns at Apruve. Where there is a return over just this amount that Medusa
 * does not know, it is the one of a try whose outcome got lost, or one made in the console: it is taken, and none is made.
 */
export async function refund(
  api: PaymentApi,
  session: Session,
  refundId: string,
  amountCents: number,
  checkout: Checkout,
): Promise<Checkout> {
  const others = (session.payment?.refunds ?? []).filter(({ id }) => id !== refundId);
  const known = others.reduce((sum, { raw_amount }) => sum + toCents(raw_amount, session.currency_code), 0);
  const captured = await capturedInvoices(api, checkout);
  const unknown = returnedOf(captured, checkout) - known;
  if (unknown > 0 && unknown !== amountCents) {
    throw notAllowed(
      `Apruve has returns of ${inWords(unknown, checkout.currency)} that Medusa does not show. Refund exactly that first: it is not returned again.`,
    );
  }
  if (unknown <= 0) await makeReturns(api, { refundId, amountCents, checkout, captured });
  const after = await api.checkout(checkout.id);
  if (after.in_flight.some(({ action }) => action === 'refund')) {
    throw notAllowed(
      'The return is on its way to Apruve, which does not answer yet. Refund the same amount again later: it is not returned twice.',
    );
  }
  return after;
}

interface Wanted {
  refundId: string;
  amountCents: number;
  checkout: Checkout;
  captured: Checkout['invoices'];
}

/** Returns over the amount, from the paid invoices, oldest first. */
async function makeReturns(
  api: PaymentApi,
  { refundId, amountCents, checkout: { id, currency }, captured }: Wanted,
): Promise<void> {
  const parts: { invoiceId: string; cents: number }[] = [];
  let left = amountCents;
  for (const invoice of captured) {
    const cents = Math.min(left, invoice.amount_cents - invoice.returned_cents);
    if (cents > 0) parts.push({ invoiceId: invoice.id, cents });
    left -= Math.max(cents, 0);
  }
  if (left > 0) throw notAllowed(`Only ${inWords(amountCents - left, currency)} of the paid invoices can still be returned.`);
  for (const { invoiceId, cents } of parts) {
    const path = { id, invoice_id: invoiceId };
    const header = { 'idempotency-key': `${refundId}:${invoiceId}`, 'shown-to': 'person' };
    const body = { amount_cents: cents };
    await api.outcomeOf((client) =>
      client.POST('/v1/checkouts/{id}/invoices/{invoice_id}/returns', { params: { path, header }, body }),
    );
  }
}
