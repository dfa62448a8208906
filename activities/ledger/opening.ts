import { and, eq, sql } from 'drizzle-orm';
import type { Facts } from '../../workflows/contract/checkout.ts';
import { OPENING_NOTIFICATION } from '../../workflows/rules/notifications.ts';
import { PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import { announce } from './changes/announcing.ts';
import type { CheckoutRow } from './checkouts.ts';
import type { Ledger } from './database.ts';
import { insertFrom, partsOf } from './insert-from.ts';
import { notificationParts, type Audience } from './outbox.ts';
import type { Lightbox, RecordedRequest } from './json-columns.ts';
import { checkouts, paymentTransactions } from './schema/index.ts';

/** What a checkout is opened with. */
export interface Opening {
  facts: Facts;
  /** Null for an offline checkout. */
  lightbox: Lightbox | null;
  request: RecordedRequest | null;
  audience: Audience;
  at: Date;
}

/** Longer than this, in ms, no opening waits for its turn in the database. Shorter than its caller waits for it. */
const WAITS_AT_MOST_MS = 1_500;

/**
 * Opens a stored attempt, which is `row`, in one statement: facts, lightbox, purchase row and first notification. `known` where it was
 * opened before; `ended` where it was abandoned before, so that it must not begin. Whoever has the checkout's row first decides, and one
 * that had to wait too long changes nothing and throws.
 */
export async function openAttempt(
  db: Ledger,
  row: CheckoutRow,
  { facts, lightbox, request, audience, at }: Opening,
): Promise<'opened' | 'known' | 'ended'> {
  const secureHashes = lightbox === null ? [] : [lightbox.secure_hash];
  const set = { facts, version: facts.version, lightbox, secureHashes, updatedAt: at };
  const inTime = sql`clock_timestamp() < statement_timestamp() + ${WAITS_AT_MOST_MS} * interval '1 millisecond'`;
  const open = db
    .update(checkouts)
    .set(set)
    .where(and(eq(checkouts.id, row.id), eq(checkouts.version, 0), inTime))
    .returning({ id: checkouts.id });
  const opened = sql`opened`;
  const { amountCents, currency } = facts.terms;
  const standing = { action: 'purchase', amountCents, currency, active: true, successful: false };
  const purchase = { ...standing, checkoutId: row.id, step: PURCHASE_STEP, request, createdAt: at, updatedAt: at };
  const state = { row: { ...row, ...set }, transactions: [] };
  const batch = { notifications: [OPENING_NOTIFICATION], audience };
  const parts = [insertFrom(paymentTransactions, opened, { rows: [purchase] }), ...notificationParts(state, at, batch, opened)];
  const { rowCount } = await db.execute(sql`with opened as (${open.getSQL()}), ${partsOf(parts)} select id from opened`);
  announce(db, { channel: row.channel, checkoutId: row.id });
  return rowCount === 1 ? 'opened' : whyNotOpened(db, row.id);
}

async function whyNotOpened(db: Ledger, checkoutId: string): Promise<'known' | 'ended'> {
  const [row] = await db
    .select({ version: checkouts.version, status: checkouts.status })
    .from(checkouts)
    .where(eq(checkouts.id, checkoutId));
  if (row === undefined || row.version === 0) throw new Error('The opening took too long and was given up.');
  return isFinal(row.status) ? 'ended' : 'known';
}
