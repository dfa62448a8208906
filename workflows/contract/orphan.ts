import { PRIORITY } from './task-queues.ts';

/** An order at Apruve that perhaps no checkout needs. */
export interface OrphanInput {
  channel: string;
  orderId: string;
}

/** Under which number orders at Apruve are looked through for orphans. */
export interface OrphanSearch {
  /** The checkout that asks for it, and how often it has: each search sees what the ledger holds when it is asked for. */
  checkoutId: string;
  n: number;
  channel: string;
  merchantOrderId: string;
}

/** `awaited`: a checkout that waits for its buyer may still adopt it. `paid`: money has moved on it. `refused`: Apruve does not cancel it. */
export type OrphanOutcome = 'released' | 'gone' | 'not-ours' | 'adopted' | 'awaited' | 'paid' | 'refused';

export const FIND_ORPHANS_WORKFLOW_TYPE = 'findOrphansWorkflow';

/** How a search for orphans is started. */
export const findOrphansStart = (search: OrphanSearch) => ({
  workflowId: `${search.checkoutId}/orphans-${search.n}`,
  args: [search] satisfies [OrphanSearch],
  workflowIdConflictPolicy: 'USE_EXISTING' as const,
  priority: PRIORITY.background,
});

export const RELEASE_WORKFLOW_TYPE = 'releaseOrderWorkflow';
export const releaseWorkflowId = (orderId: string): string => `rel_${orderId}`;

/** How the release of an orphan is started. When it already runs, the call joins it. */
export const releaseStart = (orphan: OrphanInput) => ({
  workflowId: releaseWorkflowId(orphan.orderId),
  args: [orphan] satisfies [OrphanInput],
  workflowIdConflictPolicy: 'USE_EXISTING' as const,
  priority: PRIORITY.background,
});
