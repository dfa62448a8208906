import { and, desc, eq, gte, ilike, isNotNull, lt, not, or, sql, type SQL } from 'drizzle-orm';
import type { Status } from '../../workflows/contract/checkout.ts';
import type { PaymentStatus } from '../../workflows/rules/payment-status.ts';
import { parseAmount } from '../../workflows/rules/money.ts';
import type { CheckoutRow } from './checkouts.ts';
import type { Ledger } from './database.ts';
import { pageOf, type Page } from './page.ts';
import { checkouts, hasUnresolved, isUnanswered, paymentTransactions as sent } from './schema/index.ts';
import { customerKey } from './schema/columns.ts';

/** The filter of a list of checkouts; an absent field filters nothing. */
export interface CheckoutFilter {
  status?: Status | undefined;
  paymentStatus?: PaymentStatus | undefined;
  channel?: string | null | undefined;
  /** Words: see `matching`. Without regard to case. */
  text?: string | undefined;
  /** The code of the attention that the checkout shows; `any` takes all that show one. */
  attention?: string | undefined;
  overdue?: boolean | undefined;
  /** Whether a step of it is on its way to Apruve. */
  inFlight?: boolean | undefined;
  /** The email or id of the buyer, whole, without regard to case. */
  customer?: string | undefined;
  merchantOrderId?: string | undefined;
  /** Created at or after. */
  from?: Date | undefined;
  /** Created before. */
  to?: Date | undefined;
}

/**
 * One page of checkouts, newest first, continued after the checkout `after`. Pages neither skip nor repeat a checkout while new
 * ones are opened, because they continue after a row and not after a number.
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

function narrowed(filter: CheckoutFilter): (SQL | undefined)[] {
  const { status, paymentStatus, channel, text, attention, overdue, inFlight, customer, merchantOrderId, from, to } = filter;
  return [
    status && eq(checkouts.status, status),
    paymentStatus && eq(checkouts.paymentStatus, paymentStatus),
    ofChannel(channel),
    from && gte(checkouts.createdAt, from),
    to && lt(checkouts.createdAt, to),
    text ? matching(text) : undefined,
    attention === undefined ? undefined : withAttention(attention),
    overdue === undefined ? undefined : eq(checkouts.overdue, overdue),
    inFlight === undefined ? undefined : inFlight ? isInFlight : not(isInFlight),
    customer === undefined ? undefined : ofCustomer(customer),
    merchantOrderId === undefined ? undefined : eq(checkouts.merchantOrderId, merchantOrderId),
  ];
}

/** As `inFlight` of the views: an unresolved step, a return without an answer, or a new invoice without one while the process runs. */
const isInFlight: SQL = sql`(coalesce(${hasUnresolved(checkouts.facts)}, false) or ${checkouts.id} in (
  select ${sent.checkoutId} from ${sent} where ${isUnanswered(sent)}
  and (${sent.action} = 'refund' or (${sent.action} = 'invoice' and ${checkouts.completedAt} is null))))`;

const withAttention = (code: string): SQL | undefined =>
  and(isNotNull(checkouts.attention), code === 'any' ? undefined : sql`${checkouts.attention}->>'code' = ${code}`);

const ofCustomer = (customer: string): SQL | undefined =>
  or(...(['email', 'id'] as const).map((key) => eq(customerKey(checkouts.customer, key), sql`lower(${customer})`)));

const ofChannel = (channel: string | null | undefined): SQL | undefined =>
  channel === undefined || channel === null ? undefined : eq(checkouts.channel, channel);

/** Compares the row's time inside the database, because a JavaScript date has no microseconds. */
const olderThan = (id: string): SQL =>
  sql`(${checkouts.createdAt}, ${checkouts.id}) < (select created_at, id from checkouts where id = ${id})`;

/** Every word must be in one of the fields, as a part of it; or be, whole, what an invoice or a shipment is called, or an amount. */
const matching = (text: string): SQL | undefined => and(...text.split(/\s+/).filter(Boolean).map(matchingWord));

function matchingWord(word: string): SQL | undefined {
  const pattern = `%${word.replace(/[\\%_]/g, String.raw`\$&`)}%`;
  const json = (column: SQL): SQL => sql`${column} ilike ${pattern}`;
  return or(
    ilike(checkouts.merchantOrderId, pattern),
    ilike(checkouts.id, pattern),
    ilike(checkouts.apruveOrderId, pattern),
    json(sql`${checkouts.customer}->>'email'`),
    json(sql`${checkouts.customer}->>'name'`),
    json(sql`coalesce(nullif(${checkouts.order}->>'po_number', ''), ${checkouts.buyerPoNumber})`),
    ...invoicesWith(word),
    ...amountsIn(word).map((cents) => eq(checkouts.amountCents, cents)),
  );
}

/** Checkouts with an invoice of that number, id or amount, or with a shipment of that number, id or tracking number. */
function invoicesWith(word: string): SQL[] {
  const shipments = [{ number: word }, { id: word }, { shown: { trackingNumber: word } }];
  const wanted = [
    { number: word },
    { id: word },
    ...amountsIn(word).map((amountCents) => ({ amountCents })),
    ...shipments.map((shipment) => ({ shipments: [shipment] })),
  ];
  return wanted.map((invoice) => sql`${checkouts.facts}->'invoices' @> ${JSON.stringify([invoice])}::jsonb`);
}

/** What a word may mean as an amount, in cents: `$1,150.00`, and `1.150,00` as others write it. */
function amountsIn(word: string): number[] {
  const swapped = word.replace(/[.,]/g, (mark) => (mark === '.' ? ',' : '.'));
  const plain = [word, swapped].map((each) => each.replace(/[€£]/g, ''));
  return [...new Set(plain.map(parseAmount))].filter((cents) => cents !== null);
}
