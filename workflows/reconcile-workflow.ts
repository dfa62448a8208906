import { patched } from '@temporalio/workflow';
import type { ReconcileResult } from './contract/reconcile.ts';
import { reconcilePage, sweepInbox, sweepOutbox } from './effects.ts';

/** Makes good what a lost webhook would leave undone: sweeps inbox and outbox, then walks the checkouts page by page. */
export async function reconcileWorkflow(): Promise<ReconcileResult> {
  const result: ReconcileResult = { looked: 0, told: 0, released: 0, unrepaired: [], swept: 0, woken: 0 };
  const sweepsFirst = patched('sweeps-first');
  if (sweepsFirst) await sweep(result);
  for (let after: string | null = ''; after !== null;) {
    const { looked, told, released, unrepaired, next }: Awaited<ReturnType<typeof reconcilePage>> = await reconcilePage(after);
    result.looked += looked;
    result.told += told;
    result.released += released;
    result.unrepaired.push(...unrepaired);
    after = next;
  }
  if (!sweepsFirst) await sweep(result);
  return result;
}

/** Needs nothing of Apruve, so nothing that goes wrong there may keep it from being done. */
async function sweep(result: ReconcileResult): Promise<void> {
  result.swept = await sweepInbox();
  result.woken = await sweepOutbox();
}
