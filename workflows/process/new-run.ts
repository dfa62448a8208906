import { allHandlersFinished, makeContinueAsNewFunc, workflowInfo, type Workflow } from '@temporalio/workflow';

/** Temporal takes 2 MB in one payload. What comes near that stays in its run. */
const CARRIED_BYTES = 1_500_000;

/**
 * True where a process that is at rest should go on in a new run: its history has grown long, or another build is current than the one
 * that it is pinned to. Temporal says so with each task, so a process that sleeps has to be woken for it, by the signal `wake`. Not while
 * a handler has its answer still to give.
 */
export function isNewRunDue(): boolean {
  const { continueAsNewSuggested, targetWorkerDeploymentVersionChanged } = workflowInfo();
  return (continueAsNewSuggested || targetWorkerDeploymentVersionChanged) && allHandlersFinished();
}

/** True where what is carried fits into the input of the next run. */
export const canBeCarried = (carried: unknown): boolean => JSON.stringify(carried).length < CARRIED_BYTES;

/** Goes on in a new run of the same workflow, on the build that is current. Never returns. */
export const continueInNewRun = <W extends Workflow>(...args: Parameters<W>): Promise<never> =>
  makeContinueAsNewFunc<W>({ initialVersioningBehavior: 'AUTO_UPGRADE' })(...args);
