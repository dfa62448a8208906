import { ActivityCancellationType, proxyActivities, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { CALLED_ACTIVITIES } from './contract/build.ts';
import type { Policy } from './contract/policy.ts';
import { backgroundQueue } from './contract/task-queues.ts';

/** What is not on the list of a build cannot be called by it. */
type Called = Pick<Activities, (typeof CALLED_ACTIVITIES)[number]>;

/*
 * Every effect of the process, grouped by what a failed call leaves behind. Start-to-close is longer than the calls to Apruve of
 * one attempt can take, 8 s for each that follows another, so a late answer is judged by the activity and not cut off by Temporal.
 */

/**
 * Opening must answer the waiting shop at once: a local activity costs no round trip and fails within seconds. The number of
 * attempts is limited too, because Temporal carries a local activity across workflow tasks beyond its total time-out.
 */
export const { openCheckout } = proxyLocalActivities<Pick<Called, 'openCheckout'>>({
  startToCloseTimeout: '2s',
  scheduleToCloseTimeout: '5s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumAttempts: 3 },
});

/** Only starts a process, so a local activity does: it costs the history one event. Reconciliation does what it leaves undone. */
export const { startOrphanSearch } = proxyLocalActivities<Pick<Called, 'startOrphanSearch'>>({
  startToCloseTimeout: '2s',
  scheduleToCloseTimeout: '5s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumAttempts: 3 },
});

/**
 * How long a call whose worker was killed waits until another worker goes on with it. While an activity runs it beats each second;
 * one that is done within a second costs nothing.
 */
const ALIVE = { heartbeatTimeout: '5s' } as const;

const READ = {
  ...ALIVE,
  scheduleToCloseTimeout: '60s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' },
} as const;

/**
 * Reads change nothing at Apruve: many quick attempts, then the step is unresolved and tried again later. An entity first, then the
 * list of the order's invoices, then what belongs to each: three calls, one after the other.
 */
export const { findBuyer, readOrder, lookUpOrder, readInvoice, adoptInvoices } = proxyActivities<
  Pick<Called, 'findBuyer' | 'readOrder' | 'lookUpOrder' | 'readInvoice' | 'adoptInvoices'>
>({ ...READ, startToCloseTimeout: '30s' });

type Writes = Pick<
  Called,
  | 'createInvoice'
  | 'invoiceAndShip'
  | 'updateInvoice'
  | 'actOnInvoice'
  | 'createShipment'
  | 'updateShipment'
  | 'placeOrder'
  | 'updateOrder'
  | 'finalizeOrder'
  | 'cancelOrder'
  | 'completeOrder'
  | 'lookBeforeShutting'
>;

/**
 * A write may have happened although no answer came. So each attempt looks first, writes, and looks again after a refusal; for an
 * invoice it then asks for the buyer's credit, and before an end for the order's invoices and what belongs to each. The total is
 * bounded, so that the mailbox goes on.
 */
export const writes = ({ stepBoundMs }: Pick<Policy, 'stepBoundMs'>) =>
  proxyActivities<Writes>({
    ...ALIVE,
    startToCloseTimeout: '50s',
    scheduleToCloseTimeout: stepBoundMs,
    retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '20s' },
  });

/** The ledger alone. Nothing can go on before it has stored what happened, so there is no total bound. */
export const { record, settleOpening } = proxyActivities<Pick<Called, 'record' | 'settleOpening'>>({
  ...ALIVE,
  startToCloseTimeout: '10s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** After the end: the ledger and Temporal alone. */
export const { showReturn, loadEnded, showOnNewerAttempt, continueAfterEnd } = proxyActivities<
  Pick<Called, 'showReturn' | 'loadEnded' | 'showOnNewerAttempt' | 'continueAfterEnd'>
>({
  ...ALIVE,
  startToCloseTimeout: '10s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** A return is a write like the others; its last heartbeat remembers across attempts that the checkout has been signaled. */
export const returnsWriter = ({ stepBoundMs }: Pick<Policy, 'stepBoundMs'>) =>
  proxyActivities<Pick<Called, 'makeReturn'>>({
    ...ALIVE,
    startToCloseTimeout: '25s',
    scheduleToCloseTimeout: stepBoundMs,
    retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '20s' },
  });

/** However much of this there is, and however slow Apruve is, it takes no slot from a checkout. */
const inBackground = () => ({ taskQueue: backgroundQueue(workflowInfo().taskQueue) });

/**
 * Nobody waits for the search for orphans or for their release, and credit must not stay held, so both are retried until Apruve answers
 * (decision 54). A release is three reads, then a write for each invoice and one for the order.
 */
export const orphans = () =>
  proxyActivities<Pick<Called, 'findOrphans' | 'releaseOrphan'>>({
    ...ALIVE,
    ...inBackground(),
    startToCloseTimeout: '3m',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1h' },
    // The next run must not begin while a try of this one goes on.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });

/**
 * Reconciliation is in no hurry, and asks Apruve at its own rate: seconds for a page, minutes where Apruve is slow. What it takes down at its
 * beginning and adds up at its end is of the ledger alone.
 */
export const reconciliation = () =>
  proxyActivities<
    Pick<Called, 'beginReconciliation' | 'listOrders' | 'reconcileChannel' | 'reconcilePage' | 'endReconciliation'>
  >({
    ...ALIVE,
    ...inBackground(),
    startToCloseTimeout: '30m',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: 20 },
  });

/** The sweep asks the ledger and Temporal alone, but for an event that names an invoice and nothing else. */
export const inbox = () =>
  proxyActivities<Pick<Called, 'sweepInbox'>>({
    ...inBackground(),
    startToCloseTimeout: '5m',
    retry: { initialInterval: '10s', backoffCoefficient: 2, maximumInterval: '5m', maximumAttempts: 10 },
  });

/** Somebody waits for the answer, and asks again. */
export const { checkChannel, readCredit, testReceiver, registerWebhook } = proxyActivities<
  Pick<Called, 'checkChannel' | 'readCredit' | 'testReceiver' | 'registerWebhook'>
>({
  startToCloseTimeout: '9s',
  scheduleToCloseTimeout: '9s',
  retry: { maximumAttempts: 1 },
});
