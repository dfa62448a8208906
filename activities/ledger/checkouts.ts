import {
  and,
  asc,
  desc,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  ne,
  notExists,
  or,
  sql,
  type InferSelectModel,
  type SQL,
} from 'drizzle-orm';
import type { CheckoutInput, Facts } from '../../workflows/contract/checkout.ts';
import { withoutProcessTrouble } from '../../workflows/rules/process-trouble.ts';
import type { Ledger, Reader, Transaction } from './database.ts';
import { ofChannels } from './schema/columns.ts';
import { channels, checkouts } from './schema/index.ts';
import type { Lightbox, ShopOrder } from './json-columns.ts';
import type { TransactionRow } from './transactions.ts';

export type CheckoutRow = InferSelectModel<typeof checkouts>;

/** A checkout as a database transaction has it: its row, and all of its payment transactions. */
export interface CheckoutState {
  row: CheckoutRow;
  transactions: readonly TransactionRow[];
}

/** The shop's PO number, else the one that the buyer typed in the lightbox. */
export const poNumberOf = ({ order, buyerPoNumber }: Pick<CheckoutRow, 'order' | 'buyerPoNumber'>): string | null =>
  order.po_number === null || order.po_number === '' ? buyerPoNumber : order.po_number;

/** The checkout with this id; null where there is none, or where it belongs to none of these channels; null: to any. */
export async function findCheckout(db: Ledger, id: string, among: readonly string[] | null = null): Promise<CheckoutRow | null> {
  const [row] = await db
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.id, id), ofChannels(checkouts.channel, among)));
  return row ?? null;
}

/** Every attempt to pay this order number of this channel, the newest first. */
export async function listAttempts(db: Reader, channel: string, merchantOrderId: string): Promise<CheckoutRow[]> {
  return db
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.channel, channel), eq(checkouts.merchantOrderId, merchantOrderId)))
    .orderBy(desc(checkouts.attempt));
}

/** The attempts of other channels to pay an order of this number. */
export async function attemptsElsewhere(db: Reader, channel: string, merchantOrderId: string): Promise<CheckoutRow[]> {
  const isElsewhere = and(ne(checkouts.channel, channel), eq(checkouts.merchantOrderId, merchantOrderId));
  return db.select().from(checkouts).where(isElsewhere);
}

/** Every attempt to pay one of these order numbers of this channel. */
export async function attemptsAmong(db: Ledger, channel: string, merchantOrderIds: readonly string[]): Promise<CheckoutRow[]> {
  if (merchantOrderIds.length === 0) return [];
  const isOne = and(eq(checkouts.channel, channel), inArray(checkouts.merchantOrderId, [...merchantOrderIds]));
  return db.select().from(checkouts).where(isOne);
}

/** The newest attempt to pay this order number of this channel. */
export async function findLatestAttempt(db: Ledger, channel: string, merchantOrderId: string): Promise<CheckoutRow | null> {
  const [row] = await db
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.channel, channel), eq(checkouts.merchantOrderId, merchantOrderId)))
    .orderBy(desc(checkouts.attempt))
    .limit(1);
  return row ?? null;
}

/** The checkout that has adopted this order at Apruve, or null; of several attempts the newest. */
export async function findByApruveOrder(db: Ledger, orderId: string): Promise<CheckoutRow | null> {
  const [row] = await db
    .select()
    .from(checkouts)
    .where(eq(checkouts.apruveOrderId, orderId))
    .orderBy(desc(checkouts.attempt))
    .limit(1);
  return row ?? null;
}

/** The order as the shop sent it, from which every later request to Apruve is built. */
export async function readShopOrder(db: Ledger, checkoutId: string): Promise<ShopOrder> {
  const [row] = await db.select({ order: checkouts.order }).from(checkouts).where(eq(checkouts.id, checkoutId));
  if (row === undefined) throw new Error(`The ledger has no row for ${checkoutId}.`);
  return row.order;
}

/** The buyer's email; null where the shop sent none. */
export async function readBuyerEmail(db: Ledger, checkoutId: string): Promise<string | null> {
  const [row] = await db.select({ customer: checkouts.customer }).from(checkouts).where(eq(checkouts.id, checkoutId));
  return row?.customer.email ?? null;
}

/** The secure hashes that were handed out for one order number. */
export interface IssuedHashes {
  /** Every one of this attempt: the orders at Apruve that carry one of them were made for it. */
  own: ReadonlySet<string>;
  /** Those of earlier states of the cart, in this attempt and in earlier ones. Equal content has an equal hash, which is not old. */
  old: ReadonlySet<string>;
}

/** The secure hashes of this attempt and of the others for its number. */
export async function readIssuedHashes(
  db: Ledger,
  { checkoutId, channel, merchantOrderId }: { checkoutId: string; channel: string; merchantOrderId: string },
): Promise<IssuedHashes> {
  const attempts = await db
    .select({ id: checkouts.id, secureHashes: checkouts.secureHashes, lightbox: checkouts.lightbox })
    .from(checkouts)
    .where(and(eq(checkouts.channel, channel), eq(checkouts.merchantOrderId, merchantOrderId)));
  const own = attempts.find(({ id }) => id === checkoutId);
  const present = own?.lightbox?.secure_hash ?? null;
  const issued = attempts.flatMap(({ secureHashes }) => secureHashes);
  return { own: new Set(own?.secureHashes), old: new Set(issued.filter((hash) => hash !== present)) };
}

/** What a process was started with and the facts as it holds them; null where the ledger holds another version of them. */
export async function readFacts(
  db: Ledger,
  checkoutId: string,
  version: number,
): Promise<{ input: CheckoutInput; facts: Facts } | null> {
  const [row] = await db
    .select({ input: checkouts.input, facts: checkouts.facts })
    .from(checkouts)
    .where(and(eq(checkouts.id, checkoutId), eq(checkouts.version, version)));
  return row?.facts == null ? null : { input: row.input, facts: withoutProcessTrouble(row.facts) };
}

/** True where the ledger already holds this version of the facts, or a newer one: the process has gone on. */
export async function hasReachedVersion(db: Ledger, checkoutId: string, version: number): Promise<boolean> {
  const [row] = await db.select({ version: checkouts.version }).from(checkouts).where(eq(checkouts.id, checkoutId));
  return row !== undefined && row.version >= version;
}

/** Replaces the order that later requests to Apruve are built from. */
export async function storeOrder(tx: Transaction, checkoutId: string, order: ShopOrder): Promise<void> {
  await tx.update(checkouts).set({ order }).where(eq(checkouts.id, checkoutId));
}

/** Keeps the PO number that the buyer typed in the lightbox. */
export async function storeBuyerPoNumber(tx: Transaction, checkoutId: string, buyerPoNumber: string): Promise<void> {
  await tx.update(checkouts).set({ buyerPoNumber }).where(eq(checkouts.id, checkoutId));
}

/** Replaces order and lightbox. The hashes of earlier lightboxes are kept, because a buyer may still use one of them. */
export async function storeLightbox(tx: Transaction, checkoutId: string, order: ShopOrder, lightbox: Lightbox): Promise<void> {
  const secureHashes = sql`array_append(${checkouts.secureHashes}, ${lightbox.secure_hash})`;
  await tx.update(checkouts).set({ order, lightbox, secureHashes }).where(eq(checkouts.id, checkoutId));
}

/**
 * Those of the given orders at Apruve that another checkout has adopted. An order serves one checkout: one that an ended attempt
 * used may still exist, with invoices that were paid or returned under it, and the next attempt must not adopt it.
 */
export async function adoptedByOthers(db: Ledger, checkoutId: string, orderIds: string[]): Promise<Set<string>> {
  if (orderIds.length === 0) return new Set();
  const others = await db
    .select({ orderId: checkouts.apruveOrderId })
    .from(checkouts)
    .where(and(inArray(checkouts.apruveOrderId, orderIds), ne(checkouts.id, checkoutId)));
  return new Set(others.flatMap(({ orderId }) => orderId ?? []));
}

/** Open, ended at or after `endedSince`, or with an unpaid invoice. Those of a deleted channel are left out, because nobody has its key any more. */
export function isRecent(db: Ledger, endedSince: Date): SQL | undefined {
  const isDeleted = and(eq(channels.id, checkouts.channel), isNotNull(channels.deletedAt));
  const deletedChannel = db.select({ id: channels.id }).from(channels).where(isDeleted);
  const recent = or(isNull(checkouts.completedAt), gte(checkouts.completedAt, endedSince), checkouts.watched);
  return and(recent, notExists(deletedChannel));
}

/** The next checkouts of those by id. `after` is the last id of the page before. */
export async function pageOfRecentCheckouts(db: Ledger, endedSince: Date, after: string, limit: number): Promise<CheckoutRow[]> {
  return db
    .select()
    .from(checkouts)
    .where(and(gt(checkouts.id, after), isRecent(db, endedSince)))
    .orderBy(asc(checkouts.id))
    .limit(limit);
}

const RECENT_PAGE = 100;

/** Every checkout that has not ended, that ended at or after `endedSince`, or that has an unpaid invoice; ordered by id, read page by page. */
export async function* recentCheckouts(db: Ledger, endedSince: Date): AsyncGenerator<CheckoutRow> {
  for (let after = ''; ;) {
    const page = await pageOfRecentCheckouts(db, endedSince, after, RECENT_PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < RECENT_PAGE) return;
    after = last.id;
  }
}
