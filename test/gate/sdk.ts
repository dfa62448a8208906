/** The package of Temporal's SDK for workflows. */
export const SDK = '@temporalio/workflow';

/** Its functions that ask Temporal for a command. */
export const ISSUING: ReadonlySet<string> = new Set([
  'sleep',
  'condition',
  'startChild',
  'executeChild',
  'getExternalWorkflowHandle',
  'continueAsNew',
  'makeContinueAsNewFunc',
  'upsertSearchAttributes',
  'upsertMemo',
  'patched',
  'deprecatePatch',
  'scheduleActivity',
  'scheduleLocalActivity',
]);

/** What we use of it that asks for none. */
export const HARMLESS: ReadonlySet<string> = new Set([
  'ActivityCancellationType',
  'ActivityFailure',
  'allHandlersFinished',
  'ApplicationFailure',
  'CancellationScope',
  'currentUpdateInfo',
  'defaultPayloadConverter',
  'defineQuery',
  'defineSignal',
  'defineUpdate',
  'isCancellation',
  'log',
  'ParentClosePolicy',
  'proxyActivities',
  'proxyLocalActivities',
  'setCurrentDetails',
  'TimeoutFailure',
  'workflowInfo',
]);
