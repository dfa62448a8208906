import { and, eq, gte, inArray, isNotNull, lt, or, sql, type SQL } from 'drizzle-orm';
import type { InvoiceStatus } from '../../workflows/contract/checkout.ts';
import { is, ofCustomer, type CheckoutFilter, type PageWish } from './checkout-list.ts';
import type { CheckoutRow } from './checkouts.ts';
import type { Ledger } from './database.ts';
import type { Metadata } from './json-columns.ts';
import { pageOf, rowNumber, type Page } from './page.ts';
import { ofChannels } from './schema/columns.ts';
import { checkouts, dueOrNever, invoices, isOutstanding } from './schema/index.ts';
import { amountsIn, contains, everyWord, hasTexts } from './search.ts';
import { behind, countUpTo, orderOf, type Order } from './sorting.ts';

/** The filter of a list of invoices; an absent field filters nothing. */
export interface InvoiceFilter extends Pick<
  CheckoutFilter,
  'among' | 'mode' | 'currency' | 'customer' | 'text' | 'overdue' | 'metadata'
> {
  status?: InvoiceStatus | undefined;
  /** Whether the buyer owes something of it. */
  outstanding?: boolean | undefined;
  sort?: Sort | undefined;
  /** Due at or after. */
  dueFrom?: Date | undefined;
  dueBefore?: Date | undefined;
  /** Paid at or after. */
  paidFrom?: Date | undefined;
  paidBefore?: Date | undefined;
}

/** An invoice by its id at Apruve, with its checkout. */
export interface ListedInvoice {
  apruveInvoiceId: string;
  metadata: Metadata;
  checkout: CheckoutRow;
}

/** One page of invoices, the one that became known last first. `after`: the place of the last one of the page before. */
export async function listInvoices(db: Ledger, filter: InvoiceFilter, page: PageWish): Promise<Page<ListedInvoice>> {
  return pageOf(await selectInvoices(db, filter, page), page.limit, ({ id }) => String(id));
}

/** What the list can be sorted by; a minus turns it round. */
export const INVOICE_SORTS = ['newest', 'oldest', 'due_at', '-due_at', 'amount_cents', '-amount_cents'] as const;
type Sort = (typeof INVOICE_SORTS)[number];

const due = dueOrNever(invoices.dueAt);
const ORDERS: Readonly<Record<Sort, Order>> = {
  newest: { by: invoices.id, id: invoices.id, isDescending: true },
  oldest: { by: invoices.id, id: invoices.id, isDescending: false },
  due_at: { by: due, id: invoices.id, isDescending: false },
  '-due_at': { by: due, id: invoices.id, isDescending: true },
  amount_cents: { by: invoices.amountCents, id: invoices.id, isDescending: false },
  '-amount_cents': { by: invoices.amountCents, id: invoices.id, isDescending: true },
};

/** The query of a page, which reads one row more. */
export function selectInvoices(db: Ledger, { sort = 'newest', ...filter }: InvoiceFilter, { limit, after }: PageWish) {
  const order = ORDERS[sort];
  return db
    .select({ id: invoices.id, apruveInvoiceId: invoices.apruveInvoiceId, metadata: invoices.metadata, checkout: checkouts })
    .from(invoices)
    .innerJoin(checkouts, eq(checkouts.id, invoices.checkoutId))
    .where(and(...narrowed(filter), behind(order, after === undefined ? undefined : rowNumber(after))))
    .orderBy(...orderOf(order))
    .limit(limit + 1);
}

/** How many invoices a list has; one more than 10,000 where it has more. */
export const countInvoices = (db: Ledger, filter: InvoiceFilter): Promise<number> =>
  countUpTo(
    db,
    db
      .select({ one: sql`1` })
      .from(invoices)
      .innerJoin(checkouts, eq(checkouts.id, invoices.checkoutId))
      .where(and(...narrowed(filter))),
  );

function narrowed(filter: InvoiceFilter): (SQL | undefined)[] {
  const { status, overdue, outstanding, dueFrom, dueBefore, paidFrom, paidBefore, currency, customer, text, metadata } = filter;
  return [
    ofChannels(invoices.channel, filter.among ?? null),
    filter.mode && eq(invoices.mode, filter.mode),
    status && eq(invoices.status, status),
    is(sql`${invoices.overdue}`, overdue),
    is(isOutstanding(invoices.outstandingCents), outstanding),
    dueFrom && and(gte(due, dueFrom), isNotNull(invoices.dueAt)),
    dueBefore && lt(due, dueBefore),
    paidFrom && gte(invoices.paidAt, paidFrom),
    paidBefore && lt(invoices.paidAt, paidBefore),
    currency === undefined ? undefined : eq(invoices.currency, currency),
    customer === undefined ? undefined : ofCustomer(customer),
    text ? everyWord(text, matchingWord) : undefined,
    metadata && hasTexts(invoices.metadata, metadata),
  ];
}

/** A part of what the invoice, a shipment of it or its checkout is called; or its whole amount. */
function matchingWord(word: string): SQL | undefined {
  const amounts = amountsIn(word);
  return or(contains(invoices.search, word), amounts.length === 0 ? undefined : inArray(invoices.amountCents, amounts));
}
