import { and, desc, eq } from 'drizzle-orm';
import type { OrphanInput, OrphanOutcome } from '../workflows/contract/orphan.ts';
import { isFinal } from '../workflows/rules/status.ts';
import type { Apruve } from './apruve/client.ts';
import { paths } from './apruve/client.ts';
import type { ApruveOrder } from './apruve/entities.ts';
import type { ActivityDeps } from './channels.ts';
import { toFailure } from './failures.ts';
import type { CheckoutRow } from './ledger/attempts.ts';
import { writeRecord } from './ledger/commit.ts';
import type { Ledger } from './ledger/database.ts';
import { checkouts } from './ledger/schema.ts';
import { doStep } from './ledger/step.ts';
import { cancelCalls, readOrNull } from './order-cancel.ts';
import { isPlaced, sentOrder } from './placed-orders.ts';

/**
 * Cancels a live order at Apruve that is ours and that no checkout needs, so that the buyer's credit is free: a second tab, an
 * old hash, an order that came after its checkout had ended. Never one that an unfinished attempt or one with
 * money has adopted, nor one that a waiting attempt may still adopt.
 */
export async function releaseOrphan({ db, channel }: ActivityDeps, input: OrphanInput): Promise<OrphanOutcome> {
  try {
    const { apruve } = await channel(input.channel);
    const order = await readLive(apruve, input.orderId);
    if (order === null) return 'gone';
    const attempts = await attemptsOf(db, input.channel, order);
    const [latest] = attempts;
    if (latest === undefined || !(await isOurs(db, apruve, order, attempts))) return 'not-ours';
    const adopting = attempts.filter(({ apruveOrderId }) => apruveOrderId === order.id);
    if (adopting.some(({ status }) => !isFinal(status) || status === 'paid')) return 'adopted';
    if (attempts.some(({ status, apruveOrderId }) => !isFinal(status) && apruveOrderId === null)) return 'awaited';
    await cancelOrphan(db, apruve, latest, order, input.unknownOutcomeWaitMs);
    return 'released';
  } catch (error) {
    throw toFailure(error);
  }
}

async function readLive(apruve: Apruve, orderId: string): Promise<ApruveOrder | null> {
  const read = await readOrNull(apruve, orderId);
  return read === null || read.data.status === 'canceled' || read.data.merchant_id !== apruve.merchantId ? null : read.data;
}

/** Every attempt for the order's number, the newest first. */
function attemptsOf(db: Ledger, channel: string, { merchant_order_id: number }: ApruveOrder): Promise<CheckoutRow[]> {
  return db
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.channel, channel), eq(checkouts.merchantOrderId, number ?? '')))
    .orderBy(desc(checkouts.attempt));
}

/**
 * The order number alone proves nothing: another program may use the same numbers. Our hash does; of an order without one, that an
 * offline attempt has sent just this.
 */
async function isOurs(db: Ledger, apruve: Apruve, order: ApruveOrder, attempts: readonly CheckoutRow[]): Promise<boolean> {
  const hashes = attempts.flatMap(({ secureHashes }) => secureHashes);
  if (order.secure_hash != null) return hashes.includes(order.secure_hash);
  for (const hash of hashes) {
    const { data } = await apruve.findOrders(order.merchant_order_id ?? '', hash);
    if (data.some(({ id }) => id === order.id)) return true;
  }
  for (const { id } of attempts.filter(({ input }) => input.offline !== undefined)) {
    const sent = await sentOrder(db, id);
    if (sent !== null && isPlaced(sent, order)) return true;
  }
  return false;
}

async function cancelOrphan(
  db: Ledger,
  apruve: Apruve,
  { id, currency }: CheckoutRow,
  order: ApruveOrder,
  waitMs: number,
): Promise<void> {
  const step = `orphan_cancel:${order.id}`;
  const request = { method: 'POST', path: paths.cancelOrder(order.id), body: null };
  const { response } = await doStep(
    db,
    { checkoutId: id, currency },
    { step, action: 'orphan_cancel', amountCents: order.amount_cents, source: null, reference: order.id, request },
    cancelCalls(apruve, order.id),
    waitMs,
  );
  await db.transaction((tx) => writeRecord(tx, id, { step, response, successful: true }));
}
