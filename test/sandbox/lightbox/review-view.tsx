import { availableCredit } from '../domain/credit.ts';
import type { LightboxOrder } from '../domain/inputs.ts';
import type { Shopper } from '../domain/lightbox.ts';
import { money } from '../page/format.ts';
import type { MerchantRow } from '../store/rows.ts';
import type { World } from '../world.ts';

export type Review = {
  world: World;
  merchant: MerchantRow;
  order: LightboxOrder;
  shoppers: readonly Shopper[];
  /** The email to be chosen at first. */
  shopper: string | undefined;
};

const TotalRow = (props: { name: string; cents: number; currency: string }) => (
  <tr>
    <th scope="row" colspan={3}>
      {props.name}
    </th>
    <td class="number">{money(props.cents, props.currency)}</td>
  </tr>
);

const Lines = ({ order }: { order: LightboxOrder }) => {
  const currency = order.currency ?? 'USD';
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col" class="number">
            Qty
          </th>
          <th scope="col" class="number">
            Each
          </th>
          <th scope="col" class="number">
            Total
          </th>
        </tr>
      </thead>
      <tbody>
        {(order.order_items ?? []).map((item) => (
          <tr>
            <td>
              {item.title}
              {item.sku && <small class="muted"> · {item.sku}</small>}
            </td>
            <td class="number">{item.quantity ?? '–'}</td>
            <td class="number">{money(item.price_ea_cents ?? null, currency)}</td>
            <td class="number">{money(item.price_total_cents ?? item.amount_cents ?? null, currency)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <TotalRow name="Tax" cents={order.tax_cents ?? 0} currency={currency} />
        <TotalRow name="Shipping" cents={order.shipping_cents ?? 0} currency={currency} />
        <TotalRow name="Total" cents={order.amount_cents} currency={currency} />
      </tfoot>
    </table>
  );
};

const ShopperChoice = ({ world, shoppers, shopper }: Pick<Review, 'world' | 'shoppers' | 'shopper'>) => (
  <label>
    Buyer
    <select name="buyer" data-focus>
      {shoppers.map(({ account, buyer }) => (
        <option value={buyer.email} selected={buyer.email.toLowerCase() === shopper?.toLowerCase()}>
          {buyer.name} · {money(availableCredit(world, account))} available
        </option>
      ))}
    </select>
  </label>
);

/** The checked order with the buyer's choices. */
export const ReviewView = (review: Review) => (
  <>
    <h1>Your order at {review.merchant.name}</h1>
    <div class="sheet">
      <div class="lines" tabindex={0} role="region" aria-label="Order lines">
        {review.order.merchant_order_id && <p class="muted">Order {review.order.merchant_order_id}</p>}
        <Lines order={review.order} />
      </div>
      <form>
        <ShopperChoice {...review} />
        <label>
          PO number
          <input name="po_number" value={review.order.po_number ?? ''} autocomplete="off" placeholder="Optional" />
        </label>
        <p id="problem" class="notice" role="alert" hidden />
        <button type="submit" name="outcome" value="accept" class="pay">
          Pay on terms
        </button>
        <button type="submit" name="outcome" value="pending" class="secondary outline">
          Ask for approval
        </button>
        <button type="button" value="close" class="contrast outline" data-close>
          Close
        </button>
      </form>
    </div>
  </>
);

/** What is wrong with the order, and the way out. Nothing has been made. */
export const RefusedView = (props: { message: string }) => (
  <>
    <h1>This order cannot be paid with Apruve</h1>
    <p class="notice" role="alert">
      {props.message}
    </p>
    <p>No order was placed. Close this window and contact the shop.</p>
    <button type="button" class="contrast outline" data-close data-focus>
      Close
    </button>
  </>
);
