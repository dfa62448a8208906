import { amountDue, heldByOrder, isExpired } from '../domain/credit.ts';
import type { InvoiceRow, OrderRow } from '../store/rows.ts';
import type { World } from '../world.ts';
import { money, shortTime } from './format.ts';
import { Act, Badge, Section } from './parts.tsx';

const SHOWN = 40;

const nameOf = (invoice: InvoiceRow): string => invoice.merchant_invoice_id ?? invoice.id.slice(0, 8);

const InvoiceActions = ({ invoice }: { invoice: InvoiceRow }) => {
  const about = `invoice ${nameOf(invoice)}`;
  const to = (deed: string): string => `/ui/invoices/${invoice.id}/${deed}`;
  const owed = invoice.status === 'open' || invoice.status === 'funded';
  return (
    <div class="actions">
      {invoice.status === 'open' && <Act to={to('fund')} label="Fund" about={about} class="outline" />}
      {owed && <Act to={to('pay')} label="Pay" about={about} />}
      {(owed || invoice.status === 'pending') && <Act to={to('cancel')} label="Cancel" about={about} class="secondary outline" />}
    </div>
  );
};

const InvoiceLine = ({ world, invoice }: { world: World; invoice: InvoiceRow }) => {
  const shipments = world.shipments.where('invoice_id', invoice.id).length;
  const returns = world.returns.where('invoice_id', invoice.id).length;
  return (
    <tr>
      <th scope="row">
        {nameOf(invoice)}
        <br />
        <small class="muted mono">{invoice.id}</small>
      </th>
      <td>
        <Badge status={invoice.status} />
      </td>
      <td class="number">{money(invoice.amount_cents, invoice.currency)}</td>
      <td class="number">{money(amountDue(world, invoice), invoice.currency)}</td>
      <td class="number">{shipments}</td>
      <td class="number">{returns}</td>
      <td>
        <InvoiceActions invoice={invoice} />
      </td>
    </tr>
  );
};

const Invoices = ({ world, invoices }: { world: World; invoices: readonly InvoiceRow[] }) => (
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
          <th scope="col" class="number">
            Shipments
          </th>
          <th scope="col" class="number">
            Returns
          </th>
          <th scope="col">
            <span class="muted">The other side</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {invoices.map((invoice) => (
          <InvoiceLine world={world} invoice={invoice} />
        ))}
      </tbody>
    </table>
  </div>
);

const OrderCard = ({ world, order }: { world: World; order: OrderRow }) => {
  const name = order.merchant_order_id ?? 'Order without a number';
  const buyer = world.accounts.get(order.account_id)?.authorized_buyers.find(({ id }) => id === order.shopper_id);
  const invoices = world.invoices.where('order_id', order.id);
  const held = heldByOrder(world, order);
  return (
    <article>
      <div class="row">
        <strong>{name}</strong>
        <Badge status={order.status} />
        {isExpired(world, order) && <Badge status="expired" />}
        {order.completed_at !== null && <Badge status="completed" />}
        <span class="grow muted">
          {buyer?.name} at {world.merchants.get(order.merchant_id)?.name}
        </span>
        <strong class="number">{money(order.amount_cents, order.currency)}</strong>
        <div class="actions">
          {order.status === 'pending' && <Act to={`/ui/orders/${order.id}/accept`} label="Accept" about={`order ${name}`} />}
          {order.status !== 'canceled' && (
            <Act to={`/ui/orders/${order.id}/cancel`} label="Cancel" about={`order ${name}`} class="secondary outline" />
          )}
        </div>
      </div>
      <small class="muted">
        <span class="mono">{order.id}</span> · made {shortTime(order.created_at)} · expires {shortTime(order.expire_at)}
        {order.po_number && ` · PO ${order.po_number}`}
        {held > 0 && ` · holds ${money(held, order.currency)}`}
      </small>
      {invoices.length > 0 && <Invoices world={world} invoices={invoices} />}
    </article>
  );
};

/** The newest orders with their invoices, and what Apruve or the buyer may do with each. */
export const OrdersPart = ({ world }: { world: World }) => {
  const orders = world.orders.all().toReversed();
  return (
    <Section id="orders" title="Orders" aside={<span class="muted">{orders.length} in all</span>}>
      {orders.length === 0 && (
        <p class="muted">
          No orders yet. They appear when a buyer pays in the lightbox, or when a shop places an offline order by REST.
        </p>
      )}
      {orders.slice(0, SHOWN).map((order) => (
        <OrderCard world={world} order={order} />
      ))}
      {orders.length > SHOWN && <p class="muted">The newest {SHOWN} are shown.</p>}
    </Section>
  );
};
