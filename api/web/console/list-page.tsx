import type { CheckoutRow } from '../../../activities/ledger/attempts.ts';
import { STATUSES } from '../../../workflows/contract/checkout.ts';
import { PAYMENT_STATUSES } from '../../../workflows/rules/payment-status.ts';
import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import { Badge, Money, Time } from '../pages/parts.tsx';
import type { PageMode } from '../pages/shell.tsx';
import { ConsolePage } from './console-page.tsx';
import { search, type Page } from './reads.ts';
import { PAYMENT, STATUS } from './labels.ts';

/** The filters as they stand in the address, all texts. */
interface ListQuery {
  q: string;
  status: string;
  payment_status: string;
  cursor: string;
}

interface ListPageProps {
  mode: PageMode;
  page: Page<CheckoutView>;
  /** Those that need a person, shown on top of the first page. */
  attention: readonly CheckoutRow[];
  query: ListQuery;
}

/** All checkouts, newest first, and above them those that need a person. */
export function ListPage({ mode, page, attention, query }: ListPageProps) {
  const first = query.cursor === '';
  return (
    <ConsolePage title="Checkouts" mode={mode} here="checkouts" refreshSeconds={first ? 10 : 0}>
      <h1>Checkouts</h1>
      <div id="attention" data-live>
        {attention.length > 0 && <NeedsAttention rows={attention} />}
      </div>
      <Filters query={query} />
      <section id="list" data-live aria-label="List of checkouts">
        {page.items.length === 0 ? (
          <p class="muted">No checkout is like this.</p>
        ) : (
          <Table items={page.items} marked={mode === 'mixed'} />
        )}
        <nav aria-label="Pages" class="pages">
          {!first && <a href={`/console${search({ ...query, cursor: '' })}`}>Newest</a>}
          {page.next_cursor !== null && <a href={`/console${search({ ...query, cursor: page.next_cursor })}`}>Older</a>}
        </nav>
      </section>
    </ConsolePage>
  );
}

function NeedsAttention({ rows }: { rows: readonly CheckoutRow[] }) {
  return (
    <section class="notice bad" aria-labelledby="attention-title">
      <h2 id="attention-title">Needs attention ({rows.length})</h2>
      <ul>
        {rows.map(({ id, merchantOrderId, attention }) => (
          <li>
            <a href={`/console/checkouts/${id}`}>{merchantOrderId}</a> {attention?.message}
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

interface ChoiceProps {
  label: string;
  name: string;
  chosen: string;
  options: [value: string, label: string][];
}

export const Choice = ({ label, name, chosen, options }: ChoiceProps) => (
  <label>
    {label}
    <select name={name}>
      <option value="">All</option>
      {options.map(([value, text]) => (
        <option value={value} selected={value === chosen}>
          {text}
        </option>
      ))}
    </select>
  </label>
);

function Table({ items, marked }: { items: readonly CheckoutView[]; marked: boolean }) {
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
          <Row item={item} marked={marked} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ item, marked }: { item: CheckoutView; marked: boolean }) {
  const { id, merchant_order_id, attempt, status, payment_status, amount_cents, currency, attention, overdue, created_at, mode } =
    item;
  return (
    <tr>
      <th scope="row">
        <a href={`/console/checkouts/${id}`}>{merchant_order_id}</a>
        {attempt > 1 && <small class="muted"> attempt {attempt}</small>}
        {marked && mode === 'test' && <small class="muted"> test mode</small>}
      </th>
      <td class="buyer">
        {item.customer.name ?? item.customer.email ?? 'unknown'}
        {item.customer.name !== null && <small class="muted">{item.customer.email}</small>}
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
