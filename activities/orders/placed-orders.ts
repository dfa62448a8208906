import { and, desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { PLACE_ORDER_STEP } from '../../workflows/rules/rows.ts';
import type { Apruve, Read } from '../apruve/client.ts';
import type { ApruveOrder } from '../apruve/entities.ts';
import type { Ledger } from '../ledger/database.ts';
import { StillInDoubt } from '../step/do-step.ts';
import { paymentTransactions } from '../ledger/schema.ts';

/** What an offline checkout has sent to Apruve as its order. */
export interface SentOrder {
  merchantId: string;
  merchantOrderId: string;
  shopperId: string;
  amountCents: number;
  currency: string;
  /** When it was first sent. */
  since: Date;
  /** Until when it may still land at Apruve; null where that is out of the question. */
  inDoubtUntil: Date | null;
}

const bodySchema = z
  .looseObject({
    merchant_id: z.string(),
    merchant_order_id: z.string(),
    shopper_id: z.string(),
    amount_cents: z.int(),
    currency: z.string(),
  })
  .transform((body) => ({
    merchantId: body.merchant_id,
    merchantOrderId: body.merchant_order_id,
    shopperId: body.shopper_id,
    amountCents: body.amount_cents,
    currency: body.currency,
  }));

/** The order that a checkout has sent, or was about to; null where it never came to that. */
export async function sentOrder(db: Ledger, checkoutId: string): Promise<SentOrder | null> {
  const [row] = await db
    .select()
    .from(paymentTransactions)
    .where(and(eq(paymentTransactions.checkoutId, checkoutId), eq(paymentTransactions.action, 'place_order')))
    .orderBy(desc(paymentTransactions.id))
    .limit(1);
  if (row === undefined) return null;
  return { ...bodySchema.parse(row.request?.body), since: row.createdAt, inDoubtUntil: row.inDoubtUntil };
}

/** Throws while the request may still land at Apruve: what is not there now may be there in a moment. */
export function assertOutOfDoubt({ inDoubtUntil }: SentOrder): void {
  const remaining = inDoubtUntil === null ? 0 : inDoubtUntil.getTime() - Date.now();
  if (remaining > 0) throw new StillInDoubt(PLACE_ORDER_STEP, remaining);
}

/** Apruve's clock and ours may differ by so much. */
const CLOCKS_DIFFER_MS = 300_000;

/**
 * True where an order at Apruve is what was sent. An order made by REST has no hash that would prove it; so everything that can
 * be compared must be the same, and it must not have been there before.
 */
export function isPlaced(sent: SentOrder, order: ApruveOrder): boolean {
  const same =
    order.merchant_id === sent.merchantId &&
    order.merchant_order_id === sent.merchantOrderId &&
    order.amount_cents === sent.amountCents &&
    order.currency === sent.currency;
  const byBuyer = order.shopper_id == null || order.shopper_id === sent.shopperId;
  const isLater = order.created_at === null || Date.parse(order.created_at) >= sent.since.getTime() - CLOCKS_DIFFER_MS;
  return same && byBuyer && isLater && order.secure_hash == null;
}

/** The orders at Apruve that are what was sent, in Apruve's order. */
export async function findPlaced(apruve: Apruve, sent: SentOrder): Promise<Read<ApruveOrder>[]> {
  const { answer, data } = await apruve.findOrders(sent.merchantOrderId);
  return data
    .filter((order) => isPlaced(sent, order))
    .map((order) => ({ answer: { status: answer.status, body: order }, data: order }));
}
