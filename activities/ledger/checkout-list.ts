import { and, eq, gte, inArray, isNotNull, lt, not, or, sql, type SQL } from 'drizzle-orm';
import type { Mode } from '../../workflows/contract/channel.ts';
import type { Status } from '../../workflows/contract/checkout.ts';
import type { PaymentStatus } from '../../workflows/rules/payment-status.ts';
import type { CheckoutRow } from './checkouts.ts';
import type { Ledger } from './database.ts';
import { pageOf, type Page } from './page.ts';
import { checkouts, hasUnresolved, isToInvoice, isUnanswered, paymentTransactions as sent } from './schema/index.ts';
import { amountsIn, contains, everyWord, hasTexts } from './search.ts';
import { behind, countUpTo, orderOf, type Order } from './sorting.ts';
import { customerKey, ofChannels } from './schema/columns.ts';

/** The filter of a list of checkouts; an absent field filters nothing. */
export interface CheckoutFilter {
  status?: Status | undefined;
  paymentStatus?: PaymentStatus | undefined;
  /** Only what belongs to one of these channels; null or absent: to any. */
  among?: readonly string[] | null | undefined;
  currency?: string | undefined;
  mode?: Mode | undefined;
  /** Words: see `matchingWord`. Without regard to case. */
  text?: string | undefined;
  /** Codes, one of which is that of the attention that the checkout shows; `any` takes all that show one. */
  attention?: readonly string[] | undefined;
  /** Whether something can be invoiced on it. */
  toInvoice?: boolean | undefined;
  /** Whether the time for that runs out. */
  expiring?: boolean | undefined;
  overdue?: boolean | undefined;
  sort?: Sort | undefined;
  /** Whether a step of it is on its way to Apruve. */
  inFlight?: boolean | undefined;
  /** The email or id of the buyer, whole, without regard to case. */
  customer?: string | undefined;
  merchantOrderId?: string | undefined;
  /** See `hasTexts`. */
  metadata?: readonly string[] | undefined;
  /** Created at or after. */
  from?: Date | undefined;
  /** Created before. */
  to?: Date | undefined;
}

/** A page: so many rows, after the row with this id. */
export interface PageWish {
  limit: number;
  after?: string | undefined;
}

/**
 * One page of checkouts, newest first where no other order is wished, continued after the checkout `after`. Pages neither skip nor repeat a checkout while new
 * ones are opened, because they continue after a row and not after a number.
 */
export async function listCheckouts(db: Ledger, filter: CheckoutFilter, page: PageWish): Promise<Page<CheckoutRow>> {
  return pageOf(await selectCheckouts(db, filter, page), page.limit, (row) => row.id);
}

/** What the list can be sorted by; a minus turns it round. */
export const CHECKOUT_SORTS = ['newest', 'oldest', 'amount_cents', '-amount_cents'] as const;
type Sort = (typeof CHECKOUT_SORTS)[number];

const ORDERS: Readonly<Record<Sort, Order>> = {
  newest: { by: checkouts.createdAt, id: checkouts.id, isDescending: true },
  oldest: { by: checkouts.createdAt, id: checkouts.id, isDescending: false },
  amount_cents: { by: checkouts.amountCents, id: checkouts.id, isDescending: false },
  '-amount_cents': { by: checkouts.amountCents, id: checkouts.id, isDescending: true },
};

/** The query of a page, which reads one row more. */
export function selectCheckouts(db: Ledger, { sort = 'newest', ...filter }: CheckoutFilter, { limit, after }: PageWish) {
  const order = ORDERS[sort];
  return db
    .select()
    .from(checkouts)
    .where(and(...narrowed(filter), behind(order, after)))
    .orderBy(...orderOf(order))
    .limit(limit + 1);
}

/** How many checkouts a list has; one more than 10,000 where it has more. */
export const countCheckouts = (db: Ledger, filter: CheckoutFilter): Promise<number> =>
  countUpTo(
    db,
    db
      .select({ one: sql`1` })
      .from(checkouts)
      .where(and(...narrowed(filter))),
  );

function narrowed(filter: CheckoutFilter): (SQL | undefined)[] {
  const { status, paymentStatus, text, attention, overdue, inFlight, customer, merchantOrderId, metadata, from, to } = filter;
  return [
    status && eq(checkouts.status, status),
    paymentStatus && eq(checkouts.paymentStatus, paymentStatus),
    ofChannels(checkouts.channel, filter.among ?? null),
    filter.mode && eq(checkouts.mode, filter.mode),
    filter.currency === undefined ? undefined : eq(checkouts.currency, filter.currency),
    from && gte(checkouts.createdAt, from),
    to && lt(checkouts.createdAt, to),
    text ? everyWord(text, matchingWord) : undefined,
    attention && withAttention(attention),
    is(sql`${checkouts.overdue}`, overdue),
    is(isInFlight, inFlight),
    is(isToInvoice(checkouts.toInvoiceCents), filter.toInvoice),
    is(sql`${checkouts.expiring}`, filter.expiring),
    customer === undefined ? undefined : ofCustomer(customer),
    merchantOrderId === undefined ? undefined : eq(checkouts.merchantOrderId, merchantOrderId),
    metadata && hasTexts(checkouts.metadata, metadata),
  ];
}

/** A condition that must hold, or must not; absent: either. */
export const is = (condition: SQL, wanted: boolean | undefined): SQL | undefined =>
  wanted === undefined ? undefined : wanted ? condition : not(condition);

/** As `inFlight` of the views: an unresolved step, a return without an answer, or a new invoice without one while the process runs. */
export const isInFlight: SQL = sql`(${checkouts.id} in (
  select id from checkouts where ${hasUnresolved(checkouts.facts)}
  union all
  select ${sent.checkoutId} from ${sent} join checkouts on checkouts.id = ${sent.checkoutId} where ${isUnanswered(sent)}
  and (${sent.action} = 'refund' or (${sent.action} = 'invoice' and checkouts.completed_at is null))))`;

/** `any`: whatever it is. */
export const withAttention = (codes: readonly string[]): SQL | undefined =>
  and(
    isNotNull(checkouts.attention),
    codes.includes('any') ? undefined : inArray(sql`${checkouts.attention}->>'code'`, [...codes]),
  );

/** Of a buyer by their whole email or id. */
export const ofCustomer = (customer: string): SQL | undefined =>
  or(...(['email', 'id'] as const).map((key) => eq(customerKey(checkouts.customer, key), sql`lower(${customer})`)));

/** A part of what the checkout is called; or, whole, what an invoice or a shipment is called, or an amount. */
function matchingWord(word: string): SQL | undefined {
  return or(
    contains(checkouts.search, word),
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
