import { Context } from '@temporalio/activity';
import { and, asc, DrizzleQueryError, gt, gte, isNull, lt, or } from 'drizzle-orm';
import type { Facts } from '../../workflows/contract/checkout.ts';
import type { ApruveEvent } from '../../workflows/contract/messages.ts';
import type { ReconcileReport } from '../../workflows/contract/reconcile.ts';
import { lookFor } from '../../workflows/rules/events.ts';
import { sum } from '../../workflows/rules/money.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import type { Apruve } from '../apruve/client.ts';
import type { ApruveOrder } from '../apruve/entities.ts';
import { describeCause } from '../apruve/http.ts';
import type { ActivityDeps } from '../deps.ts';
import { toFailure } from '../step/failures.ts';
import { abandonUnopened, type CheckoutRow } from '../ledger/attempts.ts';
import type { Ledger } from '../ledger/database.ts';
import { findEventCheckout, messageOf, type InboxRow } from '../ledger/inbox.ts';
import { unsentCheckouts } from '../ledger/outbox.ts';
import { checkouts, webhookEvents } from '../ledger/schema.ts';
import { orphanInvoices, wasRefused } from '../orders/orphans.ts';
import { findPlaced, sentOrder } from '../orders/placed-orders.ts';
import { markEvents } from '../ledger/waiting-events.ts';

const PAGE = 20;
/** Apruve tells no rate limit; ours leaves room for what the shops are waiting for. */
const PAUSE_BETWEEN_MS = 100;
const LOOK_BACK_MS = 30 * 86_400_000;
const EVENT_AGE_MS = 60_000;
const FOREIGN_AFTER_MS = 86_400_000;

/**
 * Looks at one page of checkouts as Apruve shows them: open ones, and for orphans those that ended in the last 30 days too.
 * Processes are told only where something differs; an attempt that never began is ended, any other without a running
 * process, or that cannot be read, is reported. `after` is the last id seen.
 */
export async function reconcilePage(deps: ActivityDeps, after: string): Promise<ReconcileReport> {
  try {
    const page = await pageOf(deps, after);
    const report: ReconcileReport = { looked: page.length, told: 0, released: 0, unrepaired: [], next: null };
    for (const row of page) {
      Context.current().heartbeat();
      await reconcileRow(deps, row, report);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_BETWEEN_MS));
    }
    const last = page.at(-1);
    return { ...report, next: page.length === PAGE && last !== undefined ? last.id : null };
  } catch (error) {
    throw toFailure(error);
  }
}

/** One checkout that cannot be read is reported, and keeps no other from being looked at. Only the ledger is needed for all. */
async function reconcileRow(deps: ActivityDeps, row: CheckoutRow, report: ReconcileReport): Promise<void> {
  try {
    const { apruve } = await deps.channel(row.channel);
    if (!isFinal(row.status)) await reconcileOpen(deps, apruve, row, report);
    await releaseOrphans(deps, apruve, row, report);
  } catch (error) {
    if (error instanceof DrizzleQueryError) throw error;
    report.unrepaired.push({ checkoutId: row.id, why: describeCause(error) });
  }
}

function pageOf({ db }: ActivityDeps, after: string): Promise<CheckoutRow[]> {
  const lately = gte(checkouts.completedAt, new Date(Date.now() - LOOK_BACK_MS));
  return db
    .select()
    .from(checkouts)
    .where(and(gt(checkouts.id, after), or(isNull(checkouts.completedAt), lately)))
    .orderBy(asc(checkouts.id))
    .limit(PAGE);
}

async function reconcileOpen(deps: ActivityDeps, apruve: Apruve, row: CheckoutRow, report: ReconcileReport): Promise<void> {
  const { facts } = row;
  const running = await deps.workflows.isRunning(row.id);
  if (facts === null && running) return;
  if (facts === null) return endUnopened(deps, row);
  if (!running) {
    report.unrepaired.push({ checkoutId: row.id, why: 'it is open and has no running process' });
    return;
  }
  for (const event of await differences(apruve, facts, `reconcile-${row.id}-${row.version}`)) {
    if (await deps.workflows.signalEvent(row.id, event)) report.told += 1;
  }
}

/** An attempt that was stored and whose process never began: the shop had no answer, and its next try is a new attempt. */
async function endUnopened({ db }: ActivityDeps, row: CheckoutRow): Promise<void> {
  if (row.createdAt.getTime() < Date.now() - EVENT_AGE_MS) await abandonUnopened(db, row, new Date());
}

/** What Apruve shows otherwise than the facts do, as events that make the process look there. */
async function differences(apruve: Apruve, facts: Facts, name: string): Promise<ApruveEvent[]> {
  if (facts.order === null) return [];
  const orderId = facts.order.id;
  const [order, invoices] = await Promise.all([apruve.getOrder(orderId), apruve.listInvoices(orderId)]);
  const events: ApruveEvent[] = [];
  const moved = (order.data.expire_at ?? null) !== facts.order.expireAt;
  if (order.data.status !== facts.order.status || moved)
    events.push({ uuid: `${name}-order`, event: 'reconcile.order', orderId });
  for (const { id, status } of invoices.data) {
    const known = facts.invoices.find((invoice) => invoice.id === id);
    const returned = known === undefined ? 0 : sum((await apruve.listReturns(id)).data.map(({ amount_cents }) => amount_cents));
    if (known === undefined || known.status !== status || known.returnedCents !== returned) {
      events.push({ uuid: `${name}-${id}`, event: 'reconcile.invoice', orderId, invoiceId: id });
    }
  }
  return events;
}

/**
 * Orders with a hash of ours beside the one that the checkout has adopted, which hold something: second tabs, old carts, what
 * came after its end. While it waits for its first one, any may still be it. One that Apruve has refused to cancel is not asked for again.
 */
async function releaseOrphans(deps: ActivityDeps, apruve: Apruve, row: CheckoutRow, report: ReconcileReport): Promise<void> {
  const needed = isFinal(row.status) && row.status !== 'paid' ? null : row.apruveOrderId;
  if (needed === null && !isFinal(row.status)) return;
  const { unknownOutcomeWaitMs } = row.input.policy;
  for (const orderId of await orphansOf(deps.db, apruve, row, needed)) {
    if (await wasRefused(deps.db, apruve, row, orderId)) {
      const why = `Apruve refuses to cancel ${orderId}, an order that no checkout needs: its payment transactions have Apruve's words`;
      report.unrepaired.push({ checkoutId: row.id, why });
      continue;
    }
    await deps.workflows.releaseOrder({ channel: row.channel, orderId, unknownOutcomeWaitMs });
    report.released += 1;
  }
}

async function orphansOf(db: Ledger, apruve: Apruve, row: CheckoutRow, needed: string | null): Promise<Set<string>> {
  const orphans = new Set<string>();
  for (const hash of row.secureHashes) {
    const { data } = await apruve.findOrders(row.merchantOrderId, hash);
    for (const order of data) if (await isOrphan(apruve, order, row, needed)) orphans.add(order.id);
  }
  const sent = row.input.offline === undefined ? null : await sentOrder(db, row.id);
  for (const { data } of sent === null ? [] : await findPlaced(apruve, sent))
    if (await isOrphan(apruve, data, row, needed)) orphans.add(data.id);
  return orphans;
}

/** Of orders that Apruve has canceled only one that the checkout has never had can be, for the invoices that are left on it. */
async function isOrphan(apruve: Apruve, order: ApruveOrder, row: CheckoutRow, needed: string | null): Promise<boolean> {
  if (order.status !== 'canceled') return order.id !== needed;
  return order.id !== row.apruveOrderId && (await orphanInvoices(apruve, order)) !== null;
}

/** Passes on the events of the inbox that nobody has dealt with for a while; answers how many got an outcome. */
export async function sweepInbox({ db, workflows }: ActivityDeps): Promise<number> {
  const old = lt(webhookEvents.receivedAt, new Date(Date.now() - EVENT_AGE_MS));
  const waiting = await db
    .select()
    .from(webhookEvents)
    .where(and(isNull(webhookEvents.outcome), old))
    .limit(500);
  let settled = 0;
  for (const event of waiting) {
    const checkout = await findEventCheckout(db, event);
    const outcome = checkout === null ? foreignAfterADay(event) : await passOn(workflows, checkout, messageOf(event));
    if (outcome === null) continue;
    await markEvents(db, checkout?.id ?? null, [event.uuid], outcome);
    settled += 1;
  }
  return settled;
}

/** Wakes the senders of notifications that have been waiting without a try for a while; answers for how many checkouts. */
export async function sweepOutbox({ db, workflows }: ActivityDeps): Promise<number> {
  const waiting = await unsentCheckouts(db, new Date(Date.now() - EVENT_AGE_MS), 500);
  for (const checkoutId of waiting) await workflows.wakeNotifications(checkoutId);
  return waiting.length;
}

/**
 * What nobody here has asked for in a day is another program's. Nothing is lost by it: an order that is adopted later is read
 * at Apruve whatever the inbox says.
 */
const foreignAfterADay = ({ receivedAt }: InboxRow): string | null =>
  receivedAt.getTime() < Date.now() - FOREIGN_AFTER_MS ? 'not-ours' : null;

async function passOn(
  workflows: ActivityDeps['workflows'],
  { id, status, facts }: CheckoutRow,
  message: ApruveEvent,
): Promise<string | null> {
  if (isFinal(status)) return 'late';
  if (facts !== null && lookFor(facts, message) === 'nothing') return 'no-news';
  return (await workflows.signalEvent(id, message)) ? 'signaled' : null;
}
