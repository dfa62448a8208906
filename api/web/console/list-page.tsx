import { STATUSES } from '../../../workflows/contract/checkout.ts';
import { PAYMENT_STATUSES } from '../../../workflows/rules/payment-status.ts';
import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import { Badge, Money, Time } from '../pages/parts.tsx';
import type { PageMode } from '../pages/shell.tsx';
import { ConsolePage } from './console-page.tsx';
import type { Page } from './api-calls.ts';
import { PAYMENT, STATUS } from './labels.ts';
import { Choice, Pager } from './list-parts.tsx';

/** The filters as they stand in the address, all texts. */
type ListQuery = Readonly<Record<'q' | 'status' | 'payment_status' | 'cursor', string>>;

interface ListPageProps {
  mode: PageMode;
  page: Page<CheckoutView>;
  /** Those that need a person, shown on top of the first page. */
  attention: readonly CheckoutView[];
  query: ListQuery;
}

/** All checkouts, newest first, and above them those that need a person. */
export function ListPage({ mode, page, attention, query }: ListPageProps) {
  const first = query.cursor === '';
  return (
    <ConsolePage title="Checkouts" mode={mode} here="checkouts" refreshSeconds={first ? 10 : 0}>
      <h1>Checkouts</h1>
      <div id="attention" data-live>
        {attention.length > 0 && <NeedsAttention checkouts={attention} />}
      </div>
      <Filters query={query} />
      <section id="list" data-live aria-label="List of checkouts">
        {page.items.length === 0 ? (
          <p class="muted">No checkout is like this.</p>
        ) : (
          <CheckoutTable items={page.items} marked={mode === 'mixed'} />
        )}
        <Pager at="/console" query={query} next={page.next_cursor} />
      </section>
    </ConsolePage>
  );
}

function NeedsAttention({ checkouts }: { checkouts: readonly CheckoutView[] }) {
  return (
    <section class="notice bad" aria-labelledby="attention-title">
      <h2 id="attention-title">Needs attention ({checkouts.length})</h2>
      <ul>
        {checkouts.map(({ id, merchant_order_id, attention }) => (
          <li>
            <a href={`/console/checkouts/${id}`}>
              <bdi>{merchant_order_id}</bdi>
            </a>{' '}
            {attention?.message}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Filters({ query }: { query: ListQuery }) {
  return (
    <form method="get" action="/console" class="filters" aria-label="Find checkouts">
      <label>
        Search
        <input type="search" name="q" value={query.q} maxlength={200} placeholder="Order, buyer, PO, id" />
      </label>
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
      <button type="submit">Filter</button>
      <a href="/console" role="button" class="secondary outline">
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
    <tr>
      <th scope="row">
        <a href={`/console/checkouts/${id}`}>
          <bdi>{merchant_order_id}</bdi>
        </a>
        {attempt > 1 && <small class="muted"> attempt {attempt}</small>}
        {marked && mode === 'test' && <small class="muted"> test mode</small>}
      </th>
      <td class="buyer">
        <bdi>{item.customer.name ?? item.customer.email ?? 'unknown'}</bdi>
        {item.customer.name !== null && (
          <small class="muted">
            <bdi>{item.customer.email}</bdi>
          </small>
        )}
      </td>
      <td>
        <Badge tone={STATUS[status].tone}>{STATUS[status].label}</Badge>{' '}
        {attention !== null && <Badge tone="bad">Attention</Badge>} {overdue && <Badge tone="bad">Overdue</Badge>}
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
