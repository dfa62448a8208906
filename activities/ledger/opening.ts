import { and, eq, sql } from 'drizzle-orm';
import type { Facts } from '../../workflows/contract/checkout.ts';
import { OPENING_NOTIFICATION } from '../../workflows/rules/notifications.ts';
import { PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import type { Ledger, Transaction } from './database.ts';
import { insertNotifications, type Audience } from './outbox.ts';
import type { Lightbox, RecordedRequest } from './json-columns.ts';
import { checkouts } from './schema/index.ts';
import { writeTransaction } from './transactions.ts';

/** What a checkout is opened with. */
export interface Opening {
  facts: Facts;
  /** Null for an offline checkout. */
  lightbox: Lightbox | null;
  request: RecordedRequest | null;
  audience: Audience;
  at: Date;
}

/** Bounds an opening, so that none is committed after its caller has given it up. */
export interface OpeningBound {
  /** For each statement, in ms. */
  statementTimeoutMs: number;
  /** Throws once it is too late; asked before the last write. */
  assertInTime: () => void;
}

/**
 * Opens a stored attempt in one database transaction: facts, lightbox, purchase row and first notification. `known` where it was
 * opened before; `ended` where it was abandoned before, so that it must not begin.
 */
export async function openAttempt(
  db: Ledger,
  checkoutId: string,
  { facts, lightbox, request, audience, at }: Opening,
  { statementTimeoutMs, assertInTime }: OpeningBound,
): Promise<'opened' | 'known' | 'ended'> {
  const secureHashes = lightbox === null ? [] : [lightbox.secure_hash];
  return db.transaction(async (tx) => {
    await tx.execute(sql.raw(`set local statement_timeout = '${statementTimeoutMs}ms'`));
    const [open] = await tx
      .update(checkouts)
      .set({ facts, version: facts.version, lightbox, secureHashes, updatedAt: at })
      .where(and(eq(checkouts.id, checkoutId), eq(checkouts.version, 0)))
      .returning();
    if (open === undefined) return (await hasEnded(tx, checkoutId)) ? 'ended' : 'known';
    assertInTime();
    const { amountCents, currency } = facts.terms;
    const standing = { action: 'purchase', amountCents, currency, active: true, successful: false } as const;
    await writeTransaction(tx, { ...standing, checkoutId, step: PURCHASE_STEP, request, at });
    await insertNotifications(tx, open, at, { notifications: [OPENING_NOTIFICATION], audience });
    return 'opened';
  });
}

async function hasEnded(tx: Transaction, checkoutId: string): Promise<boolean> {
  const [row] = await tx.select({ status: checkouts.status }).from(checkouts).where(eq(checkouts.id, checkoutId));
  return row !== undefined && isFinal(row.status);
}
