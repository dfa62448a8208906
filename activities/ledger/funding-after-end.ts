import { and, eq, isNotNull } from 'drizzle-orm';
import type { Mode } from '../../workflows/contract/channel.ts';
import { notificationsOf } from '../../workflows/rules/notifications.ts';
import type { Ledger } from './database.ts';
import { writeNotifications } from './outbox.ts';
import { checkouts } from './schema.ts';

/** The funding of an invoice as a verified event tells it: Apruve's id of the invoice, and when (ISO 8601). */
export interface Funding {
  invoiceId: string;
  at: string;
}

/**
 * Records a funding that is heard after the checkout has ended, with its notification where `notifyMode` is given, at the time `now`.
 * False where it was known. A running checkout is left alone, because its process is the only writer.
 */
export async function recordFunding(
  db: Ledger,
  checkoutId: string,
  { invoiceId, at }: Funding,
  notifyMode: Mode | undefined,
  now: Date,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const ended = and(eq(checkouts.id, checkoutId), isNotNull(checkouts.completedAt));
    const [row] = await tx.select({ facts: checkouts.facts }).from(checkouts).where(ended).for('update');
    const before = row?.facts ?? null;
    if (before === null || !before.invoices.some(({ id, fundedAt }) => id === invoiceId && fundedAt === null)) return false;
    const invoices = before.invoices.map((invoice) => (invoice.id === invoiceId ? { ...invoice, fundedAt: at } : invoice));
    const after = { ...before, invoices };
    await tx.update(checkouts).set({ facts: after }).where(ended);
    const notifications = notificationsOf(before, after);
    if (notifyMode !== undefined) await writeNotifications(tx, checkoutId, now, { notifications, mode: notifyMode });
    return true;
  });
}
