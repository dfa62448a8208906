import { Context } from '@temporalio/activity';
import type { Facts } from '../../workflows/contract/checkout.ts';
import type { ApruveEvent } from '../../workflows/contract/messages.ts';
import type { OrphanInput, OrphanOutcome } from '../../workflows/contract/orphan.ts';
import type { ReconcileReport } from '../../workflows/contract/reconcile.ts';
import { RETRY_EVENT } from '../../workflows/rules/events.ts';
import { GONE } from '../../workflows/rules/process-trouble.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import type { Apruve } from '../apruve/client.ts';
import { describeCause } from '../apruve/http.ts';
import type { ActivityDeps } from '../deps.ts';
import { toFailure } from '../step/failures.ts';
import { abandonUnopened } from '../ledger/attempts.ts';
import { findLatestAttempt, pageOfRecentCheckouts, type CheckoutRow } from '../ledger/checkouts.ts';
import { queryFailure } from '../ledger/database.ts';
import { showOnProcesses } from '../ledger/process-attention.ts';
import { findOrphans } from '../orders/find-orphans.ts';
import { releaseOrphan } from '../orders/orphans.ts';
import { differences, invoiceDifferences } from './differences.ts';
import { tell } from './telling.ts';

const PAGE = 20;
/** Apruve documents no rate limit; this pause leaves room for requests that shops wait for. */
const PAUSE_BETWEEN_MS = 100;
const LOOK_BACK_MS = 30 * 86_400_000;
const EVENT_AGE_MS = 60_000;

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
    if (isFinal(row.status)) await reconcileEnded(deps, apruve, row, report);
    else await reconcileOpen(deps, apruve, row, report);
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
    await showOnProcesses(deps.db, [row.id], GONE, deps.clock());
    report.unrepaired.push({ checkoutId: row.id, why: 'it is open and has no running process' });
    return;
  }
  const differ = (known: Facts): Promise<ApruveEvent[]> => differences(apruve, known, `reconcile-${row.id}-${row.version}`);
  report.told += await tell(deps, row, await differ(facts), (event) => deps.workflows.signalEvent(row.id, event), differ);
}

/** What others made of the invoices of an order after its checkout had ended is taken in; a step that waits for a person is tried again. */
async function reconcileEnded(deps: ActivityDeps, apruve: Apruve, row: CheckoutRow, report: ReconcileReport): Promise<void> {
  const { facts } = row;
  const orderId = facts?.order?.id;
  if (facts === null || orderId === undefined) return;
  const name = `reconcile-${row.id}-${row.version}`;
  const differ = (known: Facts): Promise<ApruveEvent[]> => invoiceDifferences(apruve, known, orderId, name);
  const send = async (event: ApruveEvent): Promise<true> => {
    await deps.workflows.signalAfterEnd(row, event);
    return true;
  };
  report.told += await tell(deps, row, await differ(facts), send, differ);
  if (facts.unresolved.length > 0) await deps.workflows.signalAfterEnd(row, { uuid: `${name}-retry`, event: RETRY_EVENT });
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
