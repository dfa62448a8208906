import { Money } from '../pages/parts.tsx';
import { Time } from '../pages/times.tsx';
import { STATUS_LABELS } from './order-state.ts';
import { ShopPage } from './shop-layout.tsx';
import type { ShopCheckout } from './storefront.ts';

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
            <a href={`/shop/orders/${id}`}>
              <bdi>{merchant_order_id}</bdi>
            </a>
            <span>{STATUS_LABELS.get(status)}</span>
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
