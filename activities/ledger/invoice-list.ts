import { and, desc, eq, gte, inArray, lt, or, sql, type SQL } from 'drizzle-orm';
import type { InvoiceStatus } from '../../workflows/contract/checkout.ts';
import { is, inChannels, ofCustomer, type CheckoutFilter, type PageWish } from './checkout-list.ts';
import type { CheckoutRow } from './checkouts.ts';
import type { Ledger } from './database.ts';
import { pageOf, type Page } from './page.ts';
import { checkouts, invoices, isOutstanding } from './schema/index.ts';
import { amountsIn, contains, everyWord } from './search.ts';

/** The filter of a list of invoices; an absent field filters nothing. */
export interface InvoiceFilter extends Pick<CheckoutFilter, 'among' | 'channels' | 'currency' | 'customer' | 'text' | 'overdue'> {
  status?: InvoiceStatus | undefined;
  /** Whether the buyer owes something of it. */
  outstanding?: boolean | undefined;
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
  checkout: CheckoutRow;
}

/** One page of invoices, the one that became known last first. `after`: the place of the last one of the page before. */
export async function listInvoices(db: Ledger, filter: InvoiceFilter, page: PageWish): Promise<Page<ListedInvoice>> {
  return pageOf(await selectInvoices(db, filter, page), page.limit, ({ id }) => String(id));
}

/** The query of a page, which reads one row more. */
export const selectInvoices = (db: Ledger, filter: InvoiceFilter, { limit, after }: PageWish) =>
  db
    .select({ id: invoices.id, apruveInvoiceId: invoices.apruveInvoiceId, checkout: checkouts })
    .from(invoices)
    .innerJoin(checkouts, eq(checkouts.id, invoices.checkoutId))
    .where(and(...narrowed(filter), after === undefined ? undefined : lt(invoices.id, Number(after))))
    .orderBy(desc(invoices.id))
    .limit(limit + 1);

function narrowed(filter: InvoiceFilter): (SQL | undefined)[] {
  const { status, overdue, outstanding, dueFrom, dueBefore, paidFrom, paidBefore, currency, customer, text } = filter;
  return [
    ...inChannels(invoices.channel, filter),
    status && eq(invoices.status, status),
    is(sql`${invoices.overdue}`, overdue),
    is(isOutstanding(invoices.outstandingCents), outstanding),
    dueFrom && gte(invoices.dueAt, dueFrom),
    dueBefore && lt(invoices.dueAt, dueBefore),
    paidFrom && gte(invoices.paidAt, paidFrom),
    paidBefore && lt(invoices.paidAt, paidBefore),
    currency === undefined ? undefined : eq(invoices.currency, currency),
    customer === undefined ? undefined : ofCustomer(customer),
    text ? everyWord(text, matchingWord) : undefined,
  ];
}

/** A part of what the invoice, a shipment of it or its checkout is called; or its whole amount. */
function matchingWord(word: string): SQL | undefined {
  const amounts = amountsIn(word);
  return or(contains(invoices.search, word), amounts.length === 0 ? undefined : inArray(invoices.amountCents, amounts));
}
