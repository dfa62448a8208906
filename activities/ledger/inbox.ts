import { and, asc, desc, eq, inArray, isNull, lt, sql, type InferSelectModel, type SQL } from 'drizzle-orm';
import type { ApruveEvent, SeenShipment } from '../../workflows/contract/messages.ts';
import { seenShipment } from '../../workflows/rules/shipment-news.ts';
import { announce } from './changes/announcing.ts';
import type { Ledger } from './database.ts';
import { pageOf, type Page } from './page.ts';
import { ofChannels } from './schema/columns.ts';
import { standing, unsettled, webhookEvents } from './schema/index.ts';

export type InboxRow = InferSelectModel<typeof webhookEvents>;

/** A verified event as it goes into the inbox, with the order and invoice that it names. */
export interface IncomingEvent {
  uuid: string;
  channel: string;
  event: string;
  apruveOrderId: string | null;
  apruveInvoiceId: string | null;
  merchantOrderId: string | null;
  body: Record<string, unknown>;
}

/** What is known of an event when it is stored. */
export interface Settled {
  outcome: string;
  checkoutId: string;
}

/**
 * Stores the event, with its outcome where that is known, or counts one more copy of it. Answers the row, which has the outcome of an
 * earlier copy.
 */
export async function storeEvent(db: Ledger, event: IncomingEvent, settled: Settled | null = null): Promise<InboxRow> {
  const [row] = await db
    .insert(webhookEvents)
    .values({ ...event, ...settled, handledAt: settled && sql`now()` })
    .onConflictDoUpdate({
      target: [webhookEvents.uuid, webhookEvents.channel],
      set: { copies: sql`${webhookEvents.copies} + 1` },
    })
    .returning();
  if (row === undefined) throw new Error(`The event ${event.uuid} is neither stored nor there.`);
  announce(db, row);
  return row;
}

/** The events with this uuid in these channels; null: in any. There is one in each channel that has heard of it. */
export async function findEvents(db: Ledger, uuid: string, channels: readonly string[] | null = null): Promise<InboxRow[]> {
  return db
    .select()
    .from(webhookEvents)
    .where(and(eq(webhookEvents.uuid, uuid), ofChannels(webhookEvents.channel, channels)))
    .orderBy(asc(webhookEvents.channel));
}

/** What an event is found by. */
export type EventKey = Pick<InboxRow, 'uuid' | 'channel'>;

const isEvent = ({ uuid, channel }: EventKey): SQL | undefined =>
  and(eq(webhookEvents.uuid, uuid), eq(webhookEvents.channel, channel));

/**
 * Clears the outcome of an event, so that it is handled again. That it was applied or that its order was released stands. Null where
 * there is no such event.
 */
export async function reopenEvent(db: Ledger, event: EventKey): Promise<InboxRow | null> {
  const [row] = await db
    .update(webhookEvents)
    .set({
      outcome: sql`case when ${standing(webhookEvents.outcome)} then ${webhookEvents.outcome} end`,
      handledAt: sql`case when ${standing(webhookEvents.outcome)} then ${webhookEvents.handledAt} end`,
    })
    .where(isEvent(event))
    .returning();
  if (row !== undefined) announce(db, row);
  return row ?? null;
}

/** The filter of a list of events; an absent field filters nothing. */
export interface EventFilter {
  outcome?: string | null | undefined;
  /** The checkout that took it in. */
  checkoutId?: string | undefined;
  /** Of one of these; null: of any. */
  channels?: readonly string[] | null | undefined;
}

/** One page of the inbox, newest first. `outcome: null` lists events without an outcome. */
export async function listEvents(
  db: Ledger,
  filter: EventFilter,
  page: { limit: number; after?: string | undefined },
): Promise<Page<InboxRow>> {
  const { outcome, checkoutId, channels = null } = filter;
  const rows = await db
    .select()
    .from(webhookEvents)
    .where(
      and(
        outcome === undefined ? undefined : outcome === null ? isNull(webhookEvents.outcome) : eq(webhookEvents.outcome, outcome),
        checkoutId === undefined ? undefined : eq(webhookEvents.checkoutId, checkoutId),
        ofChannels(webhookEvents.channel, channels),
        page.after === undefined ? undefined : behind(page.after),
      ),
    )
    .orderBy(desc(webhookEvents.receivedAt), desc(webhookEvents.uuid), desc(webhookEvents.channel))
    .limit(page.limit + 1);
  return pageOf(rows, page.limit, ({ channel, uuid }) => `${channel} ${uuid}`);
}

/** Behind the event of a place in the list: the channel, which has no blank, and the uuid. */
function behind(place: string): SQL {
  const { receivedAt, uuid, channel } = webhookEvents;
  const [ofChannel = '', ...rest] = place.split(' ');
  const last = sql`select received_at, uuid, channel from webhook_events where uuid = ${rest.join(' ')} and channel = ${ofChannel}`;
  return sql`(${receivedAt}, ${uuid}, ${channel}) < (${last})`;
}

/** Records the outcome of events of a channel outside of a step. An event that is settled already keeps its outcome. */
export async function markEvents(
  db: Ledger,
  channel: string,
  uuids: readonly string[],
  { checkoutId, outcome }: { checkoutId: string | null; outcome: string },
): Promise<void> {
  if (uuids.length === 0) return;
  await db
    .update(webhookEvents)
    .set({ outcome, checkoutId, handledAt: sql`now()` })
    .where(and(eq(webhookEvents.channel, channel), inArray(webhookEvents.uuid, [...uuids]), unsettled(webhookEvents.outcome)));
  announce(db, { channel, checkoutId });
}

/** Gives the events that name an order at Apruve and still wait for an outcome this one. */
export async function settleOrderEvents(
  db: Ledger,
  channel: string,
  { orderId, checkoutId, outcome }: { orderId: string; checkoutId: string | null; outcome: string },
): Promise<void> {
  await db
    .update(webhookEvents)
    .set({ outcome, checkoutId, handledAt: sql`now()` })
    .where(and(eq(webhookEvents.channel, channel), eq(webhookEvents.apruveOrderId, orderId), unsettled(webhookEvents.outcome)));
  announce(db, { channel, checkoutId });
}

/** Keeps which order an event is about, where only its invoice has told. */
export async function nameOrder(db: Ledger, event: EventKey, apruveOrderId: string): Promise<void> {
  await db.update(webhookEvents).set({ apruveOrderId }).where(isEvent(event));
}

/** Up to `limit` events without an outcome that were received before `receivedBefore`. */
export async function staleEvents(db: Ledger, receivedBefore: Date, limit: number): Promise<InboxRow[]> {
  return db
    .select()
    .from(webhookEvents)
    .where(and(isNull(webhookEvents.outcome), lt(webhookEvents.receivedAt, receivedBefore)))
    .limit(limit);
}

/**
 * An event as it is signaled to the process: its references alone. A funding comes with its time, because Apruve shows it no more once
 * the invoice is closed. A shipment comes with what the event shows of it, which tells the echo of our own step from news.
 */
export function messageOf({
  uuid,
  event,
  apruveOrderId,
  apruveInvoiceId,
  body,
}: Pick<IncomingEvent, 'uuid' | 'event' | 'apruveOrderId' | 'apruveInvoiceId' | 'body'>): ApruveEvent {
  const createdAt = event === 'invoice.funded' ? Date.parse(String(body['created_at'])) : Number.NaN;
  const shipment = shipmentIn({ event, body });
  return {
    uuid,
    event,
    ...(shipment !== null && { shipment }),
    ...(!Number.isNaN(createdAt) && { at: new Date(createdAt).toISOString() }),
    ...(apruveOrderId !== null && { orderId: apruveOrderId }),
    ...(apruveInvoiceId !== null && { invoiceId: apruveInvoiceId }),
  };
}

/** The shipment that an event is about; null where it is about none, or does not name it. */
export function shipmentIn({ event, body }: Pick<IncomingEvent, 'event' | 'body'>): SeenShipment | null {
  const entity = body['entity'];
  return event.startsWith('shipment.') && typeof entity === 'object' && entity !== null ? seenShipment({ ...entity }) : null;
}
