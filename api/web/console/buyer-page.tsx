import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import type { ListedInvoiceView } from '../../v1/invoices/schemas.ts';
import { formatMoney, sum } from '../../../workflows/rules/money.ts';
import { Badge, Money } from '../pages/parts.tsx';
import { Time } from '../pages/times.tsx';
import type { PageMode } from '../pages/shell.tsx';
import { search, type CountedPage } from './api-calls.ts';
import { ConsolePage } from './console-page.tsx';
import { buyerOf, STATUS } from './labels.ts';

/** Who the page is about. */
export interface Who extends Record<string, string> {
  /** Email or id, as the shop gives it. */
  customer: string;
  /** Of an id: the channel whose shop gives it; empty: all. */
  channel: string;
}

/** What a buyer owes, as far as it was read. */
export interface Owed {
  invoices: readonly ListedInvoiceView[];
  /** False where there are more than are read. */
  isAll: boolean;
}

interface BuyerPageProps {
  mode: PageMode;
  who: Who;
  /** The newest orders. */
  orders: CountedPage<CheckoutView>;
  owed: Owed;
  /** The free credit at Apruve, or why it is not known. */
  credit: string;
}

/** One buyer: what is owed and free, and all orders. Apruve is asked each time, so not at each change of the whole shop. */
export function BuyerPage({ mode, who, orders, owed, credit }: BuyerPageProps) {
  const [newest] = orders.items;
  const name = newest === undefined ? who.customer : buyerOf(newest);
  return (
    <ConsolePage title={`Buyer ${who.customer}`} mode={mode} here="checkouts" isAnnounced={false} refreshSeconds={30}>
      <p class="crumbs">
        <a href="/console/checkouts">Checkouts</a> / Buyer
      </p>
      <h1>
        <bdi>{name}</bdi>
      </h1>
      <OwedPart who={who} owed={owed} credit={credit} />
      <section id="orders" data-live aria-labelledby="orders-title">
        <h2 id="orders-title">Orders</h2>
        {orders.items.length === 0 ? <p class="muted">No order of this buyer is here.</p> : <Orders items={orders.items} />}
        <a href={`/console/checkouts${search(who)}`}>All of them in the list of checkouts</a>
      </section>
    </ConsolePage>
  );
}

const OwedPart = ({ who, owed, credit }: Pick<BuyerPageProps, 'who' | 'owed' | 'credit'>) => (
  <section id="owed" data-live class="card" aria-labelledby="owed-title">
    <h2 id="owed-title">Money</h2>
    {!owed.isAll && <p>More than {owed.invoices.length} invoices are outstanding; the first of them are summed here.</p>}
    <dl class="figures today">
      {owedSums(owed.invoices).map(({ label, filter, cents, count, currency }) => (
        <div>
          <dt>{label}</dt>
          <dd>
            <a href={`/console/invoices${search({ ...who, ...filter })}`}>
              <Money cents={cents} currency={currency} />
              <small class="muted">
                {count} {count === 1 ? 'invoice' : 'invoices'}
              </small>
            </a>
          </dd>
        </div>
      ))}
      {owed.invoices.length === 0 && (
        <div>
          <dt>Outstanding</dt>
          <dd>nothing</dd>
        </div>
      )}
      <div>
        <dt>Free credit</dt>
        <dd>{credit}</dd>
      </div>
    </dl>
  </section>
);

interface OwedSum {
  label: string;
  filter: Readonly<Record<string, string>>;
  cents: number;
  count: number;
  currency: string;
}

/** Outstanding and overdue, for each mode and currency by itself. */
function owedSums(invoices: readonly ListedInvoiceView[]): OwedSum[] {
  const kinds = [...new Set(invoices.map(({ mode, currency }) => `${mode} ${currency}`))].sort();
  return kinds.flatMap((kind) => {
    const own = invoices.filter(({ mode, currency }) => `${mode} ${currency}` === kind);
    const [mode = '', currency = ''] = kind.split(' ');
    const where = kinds.length > 1 ? ` (${currency}, ${mode})` : '';
    const sumUp = (label: string, owedAs: string, rows: ListedInvoiceView[]): OwedSum => ({
      label: label + where,
      filter: { owed: owedAs, mode, currency },
      cents: sum(rows.map(({ outstanding_cents }) => outstanding_cents)),
      count: rows.length,
      currency,
    });
    const overdue = own.filter((invoice) => invoice.overdue);
    return [sumUp('Outstanding', 'outstanding', own), sumUp('Overdue', 'overdue', overdue)];
  });
}

const Orders = ({ items }: { items: readonly CheckoutView[] }) => (
  <table class="cards">
    <thead>
      <tr>
        <th scope="col">Order</th>
        <th scope="col">Status</th>
        <th scope="col" class="number">
          Amount
        </th>
        <th scope="col">Opened</th>
      </tr>
    </thead>
    <tbody>
      {items.map(({ id, merchant_order_id, status, attention, overdue, amount_cents, currency, created_at }) => (
        <tr>
          <th scope="row">
            <a href={`/console/checkouts/${id}`}>
              <bdi>{merchant_order_id}</bdi>
            </a>
          </th>
          <td>
            <Badge tone={STATUS[status].tone}>{STATUS[status].label}</Badge>{' '}
            {attention !== null && <Badge tone="bad">Attention</Badge>} {overdue && <Badge tone="bad">Overdue</Badge>}
          </td>
          <td class="number">{formatMoney(amount_cents, currency)}</td>
          <td class="muted">
            <Time at={created_at} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
