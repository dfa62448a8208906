import { formatMoney } from '../../../workflows/rules/money.ts';
import { Money, Notice } from '../pages/parts.tsx';
import { PRODUCTS, productOf, type Product } from './catalogue.ts';
import { Picture } from './pictures.tsx';
import { ShopPage } from './shop-layout.tsx';
import { countOf, FREE_SHIPPING_FROM_CENTS, MAX_QUANTITY, type Cart } from './totals.ts';

/** All products. `added` names the one that was just put into the cart. */
export function CataloguePage({ cart, added }: { cart: Cart; added: string | undefined }) {
  const product = added === undefined ? undefined : productOf(added);
  return (
    <ShopPage title="Workplace safety and equipment" cartCount={countOf(cart)}>
      <div class="hero">
        <h1>Everything for a safe site</h1>
        <p>
          Order for your company and pay on terms with Apruve. Free shipping from {formatMoney(FREE_SHIPPING_FROM_CENTS, 'USD')}.
        </p>
      </div>
      {product !== undefined && (
        <Notice tone="good">
          <strong>{product.title}</strong> is in your cart. <a href="/shop/cart">Go to cart</a>
        </Notice>
      )}
      <ul class="products" aria-label="Products">
        {PRODUCTS.map((each) => (
          <ProductCard product={each} inCart={cart[each.sku] ?? 0} />
        ))}
      </ul>
    </ShopPage>
  );
}

function ProductCard({ product, inCart }: { product: Product; inCart: number }) {
  const { sku, title, about, priceCents, unit } = product;
  return (
    <li class="product" id={sku}>
      <Picture sku={sku} />
      <div class="text">
        <h2>{title}</h2>
        <p class="muted">{about}</p>
        <p class="price">
          <Money cents={priceCents} currency="USD" /> <small class="muted">{unit}</small>
          {inCart > 0 && <small class="in-cart">{inCart} in cart</small>}
        </p>
      </div>
      <form method="post" action="/shop/cart" class="add">
        <input type="hidden" name="sku" value={sku} />
        <input type="number" name="quantity" value="1" min="1" max={MAX_QUANTITY} required aria-label={`Quantity of ${title}`} />
        <button type="submit">
          Add <span class="hidden-text">{title} </span>to cart
        </button>
      </form>
    </li>
  );
}
