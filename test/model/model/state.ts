/*
 * A checkout twice: as Apruve has it (`there`) and as the process knows it (`here`). A webhook that has not arrived yet, or is
 * lost, is a difference between the two. Written from docs/rules.md alone; it shares no code with the product.
 */

type OrderStatus = 'new' | 'pending' | 'accepted' | 'canceled';
export type InvoiceStatus = 'pending' | 'open' | 'funded' | 'closed' | 'canceled';
type End = 'paid' | 'canceled' | 'declined' | 'expired' | 'abandoned';

/** What the shop's order is about, in integer cents. */
export interface Cart {
  goods: number;
  tax: number;
  shipping: number;
}

/** What is drawn once for a whole sequence. */
export interface Setting {
  /** What has happened before the sequence. */
  begins:
    | 'nowhere'
    | 'opened'
    | 'offline'
    | 'offline, confirmed'
    | 'placed'
    | 'authorized'
    | 'invoiced in parts'
    | 'with a draft'
    | 'whole'
    | 'funded'
    | 'paid in part'
    | 'completed'
    | 'paid';
  cart: Cart;
  finalizeOnCreate: boolean;
  invoiceOnCreate: boolean;
  /** The buyer's credit above the order's amount, in cents; a low one makes Apruve refuse. */
  spareCredit: number;
}

/** An order at Apruve. */
export interface Order {
  id: string;
  hash: string;
  amount: number;
  tax: number;
  shipping: number;
  status: OrderStatus;
  deferred: boolean;
  /** The buyer has agreed: in the lightbox, or since. */
  approved: boolean;
  /** The payment term is accepted. */
  term: boolean;
  expired: boolean;
  completed: boolean;
  released: number;
  /** The product has canceled it, because no checkout needed it: the webhook of that is its own echo. */
  orphaned: boolean;
  /** When Apruve says it was made; whole seconds. */
  createdAt: string;
  invoices: Invoice[];
}

export interface Shipment {
  number: string | null;
  amount: number;
  status: 'partial' | 'fulfilled';
  /** Made with the invoice without being asked for, and not changed since. */
  automatic: boolean;
  /** The process knows of it. */
  here: boolean;
}

export interface Invoice {
  /** Apruve's id, once it is known to the test. */
  id: string | null;
  order: Order;
  /** At Apruve; null: it was made without one. */
  number: string | null;
  /** Its number here; null: it is called by its id. */
  called: string | null;
  amount: number;
  /** As the process knows it. */
  seenAmount: number;
  /** What of the amount is no goods. */
  tax: number;
  shipping: number;
  draft: boolean;
  /** What was asked for under its number; null: it was not made here. */
  asked: string | null;
  /** What is to be shipped with it; null leaves that to the process. */
  shipped: number | null;
  there: InvoiceStatus;
  /** Shown in a word that nobody here knows. */
  strange: boolean;
  issued: boolean;
  /** What the buyer has paid, and what of that the process knows; in cents. */
  paid: number;
  seenPaid: number;
  /** Null: the process does not know of it. */
  here: InvoiceStatus | null;
  seenFunded: boolean;
  closedByHand: boolean;
  captured: boolean;
  returns: number[];
  seenReturns: number[];
  shipments: Shipment[];
  /** The process may read the invoice unseen: a webhook shows a shipment as it was before it was changed here, or a return was refused late. */
  echoes: boolean;
}

/** One attempt, as its process and the ledger know it. */
export interface Checkout {
  id: string;
  content: string;
  cart: Cart;
  /** Of every lightbox that was given out; the last one is that of the present cart. */
  hashes: string[];
  /** The order ids that were refused since the last lightbox, and whether the next one has had to wait. */
  wrongIds: Set<string>;
  waits: boolean;
  /** The shop has let its own `expire_at` pass. */
  timeIsUp: boolean;
  adopted: Order | null;
  seen: OrderStatus | null;
  accepted: boolean;
  completed: boolean;
  released: boolean;
  /** What Apruve shows the order over, where that is not the cart's amount any more. */
  changedTo: number | null;
  ending: 'canceled' | 'expired' | 'abandoned' | null;
  end: End | null;
  /** The attention codes, each with its subject where the checkout keeps it for several. */
  attentions: Set<string>;
  /** Those that somebody knows of: they ask for nobody any more. */
  acknowledged: Set<string>;
  /** In the order in which they became known. */
  invoices: Invoice[];
}

/** A webhook on its way. `term` names its order by Apruve's id alone. */
export type News =
  | { about: 'order' | 'term'; event: 'accepted' | 'canceled'; order: Order }
  | { about: 'invoice'; event: 'funded' | 'closed' | 'canceled'; order: Order; invoice: Invoice }
  | { about: 'shipment'; event: 'created'; order: Order; invoice: Invoice };

/** What the shop hands to the buyer's browser; an old one works for ever. */
export interface Lightbox {
  hash: string;
  cart: Cart;
  order: Record<string, unknown>;
  secure_hash: string;
}

export interface Model {
  number: string;
  setting: Setting;
  paidMeans: 'closed' | 'funded';
  orders: Order[];
  checkouts: Checkout[];
  lightboxes: Lightbox[];
  /** Webhooks that Apruve holds. */
  queue: News[];
  /** Webhooks that were delivered before anybody here knew what they are about. */
  waiting: News[];
  /** True when something happened that no webhook tells, so that only reconciliation is sure to find it. */
  lost: boolean;
  /** Which of several orders of the same second the process has adopted. */
  hint: string | null;
}

export const amountOf = ({ goods, tax, shipping }: Cart): number => goods + tax + shipping;
export const total = (cents: readonly number[]): number => cents.reduce((sum, each) => sum + each, 0);
export const isOpen = (status: InvoiceStatus | null): boolean => status === 'open' || status === 'funded';
export const isLive = ({ here }: Invoice): boolean => here !== null && here !== 'canceled';

/** The newest attempt, the one that can still move. */
export const latest = (model: Model): Checkout | undefined => model.checkouts.at(-1);

/** The newest attempt where it has not ended. */
export function running(model: Model): Checkout | undefined {
  const checkout = latest(model);
  return checkout?.end === null ? checkout : undefined;
}

export const newModel = (number: string, setting: Setting, paidMeans: Model['paidMeans']): Model => ({
  number,
  setting,
  paidMeans,
  orders: [],
  checkouts: [],
  lightboxes: [],
  queue: [],
  waiting: [],
  lost: false,
  hint: null,
});

export const newCheckout = (id: string, content: string, cart: Cart): Checkout => ({
  id,
  content,
  cart,
  hashes: [],
  wrongIds: new Set(),
  waits: false,
  timeIsUp: false,
  adopted: null,
  seen: null,
  accepted: false,
  completed: false,
  released: false,
  changedTo: null,
  ending: null,
  end: null,
  attentions: new Set(),
  acknowledged: new Set(),
  invoices: [],
});
