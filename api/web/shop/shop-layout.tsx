import type { Child } from 'hono/jsx';
import { Shell } from '../pages/shell.tsx';

const SHOP_NAME = 'Northside Supply';

interface ShopPageProps {
  title: string;
  /** How many pieces are in the cart; the navigation shows it. */
  cartCount: number;
  refreshSeconds?: number;
  scripts?: readonly string[];
  children: Child;
}

/** A page of the demo shop, which is mounted only in test mode. */
export function ShopPage({ title, cartCount, children, ...rest }: ShopPageProps) {
  return (
    <Shell
      title={`${title} – ${SHOP_NAME}`}
      mode="test"
      styles={['pages.css', 'shop.css']}
      dress="shop"
      nav={<ShopNav cartCount={cartCount} />}
      {...rest}
    >
      {children}
    </Shell>
  );
}

function ShopNav({ cartCount }: { cartCount: number }) {
  return (
    <nav aria-label="Shop">
      <ul>
        <li>
          <a href="/shop" class="brand">
            <span aria-hidden="true" class="mark">
              N
            </span>
            {SHOP_NAME}
          </a>
        </li>
      </ul>
      <ul>
        <li>
          <a href="/shop/orders">Orders</a>
        </li>
        <li>
          <a href="/shop/cart" class="cart-link">
            Cart <span class="count">{cartCount}</span>
            <span class="hidden-text">{cartCount === 1 ? 'piece' : 'pieces'}</span>
          </a>
        </li>
      </ul>
    </nav>
  );
}
