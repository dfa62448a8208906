import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Mode } from '../../workflows/contract/channel.ts';
import { refundNotification } from '../../workflows/rules/notifications.ts';
import { captureStep, returnStep } from '../../workflows/rules/rows.ts';
import type { ApruveReturn } from '../apruve/entities.ts';
import { writePaymentStatus } from './commit.ts';
import type { Ledger, Transaction } from './database.ts';
import { writeNotifications } from './outbox.ts';
import { checkouts, paymentTransactions, type RecordedResponse } from './schema.ts';

/** The invoice that returns belong to. */
export interface ReturnedInvoice {
  checkoutId: string;
  invoiceId: string;
  invoiceStep: string;
  currency: string;
  /** The mode in which the shop is told; null: nobody is. */
  notifyMode: Mode | null;
}

/** Our step, as the last word of a return's notes at Apruve, by which a lost answer is found again. */
export const stepOfNotes = (notes: string | null | undefined): string => notes?.trim().split(/\s+/).at(-1) ?? '';

/**
 * Takes returns into the ledger that were made at Apruve by others, as refunds with a null request. Those that we made, or
 * may be making, have a row already. Payment status follows from the rows. Answers whether there were any.
 */
export async function adoptReturns(
  db: Ledger,
  invoice: ReturnedInvoice,
  returns: readonly ApruveReturn[],
  response: number,
): Promise<boolean> {
  if (returns.length === 0) return false;
  return db.transaction(async (tx) => {
    const orderCents = await lockCheckout(tx, invoice.checkoutId);
    const known = await tx
      .select({ step: paymentTransactions.step, reference: paymentTransactions.reference })
      .from(paymentTransactions)
      .where(and(eq(paymentTransactions.checkoutId, invoice.checkoutId), eq(paymentTransactions.action, 'refund')));
    const names = new Set(known.flatMap(({ step, reference }) => [step, reference]));
    const foreign = returns.filter(({ id, merchant_notes }) => !names.has(id) && !names.has(stepOfNotes(merchant_notes)));
    if (foreign.length === 0) return false;
    const sourceId = await sourceOf(tx, invoice);
    for (const made of foreign) {
      await tx.insert(paymentTransactions).values({
        checkoutId: invoice.checkoutId,
        step: returnStep(`adopted-${made.id}`),
        action: 'refund',
        amountCents: made.amount_cents,
        currency: invoice.currency,
        reference: made.id,
        sourceId,
        active: false,
        successful: true,
        response: { status: response, body: made },
      });
    }
    await writePaymentStatus(tx, invoice.checkoutId, orderCents);
    await notifyOfRefund(tx, invoice);
    return true;
  });
}

/** Completes the row of a return that we made, and the payment status with it. One that is complete stays as it is, and is not told again. */
export async function completeReturn(
  db: Ledger,
  invoice: ReturnedInvoice,
  step: string,
  made: ApruveReturn,
  response: RecordedResponse,
): Promise<void> {
  await db.transaction(async (tx) => {
    const orderCents = await lockCheckout(tx, invoice.checkoutId);
    const set = { response, reference: made.id, sourceId: await sourceOf(tx, invoice), successful: true, inDoubtUntil: null };
    const isIt = and(eq(paymentTransactions.checkoutId, invoice.checkoutId), eq(paymentTransactions.step, step));
    const completed = await tx
      .update(paymentTransactions)
      .set({ ...set, updatedAt: new Date() })
      .where(and(isIt, isNull(paymentTransactions.response)))
      .returning({ id: paymentTransactions.id });
    if (completed.length === 0) return;
    await writePaymentStatus(tx, invoice.checkoutId, orderCents);
    await notifyOfRefund(tx, invoice);
  });
}

async function notifyOfRefund(tx: Transaction, { checkoutId, invoiceId, notifyMode }: ReturnedInvoice): Promise<void> {
  if (notifyMode === null) return;
  await writeNotifications(tx, checkoutId, new Date(), { notifications: [refundNotification(invoiceId)], mode: notifyMode });
}

/** Rows of one checkout are written by one transaction at a time; answers the order's amount. */
async function lockCheckout(tx: Transaction, checkoutId: string): Promise<number> {
  const [row] = await tx
    .select({ amountCents: checkouts.amountCents })
    .from(checkouts)
    .where(eq(checkouts.id, checkoutId))
    .for('update');
  if (row === undefined) throw new Error(`The ledger has no row for ${checkoutId}.`);
  return row.amountCents;
}

/** A refund follows from the capture, or from the invoice where nothing was captured. */
async function sourceOf(tx: Transaction, { checkoutId, invoiceId, invoiceStep }: ReturnedInvoice): Promise<number | null> {
  const rows = await tx
    .select({ id: paymentTransactions.id, step: paymentTransactions.step })
    .from(paymentTransactions)
    .where(
      and(
        eq(paymentTransactions.checkoutId, checkoutId),
        inArray(paymentTransactions.step, [captureStep(invoiceId), invoiceStep]),
      ),
    );
  return (rows.find(({ step }) => step === captureStep(invoiceId)) ?? rows[0])?.id ?? null;
}
