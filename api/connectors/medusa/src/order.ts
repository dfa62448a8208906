import type { PaymentProviderContext } from '@medusajs/framework/types';
import { MathBN } from '@medusajs/framework/utils';
import { toCents } from './money.ts';
import type { Cart } from './shop.ts';

interface Line {
  title: string;
  price_total_cents: number;
  quantity?: number;
  sku?: string;
  variant_info?: string;
}

/** What the order of a checkout consists of; lines, tax and shipping give the amount to the cent. */
export interface OrderContent {
  amount_cents: number;
  tax_cents: number;
  shipping_cents: number;
  order_items: Line[];
}

/**
 * The cart as an order over the amount that Medusa wants to have authorized. Lines and shipping are without tax and after discounts. The
 * tax is the rest, so that what Medusa rounds in another place stays in it; where the rest is not the cart's tax within a cent for each
 * line, as with a gift card, the order is one line over the whole.
 */
export function orderContent(cart: Cart | null, amountCents: number, currency: string): OrderContent {
  const lines = (cart?.items ?? []).map((item): Line => ({
    title: item.product_title ?? item.title,
    price_total_cents: toCents(MathBN.sub(item.total, item.tax_total), currency),
    quantity: MathBN.convert(item.quantity).toNumber(),
    ...(item.variant_sku && { sku: item.variant_sku }),
    ...(item.variant_title && { variant_info: item.variant_title }),
  }));
  const shipping = cart === null ? 0 : toCents(MathBN.sub(cart.shipping_total, cart.shipping_tax_total), currency);
  const rest = amountCents - shipping - lines.reduce((sum, line) => sum + line.price_total_cents, 0);
  const roundedOff = cart === null ? rest : Math.abs(rest - toCents(cart.tax_total, currency));
  if (lines.length > 0 && rest >= 0 && roundedOff <= lines.length + 1) {
    return { amount_cents: amountCents, tax_cents: rest, shipping_cents: shipping, order_items: lines };
  }
  const whole = { title: 'Order', price_total_cents: amountCents };
  return { amount_cents: amountCents, tax_cents: 0, shipping_cents: 0, order_items: [whole] };
}

/** The buyer: the customer who is signed in, else the email of the cart. */
export function buyerOf(cart: Cart | null, { customer }: PaymentProviderContext = {}) {
  const person = [customer?.first_name, customer?.last_name].filter(Boolean).join(' ');
  return {
    email: customer?.email ?? cart?.email ?? null,
    name: customer?.company_name || person || null,
    id: customer?.id ?? null,
  };
}

/** The purchase order number that the storefront keeps in the cart's metadata. */
export function poNumberOf(cart: Cart | null): string | null {
  const given = cart?.metadata?.['po_number'];
  return typeof given === 'string' && given.trim() !== '' ? given : null;
}
