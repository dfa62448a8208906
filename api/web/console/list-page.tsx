import { useContext } from 'hono/jsx';
import { z } from 'zod';
import { STATUSES } from '../../../workflows/contract/checkout.ts';
import { PAYMENT_STATUSES } from '../../../workflows/rules/payment-status.ts';
import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import { ForActors, MayAct } from '../pages/may-act.ts';
import { Badge, Money, Notice } from '../pages/parts.tsx';
import { Time } from '../pages/times.tsx';
import type { PageMode } from '../pages/shell.tsx';
import type { SavedViewView } from '../../v1/saved-views/schemas.ts';
import { ListViews } from './saved-views.tsx';
import { ConsolePage } from './console-page.tsx';
import type { CountedPage } from './api-calls.ts';
import { PAYMENT, STATUS } from './labels.ts';
import { Buyer, Choice, Count, DayField, Download, KeptFilters, filterText, Pager } from './list-parts.tsx';
import { isQueue, QUEUES } from './queues.ts';
import { whyNot } from './to-invoice.ts';

/** The filters as they stand in the address, all texts. */
export const checkoutQuery = z.object({
  q: filterText,
  queue: filterText,
  sort: filterText,
  status: filterText,
  payment_status: filterText,
  from: filterText,
  to: filterText,
  customer: filterText,
  channel: filterText,
  mode: filterText,
  currency: filterText,
  cursor: filterText,
});
export type CheckoutQuery = z.infer<typeof checkoutQuery>;

interface ListPageProps {
  mode: PageMode;
  page: CountedPage<CheckoutView>;
  query: CheckoutQuery;
  views: readonly SavedViewView[];
  /** The outcome of an action, in words. */
  done: string | null;
}

const AT = '/console/checkouts';

type Sort = [value: string, label: string];
const NEWEST: Sort = ['newest', 'Newest first'];
const OLDEST: Sort = ['oldest', 'Oldest first'];
const OTHER_SORTS: readonly Sort[] = [
  ['-amount_cents', 'Highest amount first'],
  ['amount_cents', 'Lowest amount first'],
];

/** All checkouts, newest first. */
export function ListPage({ mode, page, query, views, done }: ListPageProps) {
  const { queue, cursor } = query;
  return (
    <ConsolePage title="Checkouts" mode={mode} here="checkouts" refreshSeconds={cursor === '' ? 10 : 0}>
      <h1>Checkouts</h1>
      {isQueue(queue) && (
        <p>
          {QUEUES[queue].label}: {QUEUES[queue].help}
        </p>
      )}
      {done !== null && <Notice tone="good">{done}</Notice>}
      <Filters query={query} />
      <ListViews list="checkouts" query={query} views={views} />
      <section id="list" data-live aria-label="List of checkouts">
        <Count count={page.count} what="checkout" />
        {page.items.length === 0 ? (
          <p class="muted">No checkout is like this.</p>
        ) : (
          <form method="get" action="/console/batches/new">
            <CheckoutTable items={page.items} marked={mode === 'mixed'} />
            <SendInvoices items={page.items} />
          </form>
        )}
        <p class="row">
          <Download at={AT} query={query} />
          <a href="/console/batches">Batches of invoices</a>
        </p>
        <Pager at={AT} query={query} next={page.next_cursor} />
      </section>
    </ConsolePage>
  );
}

/** Invoices of what is ticked, or of all that is shown and can be invoiced. */
function SendInvoices({ items }: { items: readonly CheckoutView[] }) {
  const mayAct = useContext(MayAct);
  const able = items.filter((item) => whyNot(item, mayAct) === null);
  return able.length === 0 ? null : (
    <ForActors>
      <div class="row ticked">
        <button type="submit" class="secondary outline">
          Send invoices of the ticked…
        </button>
        <button type="submit" name="all" value={able.map(({ id }) => id).join(',')}>
          Send {able.length} {able.length === 1 ? 'invoice' : 'invoices'}: all of this page…
        </button>
      </div>
    </ForActors>
  );
}

function Filters({ query }: { query: CheckoutQuery }) {
  const isOldestFirst = isQueue(query.queue) && QUEUES[query.queue].query['sort'] === 'oldest';
  const [[, first], other] = isOldestFirst ? [OLDEST, NEWEST] : [NEWEST, OLDEST];
  return (
    <form method="get" action={AT} class="filters wide" aria-label="Find checkouts">
      <label>
        Search
        <input type="search" name="q" value={query.q} maxlength={200} placeholder="Order, buyer, PO, amount" />
      </label>
      <Choice
        label="Waiting"
        name="queue"
        chosen={query.queue}
        options={Object.entries(QUEUES).map(([value, { label }]) => [value, label])}
      />
      <Choice
        label="Status"
        name="status"
        chosen={query.status}
        options={STATUSES.map((value) => [value, STATUS[value].label])}
      />
      <Choice
        label="Payment"
        name="payment_status"
        chosen={query.payment_status}
        options={PAYMENT_STATUSES.map((value) => [value, PAYMENT[value].label])}
      />
      <DayField label="Opened from" name="from" value={query.from} />
      <DayField label="Opened before" name="to" value={query.to} />
      <Choice label="Order" name="sort" chosen={query.sort} none={first} options={[other, ...OTHER_SORTS]} />
      <KeptFilters query={query} names={['customer', 'channel', 'mode', 'currency']} />
      <button type="submit">Filter</button>
      <a href={AT} role="button" class="secondary outline">
        Clear
      </a>
    </form>
  );
}

function CheckoutTable({ items, marked }: { items: readonly CheckoutView[]; marked: boolean }) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col">Buyer</th>
          <th scope="col">Status</th>
          <th scope="col">Payment</th>
          <th scope="col" class="number">
            Amount
          </th>
          <th scope="col">Opened</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <ListRow item={item} marked={marked} />
        ))}
      </tbody>
    </table>
  );
}

function ListRow({ item, marked }: { item: CheckoutView; marked: boolean }) {
  const { id, merchant_order_id, attempt, status, payment_status, amount_cents, currency, attention, overdue, created_at, mode } =
    item;
  return (
    <tr id={id}>
      <th scope="row">
        <ForActors channel={item.channel}>
          <input type="checkbox" class="tick" name="checkout" value={id} aria-label={`Tick ${merchant_order_id}`} />
        </ForActors>
        <a href={`/console/checkouts/${id}`}>
          <bdi>{merchant_order_id}</bdi>
        </a>
        {attempt > 1 && <small class="muted"> attempt {attempt}</small>}
        {marked && mode === 'test' && <small class="muted"> test mode</small>}
      </th>
      <Buyer customer={item.customer} />
      <td>
        <Badge tone={STATUS[status].tone}>{STATUS[status].label}</Badge>{' '}
        {attention !== null && <Badge tone="bad">Attention</Badge>} {overdue && <Badge tone="bad">Overdue</Badge>}
        {attention !== null && <small class="why">{attention.message}</small>}
      </td>
      <td>
        <Badge tone={PAYMENT[payment_status].tone}>{PAYMENT[payment_status].label}</Badge>
      </td>
      <td class="number">
        <Money cents={amount_cents} currency={currency} />
      </td>
      <td class="muted">
        <Time at={created_at} />
      </td>
    </tr>
  );
}
