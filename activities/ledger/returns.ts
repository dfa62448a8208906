import { eq } from 'drizzle-orm';
import { refundNotification } from '../../workflows/rules/notifications.ts';
import { captureStep, returnStep } from '../../workflows/rules/rows.ts';
import type { ApruveReturn } from '../apruve/entities.ts';
import { announce } from './changes/announcing.ts';
import type { Ledger, Reader, Transaction } from './database.ts';
import { linesOf } from './kept-lines.ts';
import { writeNotifications, type Audience } from './outbox.ts';
import { writePaymentStatus } from './payment-status.ts';
import type { RecordedResponse } from './json-columns.ts';
import { checkouts } from './schema/index.ts';
import { findTransaction, listTransactions, updateTransaction, writeTransaction, type TransactionRow } from './transactions.ts';

/** The invoice that returns belong to. */
export interface ReturnedInvoice {
  channel: string;
  checkoutId: string;
  invoiceId: string;
  invoiceStep: string;
  currency: string;
  /** Null: nobody is told. */
  audience: Audience | null;
}

/** The step that a return was made by. It is the last word of the return's notes at Apruve, so that a lost answer can be found. */
export const stepOfNotes = (notes: string | null | undefined): string => notes?.trim().split(/\s+/).at(-1) ?? '';

/**
 * Records returns that others made at Apruve as refunds with a null request, and the payment status that follows. Returns that we
 * made, or may be making, have a row already and are skipped. True where any was recorded. `response` is the HTTP status.
 */
export async function adoptReturns(
  db: Reader,
  invoice: ReturnedInvoice,
  returns: readonly ApruveReturn[],
  response: number,
  at: Date,
): Promise<boolean> {
  if (returns.length === 0) return false;
  const hasAdopted = await db.transaction(async (tx) => {
    const orderCents = await lockCheckout(tx, invoice.checkoutId);
    const known = (await listTransactions(tx, invoice.checkoutId)).filter(({ action }) => action === 'refund');
    const names = new Set(known.flatMap(({ step, reference }) => [step, reference]));
    const foreign = returns.filter(({ id, merchant_notes }) => !names.has(id) && !names.has(stepOfNotes(merchant_notes)));
    if (foreign.length === 0) return false;
    const source = await sourceOf(tx, invoice);
    for (const made of foreign) {
      await writeTransaction(tx, {
        checkoutId: invoice.checkoutId,
        step: returnStep(`adopted-${made.id}`),
        action: 'refund',
        amountCents: made.amount_cents,
        currency: invoice.currency,
        reference: made.id,
        source,
        active: false,
        successful: true,
        response: { status: response, body: made },
        at,
      });
    }
    await writePaymentStatus(tx, invoice.checkoutId, orderCents);
    await notifyOfRefund(tx, invoice, at);
    return true;
  });
  if (hasAdopted) announce(db, invoice);
  return hasAdopted;
}

/** The row of the return that this request asked for; null while it is not made. */
export async function findRefund(db: Ledger, checkoutId: string, requestId: string): Promise<TransactionRow | null> {
  const row = await findTransaction(db, checkoutId, returnStep(requestId));
  return row?.successful === true ? row : null;
}

/** Completes the row of a return that we made, with the payment status. A row that is complete stays as it is and notifies nobody. */
export async function completeReturn(
  db: Ledger,
  invoice: ReturnedInvoice,
  step: string,
  made: ApruveReturn,
  response: RecordedResponse,
  at: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    const orderCents = await lockCheckout(tx, invoice.checkoutId);
    const source = await sourceOf(tx, invoice);
    const which = { checkoutId: invoice.checkoutId, step, unanswered: true };
    const lines = linesOf(invoice.checkoutId, step);
    const change = { response, reference: made.id, source, successful: true, inDoubtUntil: null, updatedAt: at, lines };
    if (!(await updateTransaction(tx, which, change))) return;
    await writePaymentStatus(tx, invoice.checkoutId, orderCents);
    await notifyOfRefund(tx, invoice, at);
  });
  announce(db, invoice);
}

async function notifyOfRefund(tx: Transaction, { checkoutId, invoiceId, audience }: ReturnedInvoice, at: Date): Promise<void> {
  if (audience !== null)
    await writeNotifications(tx, checkoutId, at, { notifications: [refundNotification(invoiceId)], audience });
}

/** Locks the checkout, so that its rows are written by one database transaction at a time. Answers the order's amount in cents. */
async function lockCheckout(tx: Transaction, checkoutId: string): Promise<number> {
  const [row] = await tx
    .select({ amountCents: checkouts.amountCents })
    .from(checkouts)
    .where(eq(checkouts.id, checkoutId))
    .for('update');
  if (row === undefined) throw new Error(`The ledger has no row for ${checkoutId}.`);
  return row.amountCents;
}

/** The step that a refund follows from: the capture, or the invoice where nothing was captured. */
async function sourceOf(tx: Transaction, { checkoutId, invoiceId, invoiceStep }: ReturnedInvoice): Promise<string> {
  const capture = await findTransaction(tx, checkoutId, captureStep(invoiceId));
  return capture?.step ?? invoiceStep;
}
