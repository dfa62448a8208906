import { adoptInvoices } from './invoices/adoption.ts';
import { cancelOrder, lookUpOrder, readOrder } from './orders/authorization.ts';
import type { ActivityDeps } from './deps.ts';
import { queryFailure } from './ledger/database.ts';
import { findBuyer } from './orders/buyers.ts';
import { readCreditAtApruve } from './orders/credit.ts';
import { completeOrderAtApruve } from './orders/completion.ts';
import { actOnInvoiceAtApruve, updateInvoiceAtApruve } from './invoices/invoice-actions.ts';
import { invoiceAndShip } from './invoices/invoice-and-ship.ts';
import { createInvoice, readInvoice } from './invoices/invoicing.ts';
import { openCheckout, settleOpening } from './orders/opening.ts';
import { placeOrderAtApruve } from './orders/offline-orders.ts';
import { finalizeOrder, applyOrderUpdate } from './orders/order-changes.ts';
import { findOrphans, startOrphanSearch } from './orders/find-orphans.ts';
import { releaseOrphan } from './orders/orphans.ts';
import { checkChannelAtApruve } from './upkeep/check-channel.ts';
import { continueAfterEnd, loadEnded, showOnNewerAttempt } from './upkeep/after-end.ts';
import { listOrders } from './upkeep/list-orders.ts';
import { beginReconciliation, endReconciliation, reconcileChannel, reconcilePage } from './upkeep/reconciling.ts';
import { sweepInbox } from './upkeep/sweeps.ts';
import { testReceiver } from './notifications/test-receiver.ts';
import { registerWebhookAtApruve } from './upkeep/webhook-addresses.ts';
import type { StepCall, StepContext } from '../workflows/contract/step-context.ts';
import { inFull } from './step/facts-of-call.ts';
import { record } from './step/record.ts';
import { raiseReturnAttention } from './invoices/return-attention.ts';
import { createReturn } from './invoices/returns.ts';
import { listBeforeShutting } from './orders/shutting.ts';
import { createShipment, updateShipmentAtApruve } from './invoices/shipments.ts';

/** Every effect of the process, by the name under which workflows call it. A name stays: older builds of the workflows call it. */
const ACTIVITIES = {
  openCheckout,
  settleOpening,
  findBuyer,
  placeOrder: placeOrderAtApruve,
  readOrder,
  lookUpOrder,
  cancelOrder,
  completeOrder: completeOrderAtApruve,
  lookBeforeShutting: listBeforeShutting,
  updateOrder: applyOrderUpdate,
  finalizeOrder,
  adoptInvoices,
  createInvoice,
  invoiceAndShip,
  actOnInvoice: actOnInvoiceAtApruve,
  updateInvoice: updateInvoiceAtApruve,
  readInvoice,
  createShipment,
  updateShipment: updateShipmentAtApruve,
  record,
  startOrphanSearch,
  findOrphans,
  releaseOrphan,
  makeReturn: createReturn,
  showReturn: raiseReturnAttention,
  loadEnded,
  showOnNewerAttempt,
  continueAfterEnd,
  checkChannel: checkChannelAtApruve,
  readCredit: readCreditAtApruve,
  testReceiver,
  registerWebhook: registerWebhookAtApruve,
  reconcilePage,
  sweepInbox,
  beginReconciliation,
  listOrders,
  reconcileChannel,
  endReconciliation,
};

export const ACTIVITY_NAMES = Object.keys(ACTIVITIES);

type Bound<T> = {
  [Name in keyof T]: T[Name] extends (deps: ActivityDeps, ...args: infer Args) => infer Result
    ? (...args: Sent<Args>) => Result
    : never;
};

/** The arguments as a workflow sends them. */
type Sent<Args extends unknown[]> = Args extends [StepContext, ...infer Rest] ? [StepCall, ...Rest] : Args;
export type Activities = Bound<typeof ACTIVITIES>;

/** The activities, bound to one ledger and the channels' Apruve accounts. */
export function createActivities(deps: ActivityDeps): Activities;
export function createActivities(deps: ActivityDeps): object {
  const bind =
    <Args extends unknown[], Result>(activity: (deps: ActivityDeps, ...args: Args) => Promise<Result>) =>
    (...sent: Args): Promise<Result> =>
      inFull(deps.db, sent)
        .then((args) => activity(deps, ...args))
        .catch(withoutContent);
  const entries: [string, (deps: ActivityDeps, ...args: never[]) => Promise<unknown>][] = Object.entries(ACTIVITIES);
  return Object.fromEntries(entries.map(([name, activity]) => [name, bind(activity)]));
}

/**
 * A failed query carries its parameters, which are orders and answers. Only PostgreSQL's own message may reach logs and
 * histories.
 */
function withoutContent(error: unknown): never {
  const failure = queryFailure(error);
  if (failure !== null) throw new Error(`The ledger failed: ${failure.cause?.message ?? 'no reason given'}`);
  throw error;
}
