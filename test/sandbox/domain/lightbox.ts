import type { AccountRow, BuyerRow, MerchantRow, OrderRow } from '../store/rows.ts';
import { Refusal } from '../values/refusal.ts';
import type { World } from '../world.ts';
import { lightboxOrder, type LightboxOrder, parse } from './inputs.ts';
import { placeOrder } from './orders.ts';
import { isSecureHash } from './secure-hash.ts';

/** What the page hands to the lightbox. The order's values count as the text they were hashed as. */
export type Checkout = { order: Record<string, unknown>; secureHash: string };

/** What the buyer does: pay on terms, ask for approval, or leave. */
export type Outcome = 'accept' | 'pending' | 'close';

export type Shopper = { account: AccountRow; buyer: BuyerRow };

const refuse = (title: string, detail: string, parameter: string): Refusal =>
  new Refusal(422, [{ title, detail, source: { parameter } }]);

/** The buyers who may pay at this merchant, in the order in which their accounts were made. */
export const shoppersOf = (world: World, merchantId: string): Shopper[] =>
  world.accounts
    .where('merchant_id', merchantId)
    .flatMap((account) => account.authorized_buyers.map((buyer) => ({ account, buyer })));

/**
 * The checked order: known merchant, right hash, whole fields. Throws a `Refusal` with 422 that says what is wrong; nothing
 * has been made then.
 */
export const reviewCheckout = (
  world: World,
  { order, secureHash }: Checkout,
): { merchant: MerchantRow; order: LightboxOrder } => {
  const merchant = world.merchants.get(String(order['merchant_id']));
  if (merchant === undefined) throw refuse('Unknown merchant', 'The order names no merchant of this sandbox.', 'merchant_id');
  if (!isSecureHash(merchant.api_key, order, secureHash)) {
    throw refuse('Secure hash does not match', 'The order is not the one its merchant signed.', 'secure_hash');
  }
  const parsed = asUnprocessable(() => parse(lightboxOrder, order));
  return { merchant, order: { ...parsed, order_items: parsed.order_items ?? parsed.line_items } };
};

const asUnprocessable = <Result>(work: () => Result): Result => {
  try {
    return work();
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(422, error.errors) : error;
  }
};

const shopperFor = (world: World, merchantId: string, email: string | undefined): Shopper => {
  const shoppers = shoppersOf(world, merchantId);
  const wanted = email?.toLowerCase();
  const shopper = wanted === undefined ? shoppers[0] : shoppers.find(({ buyer }) => buyer.email.toLowerCase() === wanted);
  if (shopper !== undefined) return shopper;
  throw refuse('Unknown buyer', `${email ?? 'No buyer'} has no account with this merchant.`, 'buyer');
};

/**
 * What follows when the buyer decides: the order made, or null where the lightbox was closed. Every call makes an order of its
 * own, also for a checkout that made one before. `buyer` is an email; without it the merchant's first account buys.
 * Throws a `Refusal` with 422 for a wrong hash, an unknown buyer or too little credit.
 */
export const decideCheckout = (
  world: World,
  checkout: Checkout & { outcome: Outcome; buyer?: string | undefined; poNumber?: string | undefined },
): OrderRow | null => {
  const { merchant, order } = reviewCheckout(world, checkout);
  if (checkout.outcome === 'close') return null;
  const shopper = shopperFor(world, merchant.id, checkout.buyer);
  const input = { ...order, po_number: checkout.poNumber ?? order.po_number };
  const deferred = checkout.outcome === 'pending';
  return asUnprocessable(() =>
    placeOrder(world, input, { ...shopper, buyerApproved: !deferred, deferred, secureHash: checkout.secureHash }),
  );
};
