import type { Facts, InvoiceFact } from '../contract/checkout.ts';
import type { ShipmentFact } from '../contract/shipment-fact.ts';
import type { InvoiceAction } from './actions.ts';
import { hasCapture, isOpen } from './credit.ts';

/** What can be done with an invoice at Apruve, by the last part of its path there: our action, and the action of its row. */
export const INVOICE_VERBS = {
  issue: { action: 'issueInvoice', row: 'issue' },
  cancel: { action: 'cancelInvoice', row: 'invoice_cancel' },
  close: { action: 'closeInvoice', row: 'close' },
} as const satisfies Record<string, { action: InvoiceAction; row: string }>;
export type InvoiceVerb = keyof typeof INVOICE_VERBS;

export type RowAction =
  | 'purchase'
  | 'authorize'
  | 'invoice'
  | 'shipment'
  | 'capture'
  | 'cancel'
  | 'authorization_mismatch'
  | 'buyer_refused'
  | 'place_order'
  | 'order_cancel'
  | 'orphan_cancel'
  | 'refund'
  | 'finalize'
  | 'complete'
  | 'update'
  | 'acknowledge'
  | (typeof INVOICE_VERBS)[InvoiceVerb]['row'];

/** One payment transaction as it follows from the facts, with Oro's meaning of action, active and successful. */
export interface Row {
  /** One row per step, however often the step is retried. */
  step: string;
  action: RowAction;
  amountCents: number;
  reference: string | null;
  /** The step of the row that this one follows from. */
  source: string | null;
  active: boolean;
  successful: boolean;
  /** Who asked for it, and why in their words, where no step at Apruve has recorded it. */
  actor?: string | null;
  note?: string | null;
}

export const PURCHASE_STEP = 'purchase';
/** Makes an offline order at Apruve. */
export const PLACE_ORDER_STEP = 'place_order';
export const CANCEL_ORDER_STEP = 'order_cancel';
export const FINALIZE_STEP = 'finalize';
export const EXPIRE_STEP = 'expire';
export const END_STEP = 'end';
export const CANCEL_STEP = 'cancel';
/** Reads have no row; their names distinguish unresolved ones. */
export const LOOK_UP_STEP = 'look-up:order';
export const FIND_BUYER_STEP = 'find-buyer';
export const readOrderStep = (orderId: string): string => `read:order:${orderId}`;
/** The row of an order id that was refused. */
export const mismatchStep = (orderId: string): string => `authorization_mismatch:${orderId}`;
export const adoptStep = (orderId: string): string => `adopt:${orderId}`;
export const readInvoiceStep = (invoiceId: string): string => `read:invoice:${invoiceId}`;
export const invoiceStep = (number: string): string => `invoice:${number}`;
/** One parcel can hold goods of two invoices, so its number is unique only within an invoice. */
export const shipmentStep = (invoiceNumber: string, number: string): string => `shipment:${invoiceNumber}:${number}`;
/** The step of a shipment's row, which keeps its name when the shipment gets another number. */
export const rowOfShipment = (
  invoice: Pick<InvoiceFact, 'number'>,
  { madeAs, number }: Pick<ShipmentFact, 'number' | 'madeAs'>,
): string => shipmentStep(invoice.number, madeAs ?? number);
export const completeStep = (n: number): string => `complete:${n}`;
export const acknowledgeStep = (n: number): string => `acknowledge:${n}`;
/** A request that the process refused when nobody waited for its answer, as that of a signal. */
export const refusedRequestStep = (action: RowAction, n: number): string => `${action}_refused:${n}`;
/** `n` counts the changes of one thing, so that each has a row of its own. */
export const updateStep = (id: string, n: number): string => `update:${id}:${n}`;
/** True while a change of the thing with this id cannot get through. */
export const isChanging = (unresolved: readonly { step: string }[], id: string): boolean =>
  unresolved.some(({ step }) => step.startsWith(`update:${id}:`));
export const invoiceVerbStep = (verb: InvoiceVerb, invoiceId: string): string => `${INVOICE_VERBS[verb].row}:${invoiceId}`;
/** What a step is about: the changes of one thing are one, and so are the completions. */
export const subjectOfStep = (step: string): string => step.replace(/^(update:.+|complete):\d+$/, '$1');
export const returnStep = (requestId: string): string => `return:${requestId}`;
export const captureStep = (invoiceId: string): string => `capture:${invoiceId}`;

/** How many numbered steps of each kind have rows: the highest number of each. */
export function countsOf(steps: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const step of steps) {
    const [, kind = '', n = ''] = /^(complete|\w+_refused|update:.+):(\d+)$/.exec(step) ?? [];
    if (kind !== '') counts[kind] = Math.max(counts[kind] ?? 0, Number(n));
  }
  return counts;
}

/**
 * The rows that follow from the facts. The ledger writes the difference with every change, so the flags of a row never disagree
 * with the facts.
 */
export function rowsOf(facts: Facts): Row[] {
  return [purchaseRow(facts), ...facts.invoices.flatMap(invoiceRows), ...cancelRows(facts)];
}

/** The rows that a change of the facts writes. */
export function changedRows(before: Facts, after: Facts): Row[] {
  const known = new Map(rowsOf(before).map((row) => [row.step, JSON.stringify(row)]));
  return rowsOf(after).filter((row) => known.get(row.step) !== JSON.stringify(row));
}

/** Purchase becomes authorize in the same row when Apruve has accepted the order, as in Oro. It is inactive at the end. */
function purchaseRow(facts: Facts): Row {
  const accepted = (facts.order?.acceptedAt ?? null) !== null;
  return {
    step: PURCHASE_STEP,
    action: accepted ? 'authorize' : 'purchase',
    amountCents: facts.terms.amountCents,
    reference: accepted ? (facts.order?.id ?? null) : null,
    source: null,
    active: facts.end === null,
    successful: accepted,
  };
}

function invoiceRows(invoice: InvoiceFact): Row[] {
  const step = invoiceStep(invoice.number);
  const base = { amountCents: invoice.amountCents, active: false, successful: true };
  const rows: Row[] = [
    { ...base, step, action: 'invoice', reference: invoice.id, source: PURCHASE_STEP, active: isOpen(invoice) },
  ];
  for (const shipment of invoice.shipments) {
    const { id: reference, amountCents } = shipment;
    rows.push({ ...base, step: rowOfShipment(invoice, shipment), action: 'shipment', amountCents, reference, source: step });
  }
  if (invoice.capturedAt !== null) {
    const successful = hasCapture(invoice);
    rows.push({ ...base, step: captureStep(invoice.id), action: 'capture', reference: invoice.id, source: step, successful });
  }
  return rows;
}

/** Written when a checkout ends without money, even if nothing exists at Apruve. A declined checkout has none. */
function cancelRows(facts: Facts): Row[] {
  if (facts.end === null || facts.end.status === 'paid' || facts.end.status === 'declined') return [];
  const { amountCents } = facts.terms;
  const reference = facts.order?.id ?? null;
  const base = { amountCents, reference, source: PURCHASE_STEP, active: false, successful: true };
  return [{ ...base, step: CANCEL_STEP, action: 'cancel', ...facts.canceledBy }];
}
