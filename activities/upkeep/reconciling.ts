import { Context } from '@temporalio/activity';
import type { OrphanInput, OrphanOutcome } from '../../workflows/contract/orphan.ts';
import type { ReconcileReport } from '../../workflows/contract/reconcile.ts';
import { isOfAnother, lookFor } from '../../workflows/rules/events.ts';
import { longHistoryIn } from '../../workflows/rules/attention.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import type { Apruve } from '../apruve/client.ts';
import { describeCause } from '../apruve/http.ts';
import type { ActivityDeps } from '../deps.ts';
import { toFailure } from '../step/failures.ts';
import { abandonUnopened } from '../ledger/attempts.ts';
import { findLatestAttempt, pageOfRecentCheckouts, type CheckoutRow } from '../ledger/checkouts.ts';
import { queryFailure } from '../ledger/database.ts';
import { findEventCheckout } from '../ledger/event-matching.ts';
import { messageOf, staleEvents, type InboxRow, markEvents } from '../ledger/inbox.ts';
import { unsentCheckouts } from '../ledger/outbox.ts';
import { findOrphans } from '../orders/find-orphans.ts';
import { releaseOrphan } from '../orders/orphans.ts';
import { applyAfterEnd } from './after-end.ts';
import { differences } from './differences.ts';

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
    await releaseOrphans(deps, row, report);
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
  const long = longHistoryIn(facts);
  if (long !== undefined) report.unrepaired.push({ checkoutId: row.id, why: long.message });
  for (const event of await differences(apruve, facts, `reconcile-${row.id}-${row.version}`)) {
    if (await deps.workflows.signalEvent(row.id, event)) report.told += 1;
  }
}

/** Ends an attempt whose process never began: the shop had no answer, and its next call makes a new attempt. */
async function endUnopened({ db, clock }: ActivityDeps, row: CheckoutRow): Promise<void> {
  const now = clock();
  if (row.createdAt < before(now, EVENT_AGE_MS)) await abandonUnopened(db, row, now);
}

/**
 * Releases the orders with this number that no checkout needs, once per number: second tabs, old carts, late ones. Only what has been
 * released is counted. What Apruve refuses to cancel is reported. One that cannot be decided now is left to a process of its own.
 */
async function releaseOrphans(deps: ActivityDeps, row: CheckoutRow, report: ReconcileReport): Promise<void> {
  const { id, channel, merchantOrderId } = row;
  if ((await findLatestAttempt(deps.db, channel, merchantOrderId))?.id !== id) return;
  for (const orderId of await findOrphans(deps, { channel, merchantOrderId })) {
    Context.current().heartbeat();
    const outcome = await releaseNow(deps, { channel, orderId });
    if (outcome === 'released') report.released += 1;
    if (outcome !== 'refused') continue;
    const why = `Apruve refuses to cancel ${orderId}, an order that no checkout needs: its payment transactions have Apruve's words`;
    report.unrepaired.push({ checkoutId: id, why });
  }
}

async function releaseNow(deps: ActivityDeps, orphan: OrphanInput): Promise<OrphanOutcome | null> {
  try {
    return await releaseOrphan(deps, orphan);
  } catch (error) {
    if (queryFailure(error) !== null) throw error;
    await deps.workflows.releaseOrder(orphan);
    return null;
  }
}

/** Signals events that have had no outcome for a while; answers how many got one. */
export async function sweepInbox(deps: ActivityDeps): Promise<number> {
  const { db, clock } = deps;
  const now = clock();
  const waiting = await staleEvents(db, before(now, EVENT_AGE_MS), SWEEP);
  let settled = 0;
  for (const event of waiting) {
    const checkout = await findEventCheckout(db, event);
    const outcome =
      checkout === null ? await passOnUnknown(deps.workflows, event, now) : await signalWaiting(deps, checkout, event);
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
 * later is read at Apruve whatever the inbox says. `payment_term.accepted` has no order number: its order is read, which tells whose
 * it is, and the event gets its outcome then.
 */
async function passOnUnknown(workflows: ActivityDeps['workflows'], event: InboxRow, now: Date): Promise<string | null> {
  const { channel, apruveOrderId } = event;
  if (event.event !== 'payment_term.accepted' || apruveOrderId === null) return foreignAfterADay(event, now);
  await workflows.releaseOrder({ channel, orderId: apruveOrderId });
  return null;
}

const foreignAfterADay = ({ receivedAt }: InboxRow, now: Date): string | null =>
  receivedAt < before(now, FOREIGN_AFTER_MS) ? 'not-ours' : null;

async function signalWaiting(deps: ActivityDeps, checkout: CheckoutRow, event: InboxRow): Promise<string | null> {
  const { id, status, facts, channel } = checkout;
  const message = messageOf(event);
  if (isOfAnother({ status, facts }, message)) {
    await deps.workflows.releaseOrder({ channel, orderId: message.orderId ?? '' });
    return null;
  }
  if (isFinal(status)) return applyAfterEnd(deps, checkout, message);
  if (facts !== null && lookFor(facts, message) === 'nothing') return 'no-news';
  return (await deps.workflows.signalEvent(id, message)) ? 'signaled' : null;
}
