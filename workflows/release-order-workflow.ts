import type { OrphanInput, OrphanOutcome } from './contract/orphan.ts';
import { releaseOrphan } from './activity-proxies.ts';

/** Frees the credit that an order of nobody's holds at Apruve. One at a time per order: its id is the order's. */
export function releaseOrderWorkflow(input: OrphanInput): Promise<OrphanOutcome> {
  return releaseOrphan(input);
}
