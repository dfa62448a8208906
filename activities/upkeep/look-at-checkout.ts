import { Context } from '@temporalio/activity';
import type { Facts } from '../../workflows/contract/checkout.ts';
import type { ApruveEvent } from '../../workflows/contract/messages.ts';
import type { OrphanInput, OrphanOutcome } from '../../workflows/contract/orphan.ts';
import { isUnpaid } from '../../workflows/rules/credit.ts';
import { RETRY_EVENT } from '../../workflows/rules/events.ts';
import { GONE } from '../../workflows/rules/process-trouble.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import type { Apruve } from '../apruve/client.ts';
import type { ApruveOrder } from '../apruve/entities.ts';
import { listAllOrders } from '../apruve/pages.ts';
import { requests } from '../apruve/requests.ts';
import type { ActivityDeps } from '../deps.ts';
import { abandonUnopened } from '../ledger/attempts.ts';
import { findLatestAttempt, type CheckoutRow } from '../ledger/checkouts.ts';
import { queryFailure } from '../ledger/database.ts';
import { showOnProcesses } from '../ledger/process-attention.ts';
import type { Look } from '../ledger/reconciliation.ts';
import { orphansAmong } from '../orders/find-orphans.ts';
import { releaseOrphan } from '../orders/orphans.ts';
import { differences, invoiceDifferences, orderDifferences } from './differences.ts';
import { tell } from './telling.ts';

/** A checkout that is looked at, and what is known of it already. */
export interface Subject {
  row: CheckoutRow;
  /** Temporal runs its process. */
  isRunning: boolean;
  /** Apruve's list of all orders has just shown that there is no news of its orders, so they are not asked for. */
  isOrderKnown: boolean;
  /** What others make of its invoices without any change of theirs is read as well. */
  follow: boolean;
}

const UNOPENED_AGE_MS = 60_000;

/** A look that has seen nothing yet. */
export const newLook = (): Look => ({ told: 0, released: 0, unrepaired: [], followed: false });

/**
 * Compares one checkout with Apruve, and has repaired what differs. Rejects where Apruve or its channel cannot be read; `look` has what
 * was done until then.
 */
export async function lookAtCheckout(deps: ActivityDeps, listed: Subject, look = newLook()): Promise<Look> {
  const { isLatest, ...subject } = await asItIsNow(deps, listed);
  const { row } = subject;
  const { apruve } = await deps.channel(row.channel);
  const orders = isLatest && !subject.isOrderKnown ? (await listAllOrders(apruve, row.merchantOrderId)).data : null;
  if (isFinal(row.status)) await lookAtEnded(deps, apruve, subject, look);
  else await lookAtOpen(deps, apruve, subject, orders, look);
  if (orders !== null) await releaseOrphans(deps, row, await orphansAmong(deps, apruve, row, orders), look);
  look.followed = subject.follow;
  return look;
}

/**
 * Checkouts go on while their page waits for its turn: what they have taken in meanwhile is no news. Temporal is asked before the ledger,
 * which has the end of a process that runs no more.
 */
async function asItIsNow(
  { db, workflows }: ActivityDeps,
  { row, isRunning, ...known }: Subject,
): Promise<Subject & { isLatest: boolean }> {
  const runs = isRunning || (!isFinal(row.status) && (await workflows.isRunning(row.id)));
  const latest = await findLatestAttempt(db, row.channel, row.merchantOrderId);
  const isLatest = latest?.id === row.id;
  return { ...known, row: isLatest ? latest : row, isRunning: runs, isLatest };
}

async function lookAtOpen(
  deps: ActivityDeps,
  apruve: Apruve,
  subject: Subject,
  orders: readonly ApruveOrder[] | null,
  look: Look,
): Promise<void> {
  const { row, isRunning } = subject;
  const { facts } = row;
  if (facts === null && isRunning) return;
  if (facts === null) return endUnopened(deps, row);
  if (!isRunning) {
    await showOnProcesses(deps.db, [row.id], GONE, deps.clock());
    look.unrepaired.push('it is open and has no running process');
    return;
  }
  const name = nameOf(row);
  const events = [
    ...(await newsOfOrder(apruve, facts, subject, orders, name)),
    ...(await newsOfInvoices(apruve, facts, subject, name)),
  ];
  const send = (event: ApruveEvent): Promise<boolean> => deps.workflows.signalEvent(row.id, event);
  look.told = await tell(deps, row, events, send, (known) => differences(apruve, known, name));
}

const nameOf = ({ id, version }: CheckoutRow): string => `reconcile-${id}-${version}`;

/** The order is among those with its number, unless somebody has changed that at Apruve. */
async function newsOfOrder(
  apruve: Apruve,
  facts: Facts,
  { isOrderKnown }: Subject,
  orders: readonly ApruveOrder[] | null,
  name: string,
): Promise<ApruveEvent[]> {
  const { order } = facts;
  if (order === null || isOrderKnown) return [];
  const shown = orders?.find(({ id }) => id === order.id) ?? (await apruve.send(requests.getOrder(order.id))).data;
  return orderDifferences(facts, shown, name);
}

/** What is still to be paid can change at any moment; the rest only where a colleague makes something at Apruve. */
async function newsOfInvoices(apruve: Apruve, facts: Facts, { follow }: Subject, name: string): Promise<ApruveEvent[]> {
  if (facts.order === null || !(follow || facts.invoices.some(isUnpaid))) return [];
  return invoiceDifferences(apruve, facts, facts.order.id, name, follow);
}

/** What others made of the invoices of an order after its checkout had ended is taken in; a step that waits for a person is tried again. */
async function lookAtEnded(deps: ActivityDeps, apruve: Apruve, subject: Subject, look: Look): Promise<void> {
  const { row } = subject;
  const { facts } = row;
  const orderId = facts?.order?.id;
  if (facts === null || orderId === undefined) return;
  const name = nameOf(row);
  const send = async (event: ApruveEvent): Promise<true> => {
    await deps.workflows.signalAfterEnd(row, event);
    return true;
  };
  const events = await newsOfInvoices(apruve, facts, subject, name);
  look.told = await tell(deps, row, events, send, (known) => invoiceDifferences(apruve, known, orderId, name));
  if (facts.unresolved.length > 0) await send({ uuid: `${name}-retry`, event: RETRY_EVENT });
}

/** Ends an attempt whose process never began: the shop had no answer, and its next call makes a new attempt. */
async function endUnopened({ db, clock }: ActivityDeps, row: CheckoutRow): Promise<void> {
  const now = clock();
  if (now.getTime() - row.createdAt.getTime() > UNOPENED_AGE_MS) await abandonUnopened(db, row, now);
}

/**
 * Releases the orders with this number that no checkout needs: second tabs, old carts, late ones. Only what has been released is
 * counted. What Apruve refuses to cancel is reported. One that cannot be decided now is left to a process of its own.
 */
async function releaseOrphans(
  deps: ActivityDeps,
  { channel }: CheckoutRow,
  orphans: readonly string[],
  look: Look,
): Promise<void> {
  for (const orderId of orphans) {
    Context.current().heartbeat();
    const outcome = await releaseNow(deps, { channel, orderId });
    if (outcome === 'released') look.released += 1;
    if (outcome === 'refused')
      look.unrepaired.push(
        `Apruve refuses to cancel ${orderId}, an order that no checkout needs: its payment transactions have Apruve's words`,
      );
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
