import type { OrphanInput, OrphanOutcome } from './contract/orphan.ts';
import { orphans } from './activity-proxies.ts';

/** Frees the credit of an order at Apruve that no checkout needs. The order's id is in the workflow's, so only one runs per order. */
export function releaseOrderWorkflow(input: OrphanInput): Promise<OrphanOutcome> {
  return orphans().releaseOrphan(input);
}
