import type { ReconcileResult } from './contract/reconcile.ts';
import { reconcilePage, sweepInbox, sweepOutbox } from './activity-proxies.ts';

/** Makes good what a lost webhook would leave undone: sweeps inbox and outbox, then walks the checkouts page by page. */
export async function reconcileWorkflow(): Promise<ReconcileResult> {
  const result: ReconcileResult = { looked: 0, told: 0, released: 0, unrepaired: [], swept: 0, woken: 0 };
  // They need nothing of Apruve, so nothing that goes wrong there may keep them from being done.
  result.swept = await sweepInbox();
  result.woken = await sweepOutbox();
  for (let after: string | null = ''; after !== null;) {
    const { looked, told, released, unrepaired, next }: Awaited<ReturnType<typeof reconcilePage>> = await reconcilePage(after);
    result.looked += looked;
    result.told += told;
    result.released += released;
    result.unrepaired.push(...unrepaired);
    after = next;
  }
  return result;
}
