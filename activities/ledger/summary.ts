import { and, count, eq, gte, isNotNull, sql, type SQL } from 'drizzle-orm';
import type { Mode } from '../../workflows/contract/channel.ts';
import { isInFlight, withAttention } from './checkout-list.ts';
import type { Ledger, Reader } from './database.ts';
import { ofChannels } from './schema/columns.ts';
import { checkouts, invoices, isOutstanding, isToInvoice } from './schema/index.ts';

/** The attention of a checkout of which Apruve, or the process, refused something. */
const REFUSED = ['refused-by-apruve', 'invoice-refused'] as const;

/** What waits for somebody, each a filter of the list of checkouts. */
const QUEUES = {
  to_invoice: isToInvoice(checkouts.toInvoiceCents),
  overdue: sql`${checkouts.overdue}`,
  refused: withAttention(REFUSED),
  in_flight: isInFlight,
  attention: withAttention(['any']),
  expiring: sql`${checkouts.expiring}`,
  awaiting_approval: eq(checkouts.status, 'awaiting_approval'),
} satisfies Record<string, SQL | undefined>;

export type Queue = keyof typeof QUEUES;
const QUEUE_NAMES = Object.keys(QUEUES).filter((name): name is Queue => name in QUEUES);

/** Days after the due date at which the next age begins. The first age is of what is not overdue. */
export const AGES = [0, 30, 60, 90] as const;

interface Sum {
  mode: Mode;
  currency: string;
  count: number;
  cents: number;
}

/** Sums and counts of each mode. Several rows may be of the same one. */
export interface Sums {
  /** What buyers owe. `age`: 0 for what is not overdue, else one more than the place in `AGES`. `soon`: due within a week. */
  outstanding: (Sum & { age: number; soon: boolean })[];
  toInvoice: Sum[];
  /** What was paid within a week. */
  paid: Sum[];
  queues: { queue: Queue; mode: Mode; count: number }[];
}

/** The sums and counts as they are at one moment; of these channels, or of all. */
export async function readSums(db: Ledger, among: readonly string[] | null, at: Date): Promise<Sums> {
  return db.transaction(
    async (tx) => ({
      outstanding: await sumOutstanding(tx, among, at),
      toInvoice: await sumToInvoice(tx, among),
      paid: await sumPaid(tx, among, daysFrom(at, -7)),
      queues: await countQueues(tx, among),
    }),
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

/** So many days later. */
export const daysFrom = (at: Date, days: number): Date => new Date(at.getTime() + days * 86_400_000);

const totalOf = (cents: SQL | typeof invoices.amountCents | typeof checkouts.toInvoiceCents) =>
  sql<number>`sum(${cents})`.mapWith(Number);

async function sumOutstanding(tx: Reader, among: readonly string[] | null, at: Date): Promise<Sums['outstanding']> {
  const { dueAt, overdue, outstandingCents, currency } = invoices;
  const ages = AGES.slice(1).map(
    (days) => sql`when ${dueAt} >= ${daysFrom(at, -days)} then ${sql.raw(String(AGES.indexOf(days)))}`,
  );
  const age = sql<number>`case when not ${overdue} then 0 ${sql.join(ages, sql` `)} else ${sql.raw(String(AGES.length))} end`;
  const soon = sql<boolean>`coalesce(not ${overdue} and ${dueAt} < ${daysFrom(at, 7)}, false)`;
  return tx
    .select({ mode: invoices.mode, currency, age, soon, count: count(), cents: totalOf(outstandingCents) })
    .from(invoices)
    .where(and(isOutstanding(outstandingCents), ofChannels(invoices.channel, among)))
    .groupBy(sql`1, 2, 3, 4`);
}

const sumPaid = (tx: Reader, among: readonly string[] | null, since: Date): Promise<Sum[]> =>
  tx
    .select({ mode: invoices.mode, currency: invoices.currency, count: count(), cents: totalOf(invoices.amountCents) })
    .from(invoices)
    .where(and(isNotNull(invoices.paidAt), gte(invoices.paidAt, since), ofChannels(invoices.channel, among)))
    .groupBy(sql`1, 2`);

const sumToInvoice = (tx: Reader, among: readonly string[] | null): Promise<Sum[]> =>
  tx
    .select({
      mode: checkouts.mode,
      currency: checkouts.currency,
      count: count(),
      cents: totalOf(checkouts.toInvoiceCents),
    })
    .from(checkouts)
    .where(and(QUEUES.to_invoice, ofChannels(checkouts.channel, among)))
    .groupBy(sql`1, 2`);

/** Each queue by itself, so that each reads its own index. */
async function countQueues(tx: Reader, among: readonly string[] | null): Promise<Sums['queues']> {
  const counted: Sums['queues'] = [];
  for (const queue of QUEUE_NAMES) {
    const rows = await tx
      .select({ mode: checkouts.mode, count: count() })
      .from(checkouts)
      .where(and(QUEUES[queue], ofChannels(checkouts.channel, among)))
      .groupBy(checkouts.mode);
    counted.push(...rows.map((row) => ({ queue, ...row })));
  }
  return counted;
}
