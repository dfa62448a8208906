import {
  allHandlersFinished,
  CancellationScope,
  condition,
  defaultPayloadConverter,
  makeContinueAsNewFunc,
  setHandler,
  workflowInfo,
  type Workflow,
} from '@temporalio/workflow';
import { wakeSignal } from '../contract/messages.ts';

/** Temporal takes 2 MB as the input of a run. What comes near that stays in its run. */
const INPUT_BYTES = 1_500_000;

/**
 * True where a process that is at rest should go on in a new run: its history has grown long, or another build is current than the one
 * that it is pinned to. Temporal says so with each task, so a process that sleeps has to be woken for it, by the signal `wake`. Not while
 * a handler has its answer still to give.
 */
export function isNewRunDue(): boolean {
  const { continueAsNewSuggested, targetWorkerDeploymentVersionChanged } = workflowInfo();
  return (continueAsNewSuggested || targetWorkerDeploymentVersionChanged) && allHandlersFinished();
}

/** Lets the process be woken. A task is enough: with it Temporal says whether another build is current. */
export function acceptWaking(): void {
  setHandler(wakeSignal, () => {});
}

/** True where the input of the next run fits into what Temporal takes. */
export function canBeCarried(...input: unknown[]): boolean {
  const sizes = input.map((one) => defaultPayloadConverter.toPayload(one).data?.length ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0) < INPUT_BYTES;
}

/** Goes on in a new run of the same workflow, on the build that is current. Never returns. */
export const continueInNewRun = <W extends Workflow>(...args: Parameters<W>): Promise<never> =>
  makeContinueAsNewFunc<W>({ initialVersioningBehavior: 'AUTO_UPGRADE' })(...args);

/**
 * Does what may be tried for days, and goes on with it in a new run where one is due: a try that runs is let end before, and what it has
 * brought counts.
 */
export async function doOrGoOn<T>(work: () => Promise<T>, goOn: () => Promise<never>): Promise<T> {
  const scope = new CancellationScope();
  let isOver = false;
  const end = (): void => void (isOver = true);
  const working = scope.run(work);
  working.then(end, end);
  await condition(() => isOver || isNewRunDue());
  if (isOver) return working;
  scope.cancel();
  try {
    return await working;
  } catch (error) {
    // What failed just then is done again there; a cancel of the workflow itself ends it.
    if (CancellationScope.current().consideredCancelled) throw error;
    return goOn();
  }
}
