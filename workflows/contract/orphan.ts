/** An order at Apruve that perhaps no checkout needs. */
export interface OrphanInput {
  channel: string;
  orderId: string;
  unknownOutcomeWaitMs: number;
}

/** `awaited`: a checkout that waits for its buyer may still adopt it. `paid`: money has moved on it. `refused`: Apruve does not cancel it. */
export type OrphanOutcome = 'released' | 'gone' | 'not-ours' | 'adopted' | 'awaited' | 'paid' | 'refused';

export const RELEASE_WORKFLOW_TYPE = 'releaseOrderWorkflow';
export const releaseWorkflowId = (orderId: string): string => `rel_${orderId}`;

/** How the release of an orphan is started. When it already runs, the call joins it. */
export const releaseStart = (orphan: OrphanInput) => ({
  workflowId: releaseWorkflowId(orphan.orderId),
  args: [orphan] satisfies [OrphanInput],
  workflowIdConflictPolicy: 'USE_EXISTING' as const,
});
