import type { FailedPayment } from '../../workflows/contract/checkout.ts';
import { sum } from '../../workflows/rules/money.ts';
import type { ApruveInvoice } from './entities.ts';

type Payments = Pick<ApruveInvoice, 'payments' | 'amount_cents'>;

const captured = ({ payments }: Pick<ApruveInvoice, 'payments'>) => payments?.filter(({ status }) => status === 'captured') ?? [];

/** True where a payment of the buyer has been captured, be it a part. */
export const hasCapturedPayment = (invoice: Pick<ApruveInvoice, 'payments'>): boolean => captured(invoice).length > 0;

/** What the buyer has paid of an invoice, in cents. One payment can cover several invoices, so it is never more than the invoice. */
export const capturedCents = (invoice: Payments): number =>
  Math.min(invoice.amount_cents, sum(captured(invoice).map(({ amount_cents }) => amount_cents ?? invoice.amount_cents)));

/** The last payment of the buyer that failed; `rejected` is the word of an older API (docs/apruve.md). Null where none did. */
export function failedPayment({ payments, amount_cents }: Payments): FailedPayment | null {
  const failed = payments?.filter(({ status }) => status === 'failed' || status === 'rejected') ?? [];
  const last = failed.toSorted((a, b) => Date.parse(a.state_changed_at ?? '') - Date.parse(b.state_changed_at ?? '')).at(-1);
  if (last === undefined) return null;
  const { id, state_changed_at, failure_reason } = last;
  return {
    id: id ?? `${failed.length}`,
    amountCents: last.amount_cents ?? amount_cents,
    reason: failure_reason ?? null,
    at: state_changed_at,
  };
}
