import type { OrderRow } from '../store/rows.ts';
import type { World } from '../world.ts';
import { dollars } from './format.ts';
import { InvoiceCard } from './invoice-part.tsx';
import { OrderHead, pathOf } from './orders-part.tsx';
import { DeedForm, Section } from './parts.tsx';

const OrderForms = ({ order }: { order: OrderRow }) => {
  const back = pathOf(order);
  const dashboard = `/ui/act/dashboard/orders/${order.id}`;
  const amounts = [
    { name: 'amount_cents', label: 'Amount', value: dollars(order.amount_cents), required: true },
    { name: 'tax_cents', label: 'Tax', value: dollars(order.tax_cents) },
    { name: 'shipping_cents', label: 'Shipping', value: dollars(order.shipping_cents) },
  ];
  const invoice = [
    { name: 'amount_cents', label: 'Amount', required: true },
    { name: 'merchant_invoice_id', label: 'Number' },
    { name: 'issue_on_create', label: 'as a draft', value: 'false', box: true },
  ];
  const word = { name: 'status', label: 'Word', value: order.shown_status ?? '', placeholder: 'none: the status' };
  return (
    <div class="deeds">
      <DeedForm name="New invoice" to={`${dashboard}/invoices`} back={back} fields={invoice} />
      <DeedForm name="Edit amounts" to={dashboard} back={back} fields={amounts} />
      <DeedForm name="Complete" to={`${dashboard}/complete`} back={back} fields={[]} />
      <DeedForm name="Cancel order" to={`${dashboard}/cancel`} back={back} fields={[]} />
      <DeedForm name="Expire now" to={`/ui/act/orders/${order.id}/expire`} back={back} fields={[]} />
      <DeedForm name="Show another status" to={`/ui/act/orders/${order.id}/show`} back={back} fields={[word]} loud />
    </div>
  );
};

/** One order: what a colleague of the shop, Apruve and the buyer may do with it and its invoices, told or silently. */
export const OrderPage = ({ world, order }: { world: World; order: OrderRow }) => {
  const invoices = world.invoices.where('order_id', order.id);
  return (
    <>
      <Section id="order" title="Order">
        <article>
          <OrderHead world={world} order={order} back={pathOf(order)} />
          <OrderForms order={order} />
        </article>
        <p class="muted">“Silently” means that it happens at Apruve, and no webhook tells the shop.</p>
      </Section>
      <Section id="invoices" title="Invoices">
        {invoices.length === 0 && <p class="muted">None yet.</p>}
        {invoices.map((invoice) => (
          <InvoiceCard world={world} invoice={invoice} back={pathOf(order)} />
        ))}
      </Section>
    </>
  );
};
