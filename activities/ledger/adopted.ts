import { and, inArray, ne } from 'drizzle-orm';
import type { Ledger } from './database.ts';
import { checkouts } from './schema.ts';

/**
 * Those of the orders at Apruve that another checkout has adopted. An order serves one checkout: what an ended attempt has used
 * may still be there, with invoices that were paid or returned under it, and is not taken again by the next.
 */
export async function adoptedByOthers(db: Ledger, checkoutId: string, orderIds: string[]): Promise<Set<string>> {
  if (orderIds.length === 0) return new Set();
  const others = await db
    .select({ orderId: checkouts.apruveOrderId })
    .from(checkouts)
    .where(and(inArray(checkouts.apruveOrderId, orderIds), ne(checkouts.id, checkoutId)));
  return new Set(others.flatMap(({ orderId }) => orderId ?? []));
}
