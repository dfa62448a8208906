import { adoptInvoices } from './invoices/adoption.ts';
import { cancelOrder, lookUpOrder, readOrder } from './orders/authorization.ts';
import type { ActivityDeps } from './deps.ts';
import { queryFailure } from './ledger/database.ts';
import { findBuyer } from './orders/buyers.ts';
import { completeOrderAtApruve } from './orders/completion.ts';
import { actOnInvoiceAtApruve, updateInvoiceAtApruve } from './invoices/invoice-actions.ts';
import { createInvoice, readInvoice } from './invoices/invoicing.ts';
import { openCheckout, settleOpening } from './orders/opening.ts';
import { placeOrderAtApruve } from './orders/offline-orders.ts';
import { finalizeOrder, applyOrderUpdate } from './orders/order-changes.ts';
import { findOrphans, startOrphanSearch } from './orders/find-orphans.ts';
import { releaseOrphan } from './orders/orphans.ts';
import { checkChannelAtApruve } from './upkeep/check-channel.ts';
import { continueAfterEnd, loadEnded, showOnNewerAttempt } from './upkeep/after-end.ts';
import { reconcilePage } from './upkeep/reconciling.ts';
import { sweepInbox } from './upkeep/sweeps.ts';
import { record } from './step/record.ts';
import { raiseReturnAttention } from './invoices/return-attention.ts';
import { createReturn } from './invoices/returns.ts';
import { listBeforeShutting } from './orders/shutting.ts';
import { createShipment, updateShipmentAtApruve } from './invoices/shipments.ts';

/** Every effect of the process, bound to one ledger and the channels' Apruve accounts. */
export function createActivities(deps: ActivityDeps) {
  const bind =
    <Args extends unknown[], Result>(activity: (deps: ActivityDeps, ...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> =>
      activity(deps, ...args).catch(withoutContent);
  return {
    openCheckout: bind(openCheckout),
    settleOpening: bind(settleOpening),
    findBuyer: bind(findBuyer),
    placeOrder: bind(placeOrderAtApruve),
    readOrder: bind(readOrder),
    lookUpOrder: bind(lookUpOrder),
    cancelOrder: bind(cancelOrder),
    completeOrder: bind(completeOrderAtApruve),
    lookBeforeShutting: bind(listBeforeShutting),
    updateOrder: bind(applyOrderUpdate),
    finalizeOrder: bind(finalizeOrder),
    adoptInvoices: bind(adoptInvoices),
    createInvoice: bind(createInvoice),
    actOnInvoice: bind(actOnInvoiceAtApruve),
    updateInvoice: bind(updateInvoiceAtApruve),
    readInvoice: bind(readInvoice),
    createShipment: bind(createShipment),
    updateShipment: bind(updateShipmentAtApruve),
    record: bind(record),
    startOrphanSearch: bind(startOrphanSearch),
    findOrphans: bind(findOrphans),
    releaseOrphan: bind(releaseOrphan),
    makeReturn: bind(createReturn),
    showReturn: bind(raiseReturnAttention),
    loadEnded: bind(loadEnded),
    showOnNewerAttempt: bind(showOnNewerAttempt),
    continueAfterEnd: bind(continueAfterEnd),
    checkChannel: bind(checkChannelAtApruve),
    reconcilePage: bind(reconcilePage),
    sweepInbox: bind(sweepInbox),
  };
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

export type Activities = ReturnType<typeof createActivities>;
