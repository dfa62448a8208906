import type { Facts } from '../../workflows/contract/checkout.ts';
import { invoiceStep, rowsOf } from '../../workflows/rules/rows.ts';
import type { ApruveReturn } from '../apruve/entities.ts';
import { attemptColumns, takerOf, type NewCheckout } from './attempts.ts';
import { announce } from './changes/announcing.ts';
import { listAttempts, type CheckoutRow } from './checkouts.ts';
import { summaryOf } from './commit.ts';
import type { Ledger } from './database.ts';
import { ofCheckout, writeInvoices } from './invoices.ts';
import { writePaymentStatus } from './payment-status.ts';
import { adoptReturns } from './returns.ts';
import { checkouts } from './schema/index.ts';
import { writeRecord, writeRows, type StepRecord } from './rows.ts';

/** A checkout that begins with what Apruve already holds. */
export interface AdoptedCheckout {
  wanted: NewCheckout;
  facts: Facts;
  buyerPoNumber: string | null;
  /** What Apruve answered, for the rows that follow from the facts. */
  records: readonly StepRecord[];
  /** The returns of each invoice, with the HTTP status of their list. */
  returns: readonly { invoiceId: string; number: string; made: readonly ApruveReturn[]; status: number }[];
  at: Date;
}

/**
 * Writes an adopted checkout with all that follows from its facts, in one database transaction: rows without a request, invoices,
 * returns and payment status, and no notification. Answers its id; null where the order number is taken.
 */
export async function storeAdopted(db: Ledger, adopted: AdoptedCheckout): Promise<string | null> {
  const { wanted, facts, buyerPoNumber, records, returns, at } = adopted;
  const stored = await db.transaction(async (tx) => {
    const attempts: CheckoutRow[] = await listAttempts(tx, wanted.channel, wanted.order.merchant_order_id);
    if (takerOf(attempts) !== undefined) return null;
    const columns = attemptColumns(wanted, (attempts[0]?.attempt ?? 0) + 1);
    const { id: checkoutId, currency } = columns;
    const inserted = tx
      .insert(checkouts)
      .values({ ...columns, ...summaryOf(facts, at), buyerPoNumber, createdAt: new Date(facts.openedAt) })
      .onConflictDoNothing()
      .returning(ofCheckout);
    if (!(await writeInvoices(tx, inserted, facts))) return null;
    await writeRows(tx, { checkoutId, currency }, rowsOf(facts), at);
    for (const record of records) await writeRecord(tx, checkoutId, record);
    for (const { invoiceId, number, made, status } of returns) {
      const invoice = {
        channel: wanted.channel,
        checkoutId,
        invoiceId,
        invoiceStep: invoiceStep(number),
        currency,
        audience: null,
      };
      await adoptReturns(tx, invoice, made, status, at);
    }
    await writePaymentStatus(tx, checkoutId, facts.terms.amountCents);
    return checkoutId;
  });
  if (stored !== null) announce(db, { channel: wanted.channel, checkoutId: stored });
  return stored;
}
