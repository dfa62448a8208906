import { Context } from '@temporalio/activity';
import type { Facts } from '../../workflows/contract/checkout.ts';
import type { ApruveEvent } from '../../workflows/contract/messages.ts';
import type { ReconcileReport } from '../../workflows/contract/reconcile.ts';
import { unknownStatus } from '../../workflows/rules/attention.ts';
import { lookFor } from '../../workflows/rules/events.ts';
import { sum } from '../../workflows/rules/money.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import type { Apruve } from '../apruve/client.ts';
import { requests } from '../apruve/requests.ts';
import { isUnknown, type ApruveInvoice, type ApruveOrder } from '../apruve/entities.ts';
import { describeCause } from '../apruve/http.ts';
import type { ActivityDeps } from '../deps.ts';
import { toFailure } from '../step/failures.ts';
import { abandonUnopened } from '../ledger/attempts.ts';
import { pageOfRecentCheckouts, type CheckoutRow } from '../ledger/checkouts.ts';
import { queryFailure, type Ledger } from '../ledger/database.ts';
import { findEventCheckout } from '../ledger/event-matching.ts';
import { messageOf, staleEvents, type InboxRow, markEvents } from '../ledger/inbox.ts';
import { unsentCheckouts } from '../ledger/outbox.ts';
import { applyAfterEnd } from './after-end.ts';
import { orphanInvoices, wasRefused } from '../orders/orphans.ts';
import { findPlaced, sentOrder } from '../orders/placed-orders.ts';

const PAGE = 20;
/** Rows per sweep. */
const SWEEP = 500;
/** Apruve documents no rate limit; this pause leaves room for requests that shops wait for. */
const PAUSE_BETWEEN_MS = 100;
const LOOK_BACK_MS = 30 * 86_400_000;
const EVENT_AGE_MS = 60_000;
const FOREIGN_AFTER_MS = 86_400_000;

const before = (time: Date, ms: number): Date => new Date(time.getTime() - ms);

/**
 * Compares one page of checkouts with Apruve: open ones, and those that ended in the last 30 days, which may have orphans. A process
 * is signaled only where something differs. An attempt that never began is ended. A checkout without a running process, or one that
 * cannot be read, is reported. `after` is the last id of the page before.
 */
export async function reconcilePage(deps: ActivityDeps, after: string): Promise<ReconcileReport> {
  try {
    const page = await pageOfRecentCheckouts(deps.db, before(deps.clock(), LOOK_BACK_MS), after, PAGE);
    const report: ReconcileReport = { looked: page.length, told: 0, released: 0, unrepaired: [], next: null };
    for (const row of page) {
      Context.current().heartbeat();
      await reconcileRow(deps, row, report);
      await Context.current().sleep(PAUSE_BETWEEN_MS);
    }
    const last = page.at(-1);
    return { ...report, next: page.length === PAGE && last !== undefined ? last.id : null };
  } catch (error) {
    throw toFailure(error);
  }
}

/** Reports a checkout that cannot be read, and goes on with the next. Only a failing ledger fails the page. */
async function reconcileRow(deps: ActivityDeps, row: CheckoutRow, report: ReconcileReport): Promise<void> {
  try {
    const { apruve } = await deps.channel(row.channel);
    if (!isFinal(row.status)) await reconcileOpen(deps, apruve, row, report);
    await releaseOrphans(deps, apruve, row, report);
  } catch (error) {
    if (queryFailure(error) !== null) throw error;
    report.unrepaired.push({ checkoutId: row.id, why: describeCause(error) });
  }
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

/** Ends an attempt whose process never began: the shop had no answer, and its next call makes a new attempt. */
async function endUnopened({ db, clock }: ActivityDeps, row: CheckoutRow): Promise<void> {
  const now = clock();
  if (row.createdAt < before(now, EVENT_AGE_MS)) await abandonUnopened(db, row, now);
}

/** Events that make the process read what differs between Apruve and its facts. */
async function differences(apruve: Apruve, facts: Facts, name: string): Promise<ApruveEvent[]> {
  if (facts.order === null) return [];
  const orderId = facts.order.id;
  const [order, invoices] = await Promise.all([
    apruve.send(requests.getOrder(orderId)),
    apruve.send(requests.listInvoices(orderId)),
  ]);
  const events: ApruveEvent[] = [];
  const moved = (order.data.expire_at ?? null) !== facts.order.expireAt;
  if (hasMoved(facts, order.data, facts.order.status) || moved)
    events.push({ uuid: `${name}-order`, event: 'reconcile.order', orderId });
  for (const { id, status } of invoices.data) {
    const known = facts.invoices.find((invoice) => invoice.id === id);
    const returned =
      known === undefined ? 0 : sum((await apruve.send(requests.listReturns(id))).data.map(({ amount_cents }) => amount_cents));
    if (known === undefined || hasMoved(facts, { id, status }, known.status) || known.returnedCents !== returned) {
      events.push({ uuid: `${name}-${id}`, event: 'reconcile.invoice', orderId, invoiceId: id });
    }
  }
  return events;
}

/** True where Apruve shows another status than the process knows, or one by an unknown word that it has not shown yet. */
const hasMoved = (
  { attentions }: Facts,
  { id, status }: Pick<ApruveOrder | ApruveInvoice, 'id' | 'status'>,
  known: string,
): boolean => (isUnknown(status) ? !attentions.some(({ step }) => step === unknownStatus(id, status).step) : status !== known);

/**
 * Releases orders that carry a hash of the checkout, that it has not adopted and that hold something: second tabs, old carts, late
 * ones. While the checkout waits for its first order, any of them may be the one. What Apruve refused to cancel is reported and not
 * tried again.
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
    const { data } = await apruve.send(requests.findOrders(row.merchantOrderId, hash));
    for (const order of data) if (await isOrphan(apruve, order, row, needed)) orphans.add(order.id);
  }
  const sent = row.input.offline === undefined ? null : await sentOrder(db, row.id);
  for (const { data } of sent === null ? [] : await findPlaced(apruve, sent))
    if (await isOrphan(apruve, data, row, needed)) orphans.add(data.id);
  return orphans;
}

/** An order that Apruve has canceled is an orphan only if the checkout never had it, and for the invoices that are left on it. */
async function isOrphan(apruve: Apruve, order: ApruveOrder, row: CheckoutRow, needed: string | null): Promise<boolean> {
  if (order.status !== 'canceled') return order.id !== needed;
  return order.id !== row.apruveOrderId && (await orphanInvoices(apruve, order)) !== null;
}

/** Signals events that have had no outcome for a while; answers how many got one. */
export async function sweepInbox(deps: ActivityDeps): Promise<number> {
  const { db, clock } = deps;
  const now = clock();
  const waiting = await staleEvents(db, before(now, EVENT_AGE_MS), SWEEP);
  let settled = 0;
  for (const event of waiting) {
    const checkout = await findEventCheckout(db, event);
    const outcome = checkout === null ? foreignAfterADay(event, now) : await passOn(deps, checkout, messageOf(event));
    if (outcome === null) continue;
    await markEvents(db, checkout?.id ?? null, [event.uuid], outcome);
    settled += 1;
  }
  return settled;
}

/** Wakes the senders of notifications that have waited for a while without an attempt; answers for how many checkouts. */
export async function sweepOutbox({ db, clock, workflows }: ActivityDeps): Promise<number> {
  const waiting = await unsentCheckouts(db, clock(), EVENT_AGE_MS, SWEEP);
  for (const checkoutId of waiting) await workflows.wakeNotifications(checkoutId);
  return waiting.length;
}

/**
 * An event that no checkout has matched within a day belongs to another program. Nothing is lost, because an order that is adopted
 * later is read at Apruve whatever the inbox says.
 */
const foreignAfterADay = ({ receivedAt }: InboxRow, now: Date): string | null =>
  receivedAt < before(now, FOREIGN_AFTER_MS) ? 'not-ours' : null;

async function passOn(deps: ActivityDeps, checkout: CheckoutRow, message: ApruveEvent): Promise<string | null> {
  const { id, status, facts } = checkout;
  if (isFinal(status)) return applyAfterEnd(deps, checkout, message);
  if (facts !== null && lookFor(facts, message) === 'nothing') return 'no-news';
  return (await deps.workflows.signalEvent(id, message)) ? 'signaled' : null;
}
