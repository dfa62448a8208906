import { sum } from '../../../workflows/rules/money.ts';
import { PRODUCTS, type Product } from './catalogue.ts';

/** The quantity of each product, by SKU. */
export type Cart = Readonly<Record<string, number>>;

export interface CartLine {
  product: Product;
  quantity: number;
  totalCents: number;
}

/** A cart with its prices; all integer cents. */
export interface PricedCart {
  lines: readonly CartLine[];
  goodsCents: number;
  taxCents: number;
  shippingCents: number;
  amountCents: number;
}

export const MAX_QUANTITY = 999;
/** 8.25 %, in hundredths of a percent. */
const TAX_RATE = 825;
const WHOLE_RATE = 10_000;
const SHIPPING_CENTS = 1_850;
export const FREE_SHIPPING_FROM_CENTS = 50_000;

/** Prices a cart from the catalogue, never from what a browser says. Half a cent of tax rounds up. */
export function priceCart(cart: Cart): PricedCart {
  const lines = PRODUCTS.flatMap((product) => {
    const quantity = cart[product.sku] ?? 0;
    return quantity > 0 ? [{ product, quantity, totalCents: quantity * product.priceCents }] : [];
  });
  const goodsCents = sum(lines.map((line) => line.totalCents));
  const taxed = goodsCents * TAX_RATE + WHOLE_RATE / 2;
  const taxCents = (taxed - (taxed % WHOLE_RATE)) / WHOLE_RATE;
  const shippingCents = goodsCents === 0 || goodsCents >= FREE_SHIPPING_FROM_CENTS ? 0 : SHIPPING_CENTS;
  return { lines, goodsCents, taxCents, shippingCents, amountCents: goodsCents + taxCents + shippingCents };
}

/** How many pieces are in the cart. */
export const countOf = (cart: Cart): number => sum(Object.values(cart));

/** The cart with a new quantity of one product. A quantity outside 1 to 999 removes it. */
export function withQuantity(cart: Cart, sku: string, quantity: number): Cart {
  const { [sku]: _, ...others } = cart;
  const kept = Number.isInteger(quantity) && quantity > 0;
  return kept ? { ...others, [sku]: Math.min(quantity, MAX_QUANTITY) } : others;
}
