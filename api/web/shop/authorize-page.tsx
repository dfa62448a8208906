import { formatMoney } from '../../../workflows/rules/money.ts';
import { Notice } from '../pages/parts.tsx';
import { OrderSummary, Progress } from './order-page.tsx';
import { ShopPage } from './shop-layout.tsx';
import type { ShopCheckout } from './storefront.ts';

interface AuthorizePageProps {
  checkout: ShopCheckout;
  lightbox: NonNullable<ShopCheckout['lightbox']>;
  /** The buyer closed the lightbox, so it does not open again by itself. */
  closed: boolean;
  cartCount: number;
}

/**
 * The step in the buyer's browser: apruve.js with the order and its secure hash, and nothing secret. The lightbox's answer goes
 * to the shop's server, which accepts it only after the API has checked it.
 */
export function AuthorizePage({ checkout, lightbox, closed, cartCount }: AuthorizePageProps) {
  return (
    <ShopPage title="Authorize payment" cartCount={cartCount} scripts={['authorize.js']}>
      <div class="order">
        {closed && (
          <Notice tone="wait" title="You closed Apruve before authorizing.">
            <p>Nothing was charged, and the order is still open. Try again, or change your cart first.</p>
          </Notice>
        )}
        <section class="card" aria-labelledby="authorize-title">
          <h1 id="authorize-title">Authorize payment</h1>
          <p>
            Confirm {formatMoney(checkout.amount_cents, checkout.currency)} with Apruve in the window that opens. Nothing is due
            now.
          </p>
          <Authorization checkout={checkout} lightbox={lightbox} closed={closed} />
          <div id="apruveDiv" hidden />
        </section>
        <Progress view="authorize" />
        <OrderSummary checkout={checkout} />
      </div>
      <script src={lightbox.script_url} />
    </ShopPage>
  );
}

/** The data for `authorize.js`, which fills in the Apruve order id and sends the form. */
function Authorization({ checkout, lightbox, closed }: Omit<AuthorizePageProps, 'cartCount'>) {
  const here = `/shop/orders/${checkout.id}`;
  return (
    <form
      id="authorization"
      method="post"
      action={`${here}/authorization`}
      data-order={JSON.stringify(lightbox.order)}
      data-secure-hash={lightbox.secure_hash}
      data-shopper={lightbox.shopper_email ?? undefined}
      data-closed-url={`${here}?lightbox=closed`}
      data-autostart={closed ? undefined : ''}
    >
      <input type="hidden" name="apruve_order_id" />
      <div class="row">
        <button type="button" id="start" disabled>
          {closed ? 'Try again' : 'Open Apruve'}
        </button>
        <a href="/shop/cart">Change the cart</a>
      </div>
      <p id="problem" class="notice bad" role="alert" hidden />
      <noscript>
        <p class="notice bad">Apruve’s window needs JavaScript. Switch it on and load this page again.</p>
      </noscript>
    </form>
  );
}
