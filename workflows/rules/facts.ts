import type { Attention, Facts, FinalStatus, InvoiceFact, OrderFact, Terms } from '../contract/checkout.ts';
import type { ShipmentFact } from '../contract/shipment-fact.ts';
import type { Fact, OrderRead } from '../contract/fact.ts';
import { acknowledge, isSameAttention, outlivesCheckout, raise } from './attention.ts';
import { isLive, isPending } from './credit.ts';
import { orderChangeFacts } from './order-change.ts';
import { withPendingJudged } from './pending-invoices.ts';
import { canEnd, finalStatus } from './status.ts';

/** The facts of a checkout that has just been opened. */
export function openingFacts(terms: Terms, at: string, offline = false): Facts {
  return {
    version: 1,
    openedAt: at,
    offline,
    terms,
    order: null,
    lookedUpAt: null,
    invoices: [],
    unresolved: [],
    attentions: [],
    completedAt: null,
    released: false,
    expiryWarnedAt: null,
    ending: null,
    canceledBy: null,
    end: null,
  };
}

/**
 * The one transition of the process: applies new facts at the ISO time `at`, and ends the checkout when it is over and holds no
 * credit. Once an order is adopted, only facts that include a list of its invoices (`invoices-listed`) end the checkout, because others
 * make invoices on it too. Workflow and ledger call it with the same arguments, so they agree. The result carries `version`, that of
 * the step that asked, so a later step always wins over an earlier attempt that timed out.
 */
export function advance(facts: Facts, newFacts: readonly Fact[], at: string, version: number = facts.version + 1): Facts {
  if (facts.end !== null || newFacts.length === 0) return facts;
  const applied = (before: Facts, news: readonly Fact[]): Facts => news.reduce((known, fact) => apply(known, fact, at), before);
  const next = applied(facts, newFacts);
  const settled = { ...withPendingJudged(applied(next, orderChangeFacts(next, newFacts)), at), version };
  const isListed = settled.order === null || newFacts.some(({ fact }) => fact === 'invoices-listed');
  return isListed && canEnd(settled) ? end(settled, finalStatus(settled), at) : settled;
}

/**
 * What becomes known after the end: the facts follow Apruve, and the end stays what it was. The process of the checkout never does
 * this; the one that goes on after it does.
 */
export function advanceAfterEnd(facts: Facts, newFacts: readonly Fact[], at: string, version: number): Facts {
  return newFacts.length === 0 ? facts : { ...newFacts.reduce((known, fact) => apply(known, fact, at), facts), version };
}

/** At the end most attentions are void, and the order is what its invoices show. */
function end(facts: Facts, status: FinalStatus, at: string): Facts {
  const order = facts.order && shownBy(facts.invoices, facts.order, at);
  return { ...facts, order, attentions: facts.attentions.filter(outlivesCheckout), unresolved: [], end: { status, at } };
}

function apply(facts: Facts, fact: Fact, at: string): Facts {
  switch (fact.fact) {
    case 'order-read':
      return { ...facts, order: withOrderRead(facts.order, fact.order, at) };
    case 'order-changed':
      return { ...facts, order: facts.order && { ...facts.order, changedTo: fact.to } };
    case 'terms-changed':
      return { ...facts, terms: fact.terms };
    case 'order-looked-up':
      return { ...facts, lookedUpAt: at };
    case 'invoices-listed':
    case 'request-refused':
      return facts;
    case 'order-completed':
      return { ...facts, completedAt: facts.completedAt ?? at, released: true };
    case 'invoice-read':
      return { ...facts, ...withInvoiceRead(facts, fact.invoice, at) };
    case 'invoice-closed-by-hand':
      return withInvoiceChanged(facts, fact.invoiceId, (invoice) => ({ ...invoice, closedByHand: true }));
    case 'invoice-captured':
      return withInvoiceChanged(facts, fact.invoiceId, (invoice) => ({ ...invoice, capturedAt: invoice.capturedAt ?? at }));
    case 'invoice-overdue':
      return withInvoiceChanged(facts, fact.invoiceId, (invoice) => ({ ...invoice, overdueSince: invoice.overdueSince ?? at }));
    case 'shipment-read':
      return withInvoiceChanged(facts, fact.invoiceId, (invoice) => ({
        ...invoice,
        shipments: placed(invoice.shipments, fact.shipment),
      }));
    case 'step-unresolved':
      return { ...facts, unresolved: [...facts.unresolved.filter(({ step }) => step !== fact.step.step), fact.step] };
    case 'step-settled':
      return { ...facts, unresolved: facts.unresolved.filter(({ step }) => step !== fact.step) };
    case 'attention':
    case 'attention-acknowledged':
    case 'attention-cleared':
      return { ...facts, attentions: attentionsAfter(facts.attentions, fact, at) };
    case 'ending':
      return withEnding(facts, fact);
    case 'ending-withdrawn':
      return { ...facts, ending: null, canceledBy: null };
    case 'expiry-warned':
      return { ...facts, expiryWarnedAt: at };
  }
}

/** A cancel takes the place of another ending; else the first one stands. */
const withEnding = (facts: Facts, { reason, canceledBy }: Fact & { fact: 'ending' }): Facts => ({
  ...facts,
  ending: reason === 'canceled' ? reason : (facts.ending ?? reason),
  canceledBy: facts.canceledBy ?? canceledBy ?? null,
});

type AttentionFact = Fact & { fact: 'attention' | 'attention-acknowledged' | 'attention-cleared' };

function attentionsAfter(known: readonly Attention[], fact: AttentionFact, at: string): Attention[] {
  if (fact.fact === 'attention') return raise(known, fact.attention, at, fact.again);
  if (fact.fact === 'attention-acknowledged') return acknowledge(known, fact.code, { by: fact.by, at });
  return known.filter((attention) => !isSameAttention(attention, fact));
}

/** A changed shipment stays in its place, and its row with it; a new one comes last. */
const placed = (shipments: readonly ShipmentFact[], read: ShipmentFact): ShipmentFact[] =>
  shipments.some(({ id }) => id === read.id)
    ? shipments.map((known) => (known.id === read.id ? renumbered(known, read) : known))
    : [...shipments, read];

function renumbered({ number, madeAs = number }: ShipmentFact, read: ShipmentFact): ShipmentFact {
  return madeAs === read.number ? read : { ...read, madeAs };
}

/** How far an order has come at Apruve: a late read of an older state changes nothing. */
const ORDER_RANK = { new: 0, pending: 1, accepted: 2, canceled: 3 } as const;

function withOrderRead(before: OrderFact | null, { id, status: shown, expireAt }: OrderRead, at: string): OrderFact {
  const status = before !== null && ORDER_RANK[before.status] > ORDER_RANK[shown] ? before.status : shown;
  const acceptedAt = before?.acceptedAt ?? (status === 'accepted' ? at : null);
  return { ...before, id, status, expireAt, adoptedAt: before?.adoptedAt ?? at, acceptedAt };
}

/** An issued invoice shows that Apruve has accepted the order, heard of or not. */
function shownBy(invoices: readonly InvoiceFact[], order: OrderFact, at: string): OrderFact {
  const isIssued = invoices.some((invoice) => isLive(invoice) && !isPending(invoice));
  return isIssued ? withOrderRead(order, { ...order, status: 'accepted' }, at) : order;
}

/** The same for an invoice. */
const INVOICE_RANK = { pending: 0, open: 1, funded: 2, closed: 3, canceled: 4 } as const;

type InvoiceRead = (Fact & { fact: 'invoice-read' })['invoice'];

function withInvoiceRead({ invoices, released }: Facts, read: InvoiceRead, readAt: string): Pick<Facts, 'invoices' | 'released'> {
  const before = invoices.find(({ id }) => id === read.id);
  if (before === undefined) {
    const adopted = {
      ...read,
      knownAt: readAt,
      readAt,
      capturedAt: null,
      overdueSince: null,
      closedByHand: false,
      shipments: [],
    };
    return { invoices: [...invoices, adopted], released };
  }
  if (INVOICE_RANK[before.status] > INVOICE_RANK[read.status]) return { invoices, released };
  const settled = read.status === 'closed' || read.status === 'canceled';
  const returnedCents = Math.max(before.returnedCents, read.returnedCents);
  const known = {
    readAt,
    returnedCents,
    overdueSince: settled ? null : before.overdueSince,
    fundedAt: before.fundedAt ?? read.fundedAt,
  };
  const freed = read.status === 'canceled' && before.status !== 'canceled';
  return {
    invoices: invoices.map((invoice) => (invoice.id === read.id ? { ...invoice, ...read, ...known } : invoice)),
    released: released && !freed,
  };
}

function withInvoiceChanged(facts: Facts, id: string, change: (invoice: InvoiceFact) => InvoiceFact): Facts {
  return { ...facts, invoices: facts.invoices.map((invoice) => (invoice.id === id ? change(invoice) : invoice)) };
}
