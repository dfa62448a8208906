import { Money, Time } from '../pages/parts.tsx';
import { ShopPage } from './shop-layout.tsx';
import type { ShopCheckout } from './storefront.ts';

const WORDS: Record<ShopCheckout['status'], string> = {
  awaiting_authorization: 'Not authorized yet',
  awaiting_approval: 'Waiting for approval',
  authorized: 'Placed, you pay on terms',
  invoiced: 'Shipped and invoiced',
  paid: 'Paid',
  canceled: 'Canceled',
  declined: 'Declined',
  expired: 'Expired',
  abandoned: 'Not authorized in time',
};

/** The orders of this browser, newest first. */
export function OrdersPage({ checkouts, cartCount }: { checkouts: readonly ShopCheckout[]; cartCount: number }) {
  return (
    <ShopPage title="Your orders" cartCount={cartCount}>
      <h1>Your orders</h1>
      {checkouts.length === 0 && (
        <p>
          No orders yet. <a href="/shop">See the products</a>
        </p>
      )}
      <ul class="orders">
        {checkouts.map(({ id, merchant_order_id, status, amount_cents, currency, created_at }) => (
          <li class="card">
            <a href={`/shop/orders/${id}`}>{merchant_order_id}</a>
            <span>{WORDS[status]}</span>
            <span class="muted">
              <Time at={created_at} />
            </span>
            <strong>
              <Money cents={amount_cents} currency={currency} />
            </strong>
          </li>
        ))}
      </ul>
    </ShopPage>
  );
}
