import { and, eq, sql } from 'drizzle-orm';
import { isFinal } from '../../workflows/rules/status.ts';
import { mismatchStep } from '../../workflows/rules/rows.ts';
import { NO_CALLS, passCall, withoutId, withoutTurn, type Passage, type ShopCalls } from '../../workflows/rules/shop-calls.ts';
import { presentContentOf } from './attempts.ts';
import type { CheckoutRow } from './checkouts.ts';
import type { Ledger, Reader, Transaction } from './database.ts';
import { checkouts } from './schema/index.ts';
import { findTransaction } from './transactions.ts';

/**
 * What the ledger knows of a call before the process is asked. `ended`: the checkout has. `adopted`: an order is, whether or not it is the
 * one that was brought. `refused`: this order id was refused for the present content before, and why.
 */
export type Passed = { kind: 'ended' | 'adopted'; row: CheckoutRow } | { kind: 'refused'; why: string } | Passage;

/**
 * Decides whether a call of a shop may go on to the process, and counts it in the same transaction, so that calls at once are counted one
 * by one. What counts nothing is answered by the row as it was read `before`, so that a flood of calls waits for no lock. `orderId`: the
 * order id that it brings, if any.
 */
export async function passShopCall(db: Ledger, before: CheckoutRow, orderId: string | undefined, now: Date): Promise<Passed> {
  const seen = await judge(db, before, orderId, now);
  if (!('known' in seen) || seen.known === before.shopCalls) return seen;
  if (await countUnchanged(db, before, seen.known)) return seen;
  return db.transaction(async (tx) => {
    const row = await lockCheckout(tx, before.id);
    const passed = await judge(tx, row, orderId, now);
    if ('known' in passed && passed.known !== row.shopCalls) await storeCalls(tx, row.id, passed.known);
    return passed;
  });
}

/** Counts a call where nothing has happened to the checkout since it was read, calls of others among that. */
async function countUnchanged(
  db: Ledger,
  { id, version, shopCalls: before }: CheckoutRow,
  shopCalls: ShopCalls,
): Promise<boolean> {
  const isCountedAsBefore = sql`${checkouts.shopCalls} is not distinct from ${before && JSON.stringify(before)}::jsonb`;
  const counted = await db
    .update(checkouts)
    .set({ shopCalls })
    .where(and(eq(checkouts.id, id), eq(checkouts.version, version), isCountedAsBefore))
    .returning({ id: checkouts.id });
  return counted.length > 0;
}

async function judge(db: Reader, row: CheckoutRow, orderId: string | undefined, now: Date): Promise<Passed> {
  if (isFinal(row.status)) return { kind: 'ended', row };
  if (orderId !== undefined && row.apruveOrderId !== null) return { kind: 'adopted', row };
  const why = orderId === undefined ? null : await whyRefused(db, row, orderId);
  if (why !== null) return { kind: 'refused', why };
  const call = { bringsId: orderId !== undefined, content: row.secureHashes.length, at: now.getTime() };
  return passCall(row.shopCalls ?? NO_CALLS, call);
}

/** The order id of a call that went on was not a wrong one, or nothing tells yet. */
export const takeBackId = (db: Ledger, checkoutId: string, counted: ShopCalls): Promise<void> =>
  takeBack(db, checkoutId, (known) => withoutId(known, counted));

/** A call that had waited for its turn did not reach the process: the next one may. */
export const takeBackTurn = (db: Ledger, checkoutId: string, counted: ShopCalls, now: Date): Promise<void> =>
  takeBack(db, checkoutId, (known) => withoutTurn(known, counted, now.getTime()));

function takeBack(db: Ledger, checkoutId: string, change: (known: ShopCalls) => ShopCalls): Promise<void> {
  return db.transaction(async (tx) => {
    const { shopCalls } = await lockCheckout(tx, checkoutId);
    if (shopCalls !== null) await storeCalls(tx, checkoutId, change(shopCalls));
  });
}

async function lockCheckout(tx: Transaction, checkoutId: string): Promise<CheckoutRow> {
  const [row] = await tx.select().from(checkouts).where(eq(checkouts.id, checkoutId)).for('update');
  if (row === undefined) throw new Error(`The ledger has no row for ${checkoutId}.`);
  return row;
}

async function storeCalls(tx: Transaction, checkoutId: string, shopCalls: ShopCalls): Promise<void> {
  await tx.update(checkouts).set({ shopCalls }).where(eq(checkouts.id, checkoutId));
}

/** Why this order id was refused, where it was judged against the content that the checkout has now. */
async function whyRefused(db: Reader, checkout: CheckoutRow, orderId: string): Promise<string | null> {
  const refused = await findTransaction(db, checkout.id, mismatchStep(orderId));
  return refused?.askedHash === presentContentOf(checkout) ? refused.note : null;
}
