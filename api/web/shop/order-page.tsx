import type { Child } from 'hono/jsx';
import { formatMoney } from '../../../workflows/rules/money.ts';
import { Money, Notice } from '../pages/parts.tsx';
import { Time } from '../pages/times.tsx';
import { failureReason, STEPS, stepsDone, type OrderView } from './order-state.ts';
import { ShopPage } from './shop-layout.tsx';
import type { ShopCheckout } from './storefront.ts';
import type { OrderNotifications } from './received-notifications.ts';
import { ReceivedPart } from './received-notifications-part.tsx';

interface OrderPageProps {
  checkout: ShopCheckout;
  view: Exclude<OrderView, 'authorize' | 'closed'>;
  cartCount: number;
  /** Where Apruve's side of this demo is played; null when Apruve itself is used. */
  otherSideUrl: string | null;
  /** What went wrong, if the checkout's status does not say it. */
  problem?: string | undefined;
  /** The order's notifications, also those after its end. Null: none yet. Absent: this shop receives none. */
  received?: OrderNotifications | null | undefined;
}

/** An order after the lightbox: its state and what happens next. It refreshes while something is awaited. */
export function OrderPage({ checkout, view, cartCount, otherSideUrl, problem, received }: OrderPageProps) {
  return (
    <ShopPage title={TITLES[view]} cartCount={cartCount} refreshSeconds={refreshSeconds(view, received)}>
      <div id="order" data-live class="order">
        <section class={`outcome ${TONES[view]}`} aria-live="polite">
          <Sign view={view} />
          <div>
            <h1>{TITLES[view]}</h1>
            <p>{problem ?? sentence(view, checkout)}</p>
            {view === 'checking' && <CheckAgain id={checkout.id} />}
            {view === 'failed' && <WaysOn checkout={checkout} />}
            {view === 'pending' && otherSideUrl !== null && (
              <p class="muted">
                This is a demo: <a href={otherSideUrl}>play the approver at Apruve</a>.
              </p>
            )}
          </div>
        </section>
        {view !== 'failed' && <Progress view={view} />}
        <OrderSummary checkout={checkout} />
        {received !== undefined && <ReceivedPart order={received} />}
      </div>
    </ShopPage>
  );
}

function refreshSeconds(view: OrderPageProps['view'], received: OrderPageProps['received']): number {
  if (received !== undefined || view === 'checking' || view === 'pending') return 3;
  return view === 'paid' || view === 'failed' ? 0 : 15;
}

const TITLES: Record<OrderPageProps['view'], string> = {
  checking: 'We are still checking',
  pending: 'Waiting for approval',
  placed: 'Order placed – you pay on terms',
  invoiced: 'Shipped and invoiced',
  paid: 'Paid – thank you',
  failed: 'The order was not placed',
};

const TONES: Record<OrderPageProps['view'], string> = {
  checking: 'wait',
  pending: 'wait',
  placed: 'good',
  invoiced: 'good',
  paid: 'good',
  failed: 'bad',
};

function sentence(view: OrderPageProps['view'], checkout: ShopCheckout): string {
  const amount = formatMoney(checkout.amount_cents, checkout.currency);
  switch (view) {
    case 'checking':
      return 'Apruve has not confirmed your authorization yet. There is nothing to do: this page updates itself.';
    case 'pending':
      return `Your order is placed. Your approver has to confirm ${amount} before we ship. This page updates itself.`;
    case 'placed':
      return `Apruve has authorized ${amount}. Nothing is due now: you get the invoice when we ship.`;
    case 'invoiced':
      return 'Your goods are on the way, and Apruve has sent you the invoice.';
    case 'paid':
      return 'All invoices of this order are paid.';
    case 'failed':
      return failureReason(checkout);
  }
}

/** Sends the same authorization again, because Apruve did not answer. A repeat has no second effect. */
const CheckAgain = ({ id }: { id: string }) => (
  <form method="post" action={`/shop/orders/${id}/authorization`}>
    <button type="submit" class="secondary outline">
      Check now
    </button>
  </form>
);

/** What a buyer can do after a failure: authorize again while the order is open, or place a new order. */
function WaysOn({ checkout: { id, status } }: { checkout: ShopCheckout }) {
  return (
    <p class="row">
      {status === 'awaiting_authorization' && (
        <a href={`/shop/orders/${id}?lightbox=closed`} role="button">
          Try again
        </a>
      )}
      <a href="/shop/cart">Back to the cart</a>
    </p>
  );
}

const SIGNS: Record<string, Child> = {
  good: <path d="M7 12.500l3.500 3.500L17 9" />,
  wait: <path d="M12 7v5.500l3.500 2" />,
  bad: <path d="M8.500 8.500l7 7M15.500 8.500l-7 7" />,
};

const Sign = ({ view }: Pick<OrderPageProps, 'view'>) => (
  <svg class="sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <circle cx="12" cy="12" r="11" />
    {SIGNS[TONES[view]]}
  </svg>
);

export function Progress({ view }: { view: OrderView }) {
  const done = stepsDone(view);
  return (
    <ol class="steps" aria-label="Progress of the order">
      {STEPS.map((step, index) => (
        <li
          class={index < done ? 'done' : index === done ? 'next' : undefined}
          aria-current={index === done ? 'step' : undefined}
        >
          {step}
          {index < done && <span class="hidden-text">: done</span>}
        </li>
      ))}
    </ol>
  );
}

/** What was ordered, as the API has it. */
export function OrderSummary({ checkout }: { checkout: ShopCheckout }) {
  const { merchant_order_id, order_items, currency, tax_cents, shipping_cents, amount_cents, po_number } = checkout;
  return (
    <section class="card" aria-labelledby="order-title">
      <h2 id="order-title">
        Order <bdi>{merchant_order_id}</bdi>
      </h2>
      <p class="muted">
        Placed <Time at={checkout.created_at} />
        {po_number !== null && (
          <>
            {' '}
            · PO number <bdi>{po_number}</bdi>
          </>
        )}
      </p>
      <dl class="totals">
        {order_items.map(({ title, quantity, price_total_cents }) => (
          <>
            <dt>
              {quantity} × <bdi>{title}</bdi>
            </dt>
            <dd>
              <Money cents={price_total_cents} currency={currency} />
            </dd>
          </>
        ))}
        <dt>Shipping</dt>
        <dd>{shipping_cents === 0 ? 'Free' : <Money cents={shipping_cents} currency={currency} />}</dd>
        <dt>Tax</dt>
        <dd>
          <Money cents={tax_cents} currency={currency} />
        </dd>
        <dt class="sum">Total</dt>
        <dd class="sum">
          <Money cents={amount_cents} currency={currency} />
        </dd>
      </dl>
    </section>
  );
}

/** Shown when the API could not be reached, or refused. */
export function ShopErrorPage({ title, text, cartCount }: { title: string; text: string; cartCount: number }) {
  return (
    <ShopPage title={title} cartCount={cartCount}>
      <h1>{title}</h1>
      <Notice tone="bad">{text}</Notice>
      <p>
        <a href="/shop">Back to the products</a>
      </p>
    </ShopPage>
  );
}
