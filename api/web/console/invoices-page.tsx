import { z } from 'zod';
import { INVOICE_STATUSES } from '../../../workflows/contract/checkout.ts';
import type { ListedInvoiceView } from '../../v1/invoices/schemas.ts';
import { Badge, Money, Notice } from '../pages/parts.tsx';
import { Time } from '../pages/times.tsx';
import type { PageMode } from '../pages/shell.tsx';
import type { CountedPage } from './api-calls.ts';
import type { SavedViewView } from '../../v1/saved-views/schemas.ts';
import { ListViews } from './saved-views.tsx';
import { ConsolePage } from './console-page.tsx';
import { INVOICE } from './labels.ts';
import { Buyer, Choice, Count, DayField, Download, KeptFilters, filterText, Pager } from './list-parts.tsx';
import { OWED } from './queues.ts';

/** The filters as they stand in the address, all texts. */
export const invoiceQuery = z.object({
  q: filterText,
  status: filterText,
  owed: filterText,
  sort: filterText,
  due_from: filterText,
  due_before: filterText,
  paid_from: filterText,
  paid_before: filterText,
  customer: filterText,
  channel: filterText,
  mode: filterText,
  currency: filterText,
  cursor: filterText,
});
export type InvoiceQuery = z.infer<typeof invoiceQuery>;

interface InvoicesPageProps {
  mode: PageMode;
  page: CountedPage<ListedInvoiceView>;
  query: InvoiceQuery;
  views: readonly SavedViewView[];
  /** The outcome of an action, in words. */
  done: string | null;
}

const AT = '/console/invoices';

const SORTS: [string, string][] = [
  ['due_at', 'Due first'],
  ['-due_at', 'Due last'],
  ['-amount_cents', 'Highest amount first'],
  ['amount_cents', 'Lowest amount first'],
  ['oldest', 'Oldest first'],
];

/** The invoices of all checkouts. */
export function InvoicesPage({ mode, page, query, views, done }: InvoicesPageProps) {
  return (
    <ConsolePage title="Invoices" mode={mode} here="invoices" refreshSeconds={query.cursor === '' ? 10 : 0}>
      <h1>Invoices</h1>
      {done !== null && <Notice tone="good">{done}</Notice>}
      <Filters query={query} />
      <ListViews list="invoices" query={query} views={views} />
      <section id="list" data-live aria-label="List of invoices">
        <Count count={page.count} what="invoice" />
        {page.items.length === 0 ? (
          <p class="muted">No invoice is like this.</p>
        ) : (
          <InvoiceTable items={page.items} marked={mode === 'mixed'} />
        )}
        <Download at={AT} query={query} />
        <Pager at={AT} query={query} next={page.next_cursor} />
      </section>
    </ConsolePage>
  );
}

function Filters({ query }: { query: InvoiceQuery }) {
  return (
    <form method="get" action={AT} class="filters wide" aria-label="Find invoices">
      <label>
        Search
        <input type="search" name="q" value={query.q} maxlength={200} placeholder="Number, order, buyer, amount" />
      </label>
      <Choice
        label="Status"
        name="status"
        chosen={query.status}
        options={INVOICE_STATUSES.map((value) => [value, INVOICE[value].label])}
      />
      <Choice
        label="Owed"
        name="owed"
        chosen={query.owed}
        options={Object.entries(OWED).map(([value, { label }]) => [value, label])}
      />
      <DayField label="Due from" name="due_from" value={query.due_from} />
      <DayField label="Due before" name="due_before" value={query.due_before} />
      <Choice label="Order" name="sort" chosen={query.sort} none="Newest first" options={SORTS} />
      <KeptFilters query={query} names={['paid_from', 'paid_before', 'customer', 'channel', 'mode', 'currency']} />
      <button type="submit">Filter</button>
      <a href={AT} role="button" class="secondary outline">
        Clear
      </a>
    </form>
  );
}

function InvoiceTable({ items, marked }: { items: readonly ListedInvoiceView[]; marked: boolean }) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Invoice</th>
          <th scope="col">Buyer</th>
          <th scope="col">Status</th>
          <th scope="col">Due</th>
          <th scope="col" class="number">
            Amount
          </th>
          <th scope="col" class="number">
            Outstanding
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <InvoiceRow item={item} marked={marked} />
        ))}
      </tbody>
    </table>
  );
}

const DAY_MS = 86_400_000;

/** How far off the due date is, in whole days. */
function ageOf(dueAt: string): string {
  const days = Math.trunc((Date.parse(dueAt) - Date.now()) / DAY_MS);
  const shown = `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`;
  return Date.parse(dueAt) > Date.now() ? `in ${shown}` : `${shown} ago`;
}

function InvoiceRow({ item, marked }: { item: ListedInvoiceView; marked: boolean }) {
  const { status, overdue, currency, amount_cents, outstanding_cents, due_at } = item;
  return (
    <tr>
      <th scope="row">
        <a href={`/console/checkouts/${item.checkout_id}`}>
          <bdi>{item.merchant_invoice_id}</bdi>
        </a>
        <small class="muted">
          {' '}
          order <bdi>{item.merchant_order_id}</bdi>
          {marked && item.mode === 'test' && ', test mode'}
        </small>
      </th>
      <Buyer customer={item.customer} />
      <td>
        <Badge tone={INVOICE[status].tone}>{INVOICE[status].label}</Badge> {overdue && <Badge tone="bad">Overdue</Badge>}
      </td>
      <td class="muted">
        {due_at === null ? 'no due date' : <Time at={due_at} />}
        {due_at !== null && outstanding_cents > 0 && <small class="age">{ageOf(due_at)}</small>}
      </td>
      <td class="number">
        <Money cents={amount_cents} currency={currency} />
      </td>
      <td class="number">
        {outstanding_cents > 0 ? <Money cents={outstanding_cents} currency={currency} /> : 'nothing'}
        <small class="on-cards muted"> outstanding</small>
      </td>
    </tr>
  );
}
