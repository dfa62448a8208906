import { and, desc, inArray, notInArray, sql } from 'drizzle-orm';
import type { Reader } from '../database.ts';
import { paymentTransactions } from '../schema/index.ts';
import type { TransactionRow } from '../transactions.ts';

/** Of these rows nothing is on its way and nothing refused: they follow from others. */
const FOLLOWS = ['purchase', 'authorize', 'capture'];

/** The steps of each checkout that has one without success, newest first. Of a checkout in which all went well, none. */
export async function readTroubledRows(
  db: Reader,
  checkoutIds: readonly string[],
): Promise<ReadonlyMap<string, TransactionRow[]>> {
  if (checkoutIds.length === 0) return new Map();
  const { checkoutId, action } = paymentTransactions;
  const isTroubled = sql`exists (select from payment_transactions other where other.checkout_id = ${checkoutId}
    and not other.successful and other.action <> 'purchase')`;
  const rows = await db
    .select()
    .from(paymentTransactions)
    .where(and(inArray(checkoutId, [...checkoutIds]), notInArray(action, FOLLOWS), isTroubled))
    .orderBy(desc(paymentTransactions.id));
  const byCheckout = new Map<string, TransactionRow[]>();
  for (const row of rows) byCheckout.set(row.checkoutId, [...(byCheckout.get(row.checkoutId) ?? []), row]);
  return byCheckout;
}
