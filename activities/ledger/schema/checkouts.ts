import { sql, type SQL } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, unique, type AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Mode } from '../../../workflows/contract/channel.ts';
import type { Attention, CheckoutInput, Facts, InvoiceStatus, Status } from '../../../workflows/contract/checkout.ts';
import type { LineItem } from '../../../workflows/contract/requests.ts';
import type { PaymentStatus } from '../../../workflows/rules/payment-status.ts';
import type { ShopCalls } from '../../../workflows/rules/shop-calls.ts';
import { cents, customerKey, time } from './columns.ts';
import type { Customer, LastAnswer, Lightbox, Metadata, RecordedRequest, RecordedResponse, ShopOrder } from '../json-columns.ts';

/** The condition of a partial index, so a query must use the same words. */
export const hasUnresolved = (facts: AnyPgColumn): SQL => sql`(${facts} -> 'unresolved' <> '[]')`;

/** True of a row whose request was sent and is not answered; of one whose answer could not be read as well. The same. */
export const isUnanswered = ({ requestHash, successful, response, inDoubtUntil }: Record<UnansweredColumn, AnyPgColumn>): SQL =>
  sql`(${requestHash} is not null and not ${successful} and (${response} is null or ${inDoubtUntil} is not null))`;

type UnansweredColumn = 'requestHash' | 'successful' | 'response' | 'inDoubtUntil';

/** True of an invoice of which the buyer owes something. The same. */
export const isOutstanding = (outstandingCents: AnyPgColumn): SQL => sql`(${outstandingCents} > 0)`;

/** True of a checkout on which something can be invoiced. The same. */
export const isToInvoice = (toInvoiceCents: AnyPgColumn): SQL => sql`(${toInvoiceCents} > 0)`;

/** When an invoice is due, for an order: one without a date comes last. The same. */
export const dueOrNever = (dueAt: AnyPgColumn): SQL<Date> => sql`coalesce(${dueAt}, 'infinity'::timestamptz)`;

/** The texts of metadata, to be searched: as JSON, but for its quotes and backslashes. */
export const textsIn = (metadata: SQL): SQL =>
  sql`replace(replace(jsonb_path_query_array(${metadata}, '$.*')::text, chr(92) || '"', '"'), chr(92) || chr(92), chr(92))`;

/** One row per attempt to pay one shop order. `facts` is null until the attempt is opened. */
export const checkouts = pgTable(
  'checkouts',
  {
    id: text('id').primaryKey(),
    channel: text('channel').notNull(),
    /** That of its channel when it was stored. Never changes. */
    mode: text('mode').$type<Mode>().notNull(),
    merchantOrderId: text('merchant_order_id').notNull(),
    attempt: integer('attempt').notNull(),
    contentHash: text('content_hash').notNull(),
    input: jsonb('input').$type<CheckoutInput>().notNull(),
    order: jsonb('order').$type<ShopOrder>().notNull(),
    customer: jsonb('customer').$type<Customer>().notNull(),
    metadata: jsonb('metadata').$type<Metadata>().notNull().default({}),
    /** Those of its invoices: by the id of the request that asked for one, and by the id of one at Apruve, which goes before. */
    invoiceMetadata: jsonb('invoice_metadata').$type<Record<string, Metadata>>().notNull().default({}),
    /** The PO number that the buyer typed in the lightbox; the shop's own is in `order`. */
    buyerPoNumber: text('buyer_po_number'),
    /** Who asked for it, as with transactions; null for those of before this was kept. */
    openedBy: text('opened_by'),
    lightbox: jsonb('lightbox').$type<Lightbox>(),
    /** Every secure hash that was ever handed out for this attempt: its orders at Apruve are found by them. */
    secureHashes: text('secure_hashes')
      .array()
      .notNull()
      .default(sql`'{}'::text[]`),
    facts: jsonb('facts').$type<Facts>(),
    version: integer('version').notNull().default(0),
    status: text('status').$type<Status>().notNull().default('awaiting_authorization'),
    paymentStatus: text('payment_status').$type<PaymentStatus>().notNull().default('pending'),
    amountCents: cents('amount_cents').notNull(),
    currency: text('currency').notNull(),
    apruveOrderId: text('apruve_order_id'),
    overdue: boolean('overdue').notNull().default(false),
    attention: jsonb('attention').$type<Attention>(),
    /** Counted beside the process, which does not see the calls that are turned away. */
    shopCalls: jsonb('shop_calls').$type<ShopCalls>(),
    createdAt: time('created_at').notNull().defaultNow(),
    updatedAt: time('updated_at').notNull().defaultNow(),
    completedAt: time('completed_at'),
    /** It has ended, and an invoice of its order is unpaid: reconciliation goes on to look at it. */
    watched: boolean('watched').notNull().default(false),
    /** When what is known of its buyer was erased, last. */
    erasedAt: time('erased_at'),
    /** What can be invoiced now, without the 10 %. */
    toInvoiceCents: cents('to_invoice_cents').notNull().default(0),
    /** The time for that runs out. */
    expiring: boolean('expiring').notNull().default(false),
    /** What is searched for parts of words, a line each. */
    search: text('search').generatedAlwaysAs(
      sql`merchant_order_id || chr(10) || id || chr(10) || coalesce(apruve_order_id, '') || chr(10) || coalesce(customer->>'email', '')
        || chr(10) || coalesce(customer->>'name', '') || chr(10) || coalesce(nullif("order"->>'po_number', ''), buyer_po_number, '')
        || chr(10) || ${textsIn(sql`metadata`)}`,
    ),
  },
  (table) => [
    unique('checkouts_attempt').on(table.channel, table.merchantOrderId, table.attempt),
    // Ascending, and read backwards: a descending index has its nulls elsewhere than an order by it, which then cannot use it.
    index('checkouts_newest').on(table.createdAt, table.id, table.mode),
    // With channel and mode, so that the index alone is enough to count.
    index('checkouts_status').on(table.status, table.createdAt, table.id, table.channel, table.mode),
    index('checkouts_apruve_order').on(table.apruveOrderId),
    index('checkouts_order').on(table.merchantOrderId),
    index('checkouts_customer_email').on(customerKey(table.customer, 'email')),
    index('checkouts_customer_id').on(customerKey(table.customer, 'id')),
    index('checkouts_attention')
      .on(table.createdAt, table.id, table.channel, table.mode)
      .where(sql`${table.attention} is not null`),
    index('checkouts_unresolved').on(table.createdAt, table.id).where(hasUnresolved(table.facts)),
    index('checkouts_overdue')
      .on(table.createdAt, table.id, table.channel, table.mode)
      .where(sql`${table.overdue}`),
    index('checkouts_to_invoice')
      .on(table.channel, table.mode, table.currency, table.toInvoiceCents)
      .where(isToInvoice(table.toInvoiceCents)),
    index('checkouts_expiring')
      .on(table.createdAt, table.id, table.channel, table.mode)
      .where(sql`${table.expiring}`),
    index('checkouts_search').using('gin', sql`${table.search} gin_trgm_ops`),
    index('checkouts_metadata').using('gin', sql`${table.metadata} jsonb_path_ops`),
    index('checkouts_invoiced').using('gin', sql`(${table.facts} -> 'invoices') jsonb_path_ops`),
    index('checkouts_amount').on(table.amountCents, table.id),
    index('checkouts_ended').on(table.completedAt),
    index('checkouts_watched')
      .on(table.id)
      .where(sql`${table.watched}`),
  ],
);

/**
 * The invoices of all checkouts, to list and to sum them: what `facts` of their checkouts say, written in the statement that writes
 * those.
 */
export const invoices = pgTable(
  'invoices',
  {
    /** In the order in which they became known. */
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    checkoutId: text('checkout_id')
      .notNull()
      .references(() => checkouts.id),
    apruveInvoiceId: text('apruve_invoice_id').notNull(),
    channel: text('channel').notNull(),
    mode: text('mode').$type<Mode>().notNull(),
    currency: text('currency').notNull(),
    status: text('status').$type<InvoiceStatus>().notNull(),
    amountCents: cents('amount_cents').notNull(),
    /** What the buyer owes of it. */
    outstandingCents: cents('outstanding_cents').notNull(),
    dueAt: time('due_at'),
    overdue: boolean('overdue').notNull(),
    paidAt: time('paid_at'),
    metadata: jsonb('metadata').$type<Metadata>().notNull().default({}),
    /** What is searched for parts of words, a line each. */
    search: text('search').notNull(),
  },
  (table) => [
    unique('invoices_of_checkout').on(table.checkoutId, table.apruveInvoiceId),
    index('invoices_status').on(table.status, table.id),
    index('invoices_outstanding')
      .on(table.channel, table.mode, table.currency, table.overdue, table.dueAt, table.outstandingCents)
      .where(isOutstanding(table.outstandingCents)),
    index('invoices_due').on(dueOrNever(table.dueAt), table.id),
    index('invoices_overdue')
      .on(table.id)
      .where(sql`${table.overdue}`),
    index('invoices_paid')
      .on(table.paidAt, table.channel, table.mode, table.currency, table.amountCents)
      .where(sql`${table.paidAt} is not null`),
    index('invoices_amount').on(table.amountCents, table.id),
    index('invoices_search').using('gin', sql`${table.search} gin_trgm_ops`),
    index('invoices_metadata').using('gin', sql`${table.metadata} jsonb_path_ops`),
  ],
);

/** Lines that were asked for, by their hash: what crosses Temporal is that. */
export const keptLines = pgTable(
  'kept_lines',
  {
    checkoutId: text('checkout_id')
      .notNull()
      .references(() => checkouts.id),
    id: text('id').notNull(),
    items: jsonb('items').$type<LineItem[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.checkoutId, table.id] })],
);

/** Payment transactions with Oro's meaning; one row per step of a checkout, however often it was retried. */
export const paymentTransactions = pgTable(
  'payment_transactions',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    checkoutId: text('checkout_id')
      .notNull()
      .references(() => checkouts.id),
    step: text('step').notNull(),
    action: text('action').notNull(),
    amountCents: cents('amount_cents').notNull(),
    currency: text('currency').notNull(),
    reference: text('reference'),
    sourceId: bigint('source_id', { mode: 'number' }),
    active: boolean('active').notNull(),
    successful: boolean('successful').notNull(),
    request: jsonb('request').$type<RecordedRequest>(),
    requestHash: text('request_hash'),
    /**
     * Hash of what the caller asked for. It distinguishes a repeat from a conflict, also after the process has ended. Of a mismatch: the
     * content that the order was judged against.
     */
    askedHash: text('asked_hash'),
    /** Identifies a request that had no number of its own: its idempotency key, hashed. */
    requestId: text('request_id'),
    response: jsonb('response').$type<RecordedResponse>(),
    /** Until when a request that left without an answer may still land at Apruve. Null: nothing is in doubt. */
    inDoubtUntil: time('in_doubt_until'),
    /** How often it was tried in vain, and what Apruve last answered then; null: nothing. */
    tries: integer('tries').notNull().default(0),
    lastAnswer: jsonb('last_answer').$type<LastAnswer>(),
    actor: text('actor'),
    /** Why, in the words of whoever asked. */
    note: text('note'),
    /** The lines of a return, which Apruve does not take. */
    lines: jsonb('lines').$type<LineItem[]>(),
    createdAt: time('created_at').notNull().defaultNow(),
    updatedAt: time('updated_at').notNull().defaultNow(),
  },
  (table) => [
    unique('payment_transactions_step').on(table.checkoutId, table.step),
    index('payment_transactions_unanswered').on(table.checkoutId).where(isUnanswered(table)),
    index('payment_transactions_reference').on(table.reference),
  ],
);
