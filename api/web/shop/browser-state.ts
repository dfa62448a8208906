import { randomInt } from 'node:crypto';
import type { Context } from 'hono';
import { getSignedCookie, setSignedCookie } from 'hono/cookie';
import { z } from 'zod';
import { productOf } from './catalogue.ts';
import { MAX_QUANTITY } from './totals.ts';

const COOKIE = 'shop';
const KEPT_SECONDS = 30 * 86_400;
const ORDERS_KEPT = 8;

const orderSchema = z.object({
  /** The checkout's id. */
  id: z.string(),
  /** The order id that the lightbox answered, if it did. */
  apruveOrderId: z.string().nullable(),
});

const stateSchema = z.object({
  cart: z.record(z.string(), z.int().min(1).max(MAX_QUANTITY)),
  /** The order number of this cart. It is given once, so that a double click places one order. */
  number: z.string(),
  email: z.string(),
  po: z.string(),
  orders: z.array(orderSchema),
});

/** What one browser has in its cart and has ordered. There is no login: whoever has the cookie can see these orders. */
export type BrowserState = z.infer<typeof stateSchema>;

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const newNumber = (): string => `NS-${Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`;

const emptyState = (): BrowserState => ({ cart: {}, number: newNumber(), email: 'buyer@example.test', po: '', orders: [] });

/** Keeps the state in a signed cookie, so that nobody can put another's order into it. */
export interface StateCookie {
  read(c: Context): Promise<BrowserState>;
  write(c: Context, state: BrowserState): Promise<void>;
}

export function stateCookie(secret: Uint8Array<ArrayBuffer>, secure: boolean): StateCookie {
  return {
    read: async (c) => parseState(await getSignedCookie(c, secret, COOKIE)),
    write: (c, state) =>
      setSignedCookie(c, COOKIE, JSON.stringify(state), secret, {
        path: '/shop',
        httpOnly: true,
        sameSite: 'Lax',
        secure,
        maxAge: KEPT_SECONDS,
      }),
  };
}

function parseState(value: string | false | undefined): BrowserState {
  if (typeof value !== 'string') return emptyState();
  const state = stateSchema.safeParse(JSON.parse(value));
  if (!state.success) return emptyState();
  const cart = Object.fromEntries(Object.entries(state.data.cart).filter(([sku]) => productOf(sku) !== undefined));
  return { ...state.data, cart };
}

/** The state with this order on top of the list. A stored answer of the lightbox is kept. */
export function withOrder(state: BrowserState, id: string, apruveOrderId: string | null = null): BrowserState {
  const known = state.orders.find((order) => order.id === id);
  const others = state.orders.filter((order) => order.id !== id);
  const order = { id, apruveOrderId: apruveOrderId ?? known?.apruveOrderId ?? null };
  return { ...state, orders: [order, ...others].slice(0, ORDERS_KEPT) };
}

/** The next order gets a new number. */
export const withNewNumber = (state: BrowserState): BrowserState => ({ ...state, number: newNumber() });

/** The state after the buyer has paid: the cart is empty. */
export const withoutCart = (state: BrowserState): BrowserState => withNewNumber({ ...state, cart: {}, po: '' });
