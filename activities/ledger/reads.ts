import { and, asc, desc, eq, gt, gte, ilike, isNotNull, isNull, lt, or, sql, type InferSelectModel, type SQL } from 'drizzle-orm';
import type { Status } from '../../workflows/contract/checkout.ts';
import type { PaymentStatus } from '../../workflows/rules/payment-status.ts';
import type { CheckoutRow } from './attempts.ts';
import type { Ledger } from './database.ts';
import { checkouts, customerKey, paymentTransactions } from './schema.ts';
import type { ShopOrder } from './types.ts';

export type TransactionRow = InferSelectModel<typeof paymentTransactions>;

/** The checkout of this id; null where there is none, or where it belongs to another channel than the one asked for. */
export async function findCheckout(db: Ledger, id: string, channel?: string | null): Promise<CheckoutRow | null> {
  const [row] = await db
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.id, id), ofChannel(channel)));
  return row ?? null;
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

/** What a list of checkouts is narrowed by; an absent field narrows nothing. */
export interface CheckoutFilter {
  status?: Status | undefined;
  paymentStatus?: PaymentStatus | undefined;
  channel?: string | null | undefined;
  /** Part of an order number, an id, a PO number, or the buyer's name or email, without regard to case. */
  text?: string | undefined;
  /** The code of the attention it shows; `any` takes all that show one. */
  attention?: string | undefined;
  overdue?: boolean | undefined;
  /** The email or id of the buyer, whole, without regard to case. */
  customer?: string | undefined;
  merchantOrderId?: string | undefined;
  /** Created at or after. */
  from?: Date | undefined;
  /** Created before. */
  to?: Date | undefined;
}

export interface Page<T> {
  rows: T[];
  /** The id to continue after; null on the last page. */
  next: string | null;
}

/**
 * One page of checkouts, newest first, continued after the checkout `after`. Pages neither skip nor repeat a checkout while
 * new ones come in, for the place is a row and not a number.
 */
export async function listCheckouts(
  db: Ledger,
  filter: CheckoutFilter,
  page: { limit: number; after?: string | undefined },
): Promise<Page<CheckoutRow>> {
  const rows = await db
    .select()
    .from(checkouts)
    .where(and(...narrowed(filter), page.after === undefined ? undefined : olderThan(page.after)))
    .orderBy(desc(checkouts.createdAt), desc(checkouts.id))
    .limit(page.limit + 1);
  return pageOf(rows, page.limit, (row) => row.id);
}

/** Cuts the one row too many that was read to see whether there is another page. */
export function pageOf<T>(rows: T[], limit: number, idOf: (row: T) => string): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? idOf(last) : null };
}

function narrowed(filter: CheckoutFilter): (SQL | undefined)[] {
  const { status, paymentStatus, channel, text, attention, overdue, customer, merchantOrderId, from, to } = filter;
  return [
    status && eq(checkouts.status, status),
    paymentStatus && eq(checkouts.paymentStatus, paymentStatus),
    ofChannel(channel),
    from && gte(checkouts.createdAt, from),
    to && lt(checkouts.createdAt, to),
    text ? matching(text) : undefined,
    attention === undefined ? undefined : withAttention(attention),
    overdue === undefined ? undefined : eq(checkouts.overdue, overdue),
    customer === undefined ? undefined : ofCustomer(customer),
    merchantOrderId === undefined ? undefined : eq(checkouts.merchantOrderId, merchantOrderId),
  ];
}

const withAttention = (code: string): SQL | undefined =>
  and(isNotNull(checkouts.attention), code === 'any' ? undefined : sql`${checkouts.attention}->>'code' = ${code}`);

const ofCustomer = (customer: string): SQL | undefined =>
  or(...(['email', 'id'] as const).map((key) => eq(customerKey(checkouts.customer, key), sql`lower(${customer})`)));

const ofChannel = (channel: string | null | undefined): SQL | undefined =>
  channel === undefined || channel === null ? undefined : eq(checkouts.channel, channel);

/** The row's own time is compared in the database: a JavaScript date has lost its microseconds. */
const olderThan = (id: string): SQL =>
  sql`(${checkouts.createdAt}, ${checkouts.id}) < (select created_at, id from checkouts where id = ${id})`;

function matching(text: string): SQL | undefined {
  const pattern = `%${text.replace(/[\\%_]/g, String.raw`\$&`)}%`;
  const json = (column: SQL): SQL => sql`${column} ilike ${pattern}`;
  return or(
    ilike(checkouts.merchantOrderId, pattern),
    ilike(checkouts.id, pattern),
    ilike(checkouts.apruveOrderId, pattern),
    json(sql`${checkouts.customer}->>'email'`),
    json(sql`${checkouts.customer}->>'name'`),
    json(sql`${checkouts.order}->>'po_number'`),
  );
}

/** All rows of a checkout, oldest first. */
export async function listTransactions(db: Ledger, checkoutId: string): Promise<TransactionRow[]> {
  return db
    .select()
    .from(paymentTransactions)
    .where(eq(paymentTransactions.checkoutId, checkoutId))
    .orderBy(asc(paymentTransactions.id));
}

/** The row of one step, or null. */
export async function findTransaction(db: Ledger, checkoutId: string, step: string): Promise<TransactionRow | null> {
  const [row] = await db
    .select()
    .from(paymentTransactions)
    .where(and(eq(paymentTransactions.checkoutId, checkoutId), eq(paymentTransactions.step, step)));
  return row ?? null;
}

/** The steps that were done for one request without a number: more than one where Apruve refused the first. */
export async function findRequested(db: Ledger, checkoutId: string, requestId: string): Promise<string[]> {
  const rows = await db
    .select({ step: paymentTransactions.step })
    .from(paymentTransactions)
    .where(and(eq(paymentTransactions.checkoutId, checkoutId), eq(paymentTransactions.requestId, requestId)));
  return rows.map(({ step }) => step);
}

/** The order as the shop sent it, from which every later request to Apruve is built. */
export async function readShopOrder(db: Ledger, checkoutId: string): Promise<ShopOrder> {
  const [row] = await db.select({ order: checkouts.order }).from(checkouts).where(eq(checkouts.id, checkoutId));
  if (row === undefined) throw new Error(`The ledger has no row for ${checkoutId}.`);
  return row.order;
}

const AUDIT_PAGE = 100;

/** Every checkout that has not ended, and those that ended in the last days; in the order of their ids, read page by page. */
export async function* recentCheckouts(db: Ledger, days: number): AsyncGenerator<CheckoutRow> {
  const since = new Date(Date.now() - days * 86_400_000);
  for (let after = ''; ;) {
    const page = await db
      .select()
      .from(checkouts)
      .where(and(gt(checkouts.id, after), or(isNull(checkouts.completedAt), gte(checkouts.completedAt, since))))
      .orderBy(asc(checkouts.id))
      .limit(AUDIT_PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < AUDIT_PAGE) return;
    after = last.id;
  }
}
