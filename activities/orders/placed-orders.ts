import { z } from 'zod';
import { PLACE_ORDER_STEP } from '../../workflows/rules/rows.ts';
import type { Apruve, Read } from '../apruve/client.ts';
import { listAllOrders } from '../apruve/pages.ts';
import type { ApruveOrder } from '../apruve/entities.ts';
import type { Ledger } from '../ledger/database.ts';
import { StillInDoubt } from '../step/do-step.ts';
import { findLatestOfAction } from '../ledger/transactions.ts';

/** What an offline checkout has sent to Apruve as its order. */
export interface SentOrder {
  merchantId: string;
  merchantOrderId: string;
  shopperId: string;
  amountCents: number;
  currency: string;
  /** When it was first sent. */
  since: Date;
  /** Until when it may still land at Apruve; null where it cannot. */
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

/** The order that a checkout has sent, or was about to send; null where it never got that far. */
export async function sentOrder(db: Ledger, checkoutId: string): Promise<SentOrder | null> {
  const row = await findLatestOfAction(db, checkoutId, 'place_order');
  if (row === null) return null;
  return { ...bodySchema.parse(row.request?.body), since: row.createdAt, inDoubtUntil: row.inDoubtUntil };
}

/** Throws while the request may still land at Apruve, because an order that is missing now may appear in a moment. */
export function assertOutOfDoubt({ inDoubtUntil }: SentOrder, now: Date): void {
  const remaining = inDoubtUntil === null ? 0 : inDoubtUntil.getTime() - now.getTime();
  if (remaining > 0) throw new StillInDoubt(PLACE_ORDER_STEP, remaining);
}

/** How far Apruve's clock and ours may differ. */
const CLOCKS_DIFFER_MS = 300_000;

/**
 * True where an order at Apruve is the one that was sent. An order made by REST has no hash to prove it, so everything that can be
 * compared must be equal, and it must not be older than the request.
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

/** The orders at Apruve that fit what was sent, in the order of Apruve's list. */
export async function findPlaced(apruve: Apruve, sent: SentOrder): Promise<Read<ApruveOrder>[]> {
  const { answer, data } = await listAllOrders(apruve, sent.merchantOrderId);
  return data
    .filter((order) => isPlaced(sent, order))
    .map((order) => ({ answer: { status: answer.status, body: order }, data: order }));
}
