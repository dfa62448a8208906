import type { Checkout } from '../../../client/index.ts';
import { notAllowed } from './errors.ts';
import { inWords, toCents } from './money.ts';
import type { PaymentApi } from './payment-api.ts';
import type { Session } from './shop.ts';

/** What Medusa has captured, in cents, without one capture. */
export function capturedInShop({ payment, currency_code }: Session, except?: string): number {
  const others = (payment?.captures ?? []).filter(({ id }) => id !== except);
  return others.reduce((sum, { raw_amount }) => sum + toCents(raw_amount, currency_code), 0);
}

/** What Apruve has reported paid and Medusa has not captured yet, at most what it authorized. */
export function uncaptured(session: Session, { credit }: Checkout): number {
  const authorized = toCents(session.raw_amount, session.currency_code);
  return Math.min(credit.captured_cents, authorized) - capturedInShop(session);
}

/**
 * A capture in Medusa, which writes it down before it asks. Done where Apruve has reported as much paid. Otherwise, asked for by somebody,
 * it sends the invoice once; and it throws, because the payment is authorized and not captured until the buyer has paid.
 */
export async function capture(api: PaymentApi, session: Session, captureId: string, checkout: Checkout): Promise<Checkout> {
  const asked = session.payment?.captures?.find(({ id }) => id === captureId);
  const amount = asked === undefined ? 0 : toCents(asked.raw_amount, session.currency_code);
  const due = capturedInShop(session, captureId) + amount;
  if (asked !== undefined && checkout.credit.captured_cents >= due) return checkout;
  if (!asked?.created_by) {
    throw notAllowed(
      `Apruve has reported ${inWords(checkout.credit.captured_cents, checkout.currency)} paid, and nothing more. To send an invoice, capture as a user of the admin, or with captured_by.`,
    );
  }
  const after =
    waitingInvoice(checkout, amount) === undefined ? await sendInvoice(api, session, captureId, checkout, amount) : checkout;
  if (after.credit.captured_cents >= due) return after;
  const number = waitingInvoice(after, amount)?.merchant_invoice_id ?? '';
  throw notAllowed(
    `Invoice ${number} over ${inWords(amount, checkout.currency)} is with the buyer. The payment stays authorized, and is captured by itself when Apruve reports it paid.`,
  );
}

/** An invoice over this amount that is not paid yet: the one that an earlier click has sent. */
function waitingInvoice({ invoices, credit }: Checkout, amountCents: number) {
  const financed = invoices.filter(({ status }) => status === 'funded' || status === 'closed');
  const countsFunded = credit.captured_cents >= financed.reduce((sum, { amount_cents }) => sum + amount_cents, 0);
  const waiting = countsFunded ? ['pending', 'open'] : ['pending', 'open', 'funded'];
  return invoices.find(({ status, amount_cents }) => waiting.includes(status) && amount_cents === amountCents);
}

/** Its number follows from the session and the invoices before it, so that two clicks at once send one invoice. */
async function sendInvoice(
  api: PaymentApi,
  session: Session,
  captureId: string,
  { id, invoices }: Checkout,
  amountCents: number,
): Promise<Checkout> {
  const body = { merchant_invoice_id: `${session.id}-${invoices.length + 1}`, amount_cents: amountCents };
  const header = { 'idempotency-key': captureId, 'shown-to': 'person' };
  await api.outcomeOf((client) => client.POST('/v1/checkouts/{id}/invoices', { params: { path: { id }, header }, body }));
  return api.checkout(id);
}
