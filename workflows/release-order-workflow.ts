import type { OrphanInput, OrphanOutcome } from './contract/orphan.ts';
import { orphans } from './activity-proxies.ts';
import { acceptWaking, continueInNewRun, doOrGoOn } from './process/new-run.ts';

/** Frees the credit of an order at Apruve that no checkout needs. The order's id is in the workflow's, so only one runs per order. */
export function releaseOrderWorkflow(input: OrphanInput): Promise<OrphanOutcome> {
  acceptWaking();
  return doOrGoOn(
    () => orphans().releaseOrphan(input),
    () => continueInNewRun<typeof releaseOrderWorkflow>(input),
  );
}
