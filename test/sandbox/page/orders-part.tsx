import { amountDue, heldByOrder, isExpired } from '../domain/credit.ts';
import { isOverdue } from '../domain/overdue.ts';
import type { BuyerRow, InvoiceRow, OrderRow } from '../store/rows.ts';
import type { World } from '../world.ts';
import { money, shortTime } from './format.ts';
import { InvoiceActions, nameOf } from './invoice-part.tsx';
import { Act, Badge, Section } from './parts.tsx';

const PER_PAGE = 20;

/** What the list shows: those that have the text somewhere, and which page of them. */
export type Wanted = { readonly text: string; readonly page: number };

/** Where an order's page is. */
export const pathOf = (order: OrderRow): string => `/orders/${order.id}`;

const buyerOf = (world: World, order: OrderRow): BuyerRow | undefined =>
  world.accounts.get(order.account_id)?.authorized_buyers.find(({ id }) => id === order.shopper_id);

const InvoiceLine = ({ world, invoice, back }: { world: World; invoice: InvoiceRow; back: string }) => (
  <tr>
    <th scope="row">{nameOf(invoice)}</th>
    <td>
      <Badge status={isOverdue(world, invoice) ? 'overdue' : invoice.status} />
    </td>
    <td class="number">{money(invoice.amount_cents, invoice.currency)}</td>
    <td class="number">{money(amountDue(world, invoice), invoice.currency)}</td>
    <td>
      <InvoiceActions world={world} invoice={invoice} back={back} />
    </td>
  </tr>
);

const Invoices = ({ world, invoices, back }: { world: World; invoices: readonly InvoiceRow[]; back: string }) => (
  <div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Invoice</th>
          <th scope="col">Status</th>
          <th scope="col" class="number">
            Amount
          </th>
          <th scope="col" class="number">
            Due
          </th>
          <th scope="col">
            <span class="muted">The other side</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {invoices.map((invoice) => (
          <InvoiceLine world={world} invoice={invoice} back={back} />
        ))}
      </tbody>
    </table>
  </div>
);

/** An order's number, states and amount, and what the other side does with it by one button. */
export const OrderHead = ({ world, order, back }: { world: World; order: OrderRow; back: string }) => {
  const name = order.merchant_order_id ?? 'Order without a number';
  const held = heldByOrder(world, order);
  return (
    <>
      <div class="row">
        <strong>
          <a href={pathOf(order)}>{name}</a>
        </strong>
        <Badge status={order.status} />
        {isExpired(world, order) && <Badge status="expired" />}
        {order.completed_at !== null && <Badge status="completed" />}
        {order.shown_status && <span class="badge">shown as {order.shown_status}</span>}
        <span class="grow muted">
          {buyerOf(world, order)?.name} at {world.merchants.get(order.merchant_id)?.name}
        </span>
        <strong class="number">{money(order.amount_cents, order.currency)}</strong>
        <div class="actions">
          {order.status === 'pending' && (
            <Act to={`/ui/act/orders/${order.id}/accept`} label="Accept" about={`order ${name}`} back={back} />
          )}
          {order.status !== 'canceled' && (
            <Act
              to={`/ui/act/orders/${order.id}/cancel`}
              label="Cancel"
              about={`order ${name}`}
              back={back}
              class="secondary outline"
            />
          )}
        </div>
      </div>
      <small class="muted">
        <span class="mono">{order.id}</span> · made {shortTime(order.created_at)} · expires {shortTime(order.expire_at)}
        {order.po_number && ` · PO ${order.po_number}`}
        {held > 0 && ` · holds ${money(held, order.currency)}`}
      </small>
    </>
  );
};

const OrderCard = ({ world, order, back }: { world: World; order: OrderRow; back: string }) => {
  const invoices = world.invoices.where('order_id', order.id);
  return (
    <article>
      <OrderHead world={world} order={order} back={back} />
      {invoices.length > 0 && <Invoices world={world} invoices={invoices} back={back} />}
    </article>
  );
};

const has = (world: World, order: OrderRow, text: string): boolean => {
  const { name, email } = buyerOf(world, order) ?? {};
  const invoices = world.invoices.where('order_id', order.id).flatMap(({ id, merchant_invoice_id }) => [id, merchant_invoice_id]);
  const texts = [order.id, order.merchant_order_id, order.po_number, order.status, name, email, ...invoices];
  return texts.some((value) => value?.toLowerCase().includes(text.toLowerCase()));
};

const linkTo = (wanted: Wanted): string => `/?q=${encodeURIComponent(wanted.text)}&page=${wanted.page}`;

const Pages = ({ wanted, first, last, count }: { wanted: Wanted; first: number; last: number; count: number }) => (
  <nav aria-label="Pages of orders" class="row">
    <span class="grow muted">
      {first}–{last} of {count}
    </span>
    {wanted.page > 1 && <a href={linkTo({ ...wanted, page: wanted.page - 1 })}>Newer</a>}
    {last < count && <a href={linkTo({ ...wanted, page: wanted.page + 1 })}>Older</a>}
  </nav>
);

/** The orders, newest first, with their invoices and what Apruve or the buyer may do with each: one page of those searched for. */
export const OrdersPart = ({ world, wanted }: { world: World; wanted: Wanted }) => {
  const all = world.orders.all().toReversed();
  const matching = wanted.text === '' ? all : all.filter((order) => has(world, order, wanted.text));
  const start = (wanted.page - 1) * PER_PAGE;
  const shown = matching.slice(start, start + PER_PAGE);
  return (
    <Section id="orders" title="Orders" aside={<span class="muted">{all.length} in all</span>}>
      <search>
        <form method="get" action="/" class="row">
          <input
            class="grow"
            type="search"
            name="q"
            value={wanted.text}
            placeholder="Number, buyer, PO, id"
            aria-label="Search orders"
          />
          <button type="submit" class="small outline">
            Search
          </button>
        </form>
      </search>
      {all.length === 0 && (
        <p class="muted">
          No orders yet. They appear when a buyer pays in the lightbox, or when a shop places an offline order by REST.
        </p>
      )}
      {all.length > 0 && matching.length === 0 && <p class="muted">No order has “{wanted.text}”.</p>}
      {shown.map((order) => (
        <OrderCard world={world} order={order} back={linkTo(wanted)} />
      ))}
      {shown.length > 0 && <Pages wanted={wanted} first={start + 1} last={start + shown.length} count={matching.length} />}
    </Section>
  );
};
