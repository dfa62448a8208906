import type { Attention, Facts } from '../../../workflows/contract/checkout.ts';
import type { LineItem } from '../../../workflows/contract/requests.ts';
import type { Customer, OrderItem, ShopOrder } from '../json-columns.ts';

/*
 * What stays of recorded JSON when a buyer is erased: amounts, times, statuses and references. The lists say what is kept, not what is
 * erased, so that a field which Apruve or a shop adds one day is erased as well.
 */

/** Stands for a text that was erased. */
export const ERASED = '[erased]';

export const ERASED_CUSTOMER: Customer = { email: null, name: null, id: null, country: null, group: null };

/** Texts under these keys stay. */
const KEPT =
  /^(?:id|uuid|event|type|status|state|currency|code|method|action|step|mode|channel|shipper|tracking_number|secure_hash|since|actor|at|sku|plan_code)$|_id$|Id$|_at$|At$|_by$|_status$/;

/** Whatever stands under these is about a person. */
const PERSONS = /buyer|shopper|user|contact|customer|payer|owner|address|phone|email/i;

/** What the API shows under these is computed from what stays. */
const COMPUTED = new Set(['actions', 'deadlines', 'credit']);

/** What stands in the place of what these hold. */
const INSTEAD: Readonly<Record<string, unknown>> = { customer: ERASED_CUSTOMER, metadata: {}, lightbox: null, po_number: null };

/** Recorded JSON without what a person could be known by: a body of a request or an answer, an event, a notification. */
export function withoutPersons(value: unknown, key = ''): unknown {
  if (value === null || COMPUTED.has(key)) return value;
  if (key in INSTEAD) return INSTEAD[key];
  if (PERSONS.test(key)) return null;
  if (Array.isArray(value)) return value.map((each) => withoutPersons(each, key));
  if (typeof value === 'object') return withoutPersonsIn(value);
  if (typeof value !== 'string') return value;
  if (key === 'path') return withoutQuery(value);
  return KEPT.test(key) ? value : ERASED;
}

const withoutPersonsIn = (value: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).map(([key, each]): [string, unknown] => [key, withoutPersons(each, key)]));

/** Buyers are looked up by their email, in the query. */
export const withoutQuery = (path: string): string => path.replace(/\?.*$/s, '');

/** An order with its amounts; what was bought is in the shop's own books. */
export const erasedOrder = (order: ShopOrder): ShopOrder => ({
  ...order,
  po_number: null,
  order_items: order.order_items.map(erasedItem),
});

/** A line with its amounts. */
export const erasedItem = ({
  quantity = null,
  price_ea_cents = null,
  price_total_cents,
  sku,
  plan_code,
}: LineItem): OrderItem => ({
  title: ERASED,
  quantity,
  price_ea_cents,
  price_total_cents,
  ...(sku != null && { sku }),
  ...(plan_code != null && { plan_code }),
});

export const erasedAttention = (attention: Attention): Attention => ({ ...attention, message: ERASED });

/** Facts without what somebody has typed, and without sentences, which can quote it. What is computed from them stays the same. */
export const erasedFacts = (facts: Facts): Facts => ({
  ...facts,
  attentions: facts.attentions.map(erasedAttention),
  canceledBy: facts.canceledBy && { ...facts.canceledBy, note: facts.canceledBy.note && ERASED },
  invoices: facts.invoices.map((invoice) => ({
    ...invoice,
    ...(invoice.failedPayment && { failedPayment: { ...invoice.failedPayment, reason: null } }),
  })),
});
