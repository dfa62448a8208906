import { and, asc, eq, or, sql, type SQL } from 'drizzle-orm';
import type { ApruveEvent } from '../../workflows/contract/messages.ts';
import type { StepContext } from '../../workflows/contract/step-context.ts';
import { lookFor } from '../../workflows/rules/events.ts';
import type { CheckoutRow } from './checkouts.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { advance } from '../../workflows/rules/facts.ts';
import type { Ledger } from './database.ts';
import { markEvents, messageOf, shipmentIn, type IncomingEvent } from './inbox.ts';
import { checkouts, paymentTransactions, unsettled, webhookEvents } from './schema/index.ts';

/** What a step has just recorded: events that name it may have been waiting for it. */
export interface References {
  orderId?: string;
  invoiceId?: string;
}

/**
 * The events that were waiting for these references and still call for a look at Apruve. Events that say nothing new are settled at
 * once. A step calls this after it has committed a reference. The receiver commits an event before it looks for the reference, so
 * one of the two always sees the other.
 */
export async function waitingEventsFor(
  db: Ledger,
  ctx: StepContext,
  newFacts: readonly Fact[],
  references: References,
): Promise<ApruveEvent[]> {
  const rows = await unsettledEvents(db, ctx.channel, references);
  if (rows.length === 0) return [];
  const facts = advance(ctx.facts, [...newFacts, ...ctx.onSuccess], ctx.at, ctx.version);
  const old = rows.filter((row) => lookFor(facts, messageOf(row)) === 'nothing');
  await markEvents(
    db,
    ctx.channel,
    old.map(({ uuid }) => uuid),
    { checkoutId: ctx.checkoutId, outcome: 'no-news' },
  );
  return rows.filter((row) => row.outcome === null && !old.includes(row)).map(messageOf);
}

/** The unsettled events that name these references: without an outcome, or signaled to the process. */
export function unsettledEvents(db: Ledger, channel: string, { orderId, invoiceId }: References) {
  const about = [
    ...(orderId === undefined ? [] : [eq(webhookEvents.apruveOrderId, orderId)]),
    ...(invoiceId === undefined ? [] : [eq(webhookEvents.apruveInvoiceId, invoiceId)]),
  ];
  return db
    .select({
      uuid: webhookEvents.uuid,
      event: webhookEvents.event,
      apruveOrderId: webhookEvents.apruveOrderId,
      apruveInvoiceId: webhookEvents.apruveInvoiceId,
      outcome: webhookEvents.outcome,
      body: webhookEvents.body,
    })
    .from(webhookEvents)
    .where(and(eq(webhookEvents.channel, channel), unsettled(webhookEvents.outcome), or(...about)))
    .orderBy(asc(webhookEvents.receivedAt));
}

/**
 * The checkout that an event is about: by its order at Apruve, by its invoice or shipment at Apruve, or by the shop's order number, of
 * which the newest attempt counts. Null where it names none of our checkouts; the event then waits to be matched.
 */
export async function findEventCheckout(db: Ledger, event: IncomingEvent): Promise<CheckoutRow | null> {
  const { channel, apruveOrderId, apruveInvoiceId, merchantOrderId } = event;
  const ways = [
    apruveOrderId === null ? null : newestWhere(channel, eq(checkouts.apruveOrderId, apruveOrderId)),
    byReference(channel, apruveInvoiceId),
    byReference(channel, shipmentIn(event)?.id ?? null),
    merchantOrderId === null ? null : newestWhere(channel, eq(checkouts.merchantOrderId, merchantOrderId)),
  ].filter((way) => way !== null);
  if (ways.length === 0) return null;
  const ranked = ways.map((way, rank) => sql`(select way.id, ${sql.raw(String(rank))} as rank from (${way}) way)`);
  const first = sql`(select found.id from (${sql.join(ranked, sql` union all `)}) found order by found.rank limit 1)`;
  const [row] = await db
    .select()
    .from(checkouts)
    .where(sql`${checkouts.id} = ${first}`);
  return row ?? null;
}

const newestWhere = (channel: string, isNamed: SQL): SQL =>
  sql`select ${checkouts.id} from ${checkouts} where ${checkouts.channel} = ${channel} and ${isNamed}
    order by ${checkouts.attempt} desc limit 1`;

/** Invoices and shipments have rows that name them. */
const byReference = (channel: string, reference: string | null): SQL | null =>
  reference === null
    ? null
    : sql`select ${checkouts.id} from ${paymentTransactions} join ${checkouts} on ${checkouts.id} = ${paymentTransactions.checkoutId}
        where ${paymentTransactions.reference} = ${reference} and ${checkouts.channel} = ${channel} limit 1`;
