import type { Checkout } from '../../../client/index.ts';
import { notAllowed } from './errors.ts';
import { inWords, toCents } from './money.ts';
import type { PaymentApi } from './payment-api.ts';
import type { Session } from './shop.ts';

/** Returns at Apruve, with those on their way. */
function returned({ credit, in_flight }: Checkout): number {
  const underWay = in_flight.filter(({ action }) => action === 'refund');
  return credit.refunded_cents + underWay.reduce((sum, { amount_cents }) => sum + (amount_cents ?? 0), 0);
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
  const unknown = returned(checkout) - known;
  if (unknown > 0 && unknown !== amountCents) {
    throw notAllowed(
      `Apruve has returns of ${inWords(unknown, checkout.currency)} that Medusa does not show. Refund exactly that first: it is not returned again.`,
    );
  }
  if (unknown <= 0) await makeReturns(api, refundId, amountCents, checkout);
  const after = await api.checkout(checkout.id);
  if (after.in_flight.some(({ action }) => action === 'refund')) {
    throw notAllowed(
      'The return is on its way to Apruve, which does not answer yet. Refund the same amount again later: it is not returned twice.',
    );
  }
  return after;
}

/** Returns over the amount, from the paid invoices, oldest first. */
async function makeReturns(
  api: PaymentApi,
  refundId: string,
  amountCents: number,
  { id, currency, invoices }: Checkout,
): Promise<void> {
  const parts: { invoiceId: string; cents: number }[] = [];
  let left = amountCents;
  for (const invoice of invoices.filter(({ status }) => status === 'funded' || status === 'closed')) {
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
