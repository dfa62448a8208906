/*
 * What a build of the workflows needs of the programs that run it. A stored build names both, so that a program can tell before it
 * serves a build, and a test holds that both only grow: see docs/deploying.md.
 */

/**
 * The activities that the workflows call. A program brings one set of activities for all builds that it runs, older and newer ones, so
 * an activity is registered one release before it is called.
 */
export const CALLED_ACTIVITIES = [
  'openCheckout',
  'settleOpening',
  'findBuyer',
  'placeOrder',
  'readOrder',
  'lookUpOrder',
  'cancelOrder',
  'completeOrder',
  'lookBeforeShutting',
  'updateOrder',
  'finalizeOrder',
  'adoptInvoices',
  'createInvoice',
  'invoiceAndShip',
  'actOnInvoice',
  'updateInvoice',
  'readInvoice',
  'createShipment',
  'updateShipment',
  'record',
  'startOrphanSearch',
  'findOrphans',
  'releaseOrphan',
  'makeReturn',
  'showReturn',
  'loadEnded',
  'showOnNewerAttempt',
  'continueAfterEnd',
  'checkChannel',
  'readCredit',
  'testReceiver',
  'registerWebhook',
  'reconcilePage',
  'sweepInbox',
  'beginReconciliation',
  'listOrders',
  'reconcileChannel',
  'endReconciliation',
] as const;

/**
 * The form of what a process carries into its next run. Additions that an older build can leave out keep it. A build of a lower one cannot
 * take over what a build of a higher one carries.
 */
export const CARRIED_FORMAT = 1;
