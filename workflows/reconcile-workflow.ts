import type { ReconcileReport, ReconcileResult } from './contract/reconcile.ts';
import { inbox, reconciliation } from './activity-proxies.ts';

/** Repairs what a lost webhook leaves undone: sweeps the inbox, then compares the checkouts with Apruve page by page. */
export async function reconcileWorkflow(): Promise<ReconcileResult> {
  const result: ReconcileResult = { looked: 0, told: 0, released: 0, unrepaired: [], swept: 0 };
  // The sweep goes first because it hardly needs Apruve: a failure there must not keep it from being done.
  result.swept = await inbox().sweepInbox();
  for (let after: string | null = ''; after !== null;) {
    const { looked, told, released, unrepaired, next }: ReconcileReport = await reconciliation().reconcilePage(after);
    result.looked += looked;
    result.told += told;
    result.released += released;
    result.unrepaired.push(...unrepaired);
    after = next;
  }
  return result;
}
