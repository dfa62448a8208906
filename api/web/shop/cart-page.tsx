import { Money, Notice } from '../pages/parts.tsx';
import type { BrowserState } from './browser-state.ts';
import { Picture } from './pictures.tsx';
import { ShopPage } from './shop-layout.tsx';
import { countOf, MAX_QUANTITY, priceCart, type CartLine, type PricedCart } from './totals.ts';

/** The cart with its totals and the way to pay. `problem` says why the order could not be placed. */
export function CartPage({ state, problem }: { state: BrowserState; problem?: string | undefined }) {
  const priced = priceCart(state.cart);
  return (
    <ShopPage title="Cart" cartCount={countOf(state.cart)}>
      <h1>Your cart</h1>
      {problem !== undefined && (
        <Notice tone="bad" title="The order was not placed.">
          <p>{problem}</p>
        </Notice>
      )}
      {priced.lines.length === 0 ? (
        <p>
          Nothing is in it yet. <a href="/shop">See the products</a>
        </p>
      ) : (
        <div class="cart">
          <CartLines lines={priced.lines} />
          <Summary state={state} priced={priced} />
        </div>
      )}
    </ShopPage>
  );
}

function CartLines({ lines }: { lines: readonly CartLine[] }) {
  return (
    <section aria-labelledby="lines-title">
      <h2 id="lines-title" class="hidden-text">
        Products
      </h2>
      <form method="post" action="/shop/cart/removal" id="removal" />
      <form method="post" action="/shop/cart/quantities">
        <ul class="cart-lines">
          {lines.map((line) => (
            <Line line={line} />
          ))}
        </ul>
        <div class="row">
          <button type="submit" class="secondary outline">
            Update quantities
          </button>
          <a href="/shop">Continue shopping</a>
        </div>
      </form>
    </section>
  );
}

function Line({ line: { product, quantity, totalCents } }: { line: CartLine }) {
  const { sku, title, priceCents, unit } = product;
  return (
    <li>
      <Picture sku={sku} />
      <div class="text">
        <strong>{title}</strong>
        <small class="muted">
          <Money cents={priceCents} currency="USD" /> {unit}
        </small>
      </div>
      <input
        type="number"
        name={sku}
        value={String(quantity)}
        min="0"
        max={MAX_QUANTITY}
        required
        aria-label={`Quantity of ${title}`}
      />
      <strong class="total">
        <Money cents={totalCents} currency="USD" />
      </strong>
      <button type="submit" name="sku" value={sku} form="removal" class="link" aria-label={`Remove ${title}`}>
        Remove
      </button>
    </li>
  );
}

function Summary({ state, priced }: { state: BrowserState; priced: PricedCart }) {
  return (
    <section class="summary" aria-labelledby="summary-title">
      <h2 id="summary-title">Order summary</h2>
      <Totals {...priced} />
      <form method="post" action="/shop/orders">
        <label>
          Work email
          <input type="email" name="email" value={state.email} required maxlength={254} autocomplete="email" />
        </label>
        <label>
          PO number <span class="muted">(optional)</span>
          <input type="text" name="po" value={state.po} maxlength={60} autocomplete="off" />
        </label>
        <button type="submit">Place order – pay on terms</button>
        <small class="muted">You authorize the payment with Apruve next. You are invoiced when we ship.</small>
      </form>
    </section>
  );
}

type TotalsProps = Pick<PricedCart, 'goodsCents' | 'taxCents' | 'shippingCents' | 'amountCents'>;

/** Goods, shipping and tax under each other, with their sum. */
const Totals = ({ goodsCents, taxCents, shippingCents, amountCents }: TotalsProps) => (
  <dl class="totals">
    <dt>Goods</dt>
    <dd>
      <Money cents={goodsCents} currency="USD" />
    </dd>
    <dt>Shipping</dt>
    <dd>{shippingCents === 0 ? 'Free' : <Money cents={shippingCents} currency="USD" />}</dd>
    <dt>Tax (8.25 %)</dt>
    <dd>
      <Money cents={taxCents} currency="USD" />
    </dd>
    <dt class="sum">Total</dt>
    <dd class="sum">
      <Money cents={amountCents} currency="USD" />
    </dd>
  </dl>
);
