import { isFinal } from '../../workflows/rules/status.ts';
import type { Apruve } from '../apruve/client.ts';
import type { ApruveOrder } from '../apruve/entities.ts';
import { listAllOrders } from '../apruve/pages.ts';
import { attemptsElsewhere, type CheckoutRow } from '../ledger/checkouts.ts';
import type { Ledger } from '../ledger/database.ts';
import { isPlaced, sentOrder } from './placed-orders.ts';

/** Whose an order is. `awaited`: a checkout that waits for its buyer may still adopt it. */
export type Verdict = 'orphan' | 'not-ours' | 'adopted' | 'awaited';

/**
 * Judges an order at Apruve against all attempts for its number, as the ledger shows them. What a checkout has adopted is never an
 * orphan, however the checkout ended. Another order of ours is one, unless it is exactly what a waiting attempt asks for now. Channels of
 * one merchant can issue the same hash, so what a checkout of another channel has or waits for is left to it.
 */
export async function judgeOrder(
  db: Ledger,
  apruve: Apruve,
  order: ApruveOrder,
  attempts: readonly CheckoutRow[],
): Promise<Verdict> {
  if (attempts.some(({ apruveOrderId }) => apruveOrderId === order.id)) return 'adopted';
  const issued = new Set(attempts.flatMap(({ secureHashes }) => secureHashes));
  const hash = await findHash(apruve, order, issued);
  const placers = hash === null ? await findPlacers(db, order, attempts) : [];
  if (hash === null && placers.length === 0) return 'not-ours';
  const isAwaited = attempts.filter(isWaiting).some((row) => placers.includes(row) || asksFor(row, order, hash));
  if (isAwaited) return 'awaited';
  return (await isNeededElsewhere(db, order, attempts, hash)) ? 'not-ours' : 'orphan';
}

async function isNeededElsewhere(
  db: Ledger,
  order: ApruveOrder,
  [own]: readonly CheckoutRow[],
  hash: string | null,
): Promise<boolean> {
  const others = await attemptsElsewhere(db, own?.channel ?? '', order.merchant_order_id ?? '');
  return others.some((row) => row.apruveOrderId === order.id || (isWaiting(row) && asksFor(row, order, hash)));
}

const isWaiting = ({ status, apruveOrderId }: CheckoutRow): boolean => !isFinal(status) && apruveOrderId === null;

/** True where the attempt's present lightbox makes this order. */
const asksFor = ({ lightbox, amountCents, currency }: CheckoutRow, order: ApruveOrder, hash: string | null): boolean =>
  hash !== null && lightbox?.secure_hash === hash && order.amount_cents === amountCents && order.currency === currency;

/**
 * Which of these hashes an order carries; null where it carries none. The order number alone proves nothing, because another program
 * may use the same numbers. An answer that does not tell the hash is searched for by each of them.
 */
export async function findHash(apruve: Apruve, order: ApruveOrder, hashes: ReadonlySet<string>): Promise<string | null> {
  if (order.secure_hash != null) return hashes.has(order.secure_hash) ? order.secure_hash : null;
  for (const hash of hashes) {
    const { data } = await listAllOrders(apruve, order.merchant_order_id ?? '', hash);
    if (data.some(({ id }) => id === order.id)) return hash;
  }
  return null;
}

/** The offline attempts that have sent just this order, which has no hash to prove it. */
async function findPlacers(db: Ledger, order: ApruveOrder, attempts: readonly CheckoutRow[]): Promise<CheckoutRow[]> {
  const placers: CheckoutRow[] = [];
  for (const attempt of attempts.filter(({ input }) => input.offline !== undefined)) {
    const sent = await sentOrder(db, attempt.id);
    if (sent !== null && isPlaced(sent, order)) placers.push(attempt);
  }
  return placers;
}
