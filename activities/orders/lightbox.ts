import { secureHash } from '../apruve/secure-hash.ts';
import type { ActivityChannel } from '../deps.ts';
import type { Lightbox, ShopOrder } from '../ledger/json-columns.ts';

/** The order as Apruve takes it: its field names, absent values left out, each line's total under both of its names. */
export function apruveOrder(merchantId: string, order: ShopOrder): Record<string, unknown> {
  const { expire_at, po_number, order_items, ...rest } = order;
  return {
    merchant_id: merchantId,
    ...rest,
    ...(expire_at !== null && { expire_at }),
    ...(po_number !== null && { po_number }),
    order_items: order_items.map((item) => ({
      ...withoutNulls(item),
      currency: order.currency,
      amount_cents: item.price_total_cents,
    })),
  };
}

/** What the shop's page hands to apruve.js: the order and the hash that proves it is ours. */
export function lightboxOf({ apruve, apiKey, scriptUrl }: ActivityChannel, order: ShopOrder): Lightbox {
  const signed = apruveOrder(apruve.merchantId, order);
  return { script_url: scriptUrl, order: signed, secure_hash: secureHash(apiKey, signed) };
}

/** The request that a lightbox stands for, as the ledger records it. */
export const lightboxRequest = ({ order }: Lightbox) => ({ method: 'setOrder', path: '/js/v4/apruve.js', body: order });

function withoutNulls(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null && field !== undefined));
}
