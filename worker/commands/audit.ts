import { WorkflowNotFoundError } from '@temporalio/common';
import { auditCheckout, type Disagreement } from '../../activities/upkeep/audit.ts';
import { createDispatcher } from '../../activities/apruve/http.ts';
import { recentCheckouts, type CheckoutRow } from '../../activities/ledger/checkouts.ts';
import { openLedger } from '../../activities/ledger/database.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import { createChannels } from '../channels.ts';
import { connectTemporal, type Config, type Temporal } from '../platform/index.ts';

/** How long an ended checkout is compared, because an order for it can still turn up at Apruve. */
const LOOK_BACK_MS = 30 * 86_400_000;

/**
 * Compares rows, workflows and Apruve for every checkout that is open or ended lately. Reads only. Reports each disagreement as
 * soon as it is found, and returns how many there were.
 */
export async function audit(config: Config, report: (disagreement: Disagreement) => void): Promise<number> {
  const ledger = openLedger(config.database.url, { max: 2 });
  const dispatcher = createDispatcher(config.proxy);
  const temporal = await connectTemporal(config);
  const channels = createChannels(config, dispatcher);
  let count = 0;
  try {
    for await (const row of recentCheckouts(ledger.db, new Date(Date.now() - LOOK_BACK_MS))) {
      const { apruve } = await channels(row.channel);
      const found = [...(await auditCheckout(ledger.db, apruve, row)), ...(await auditWorkflow(temporal, row))];
      found.forEach(report);
      count += found.length;
    }
    return count;
  } finally {
    await Promise.allSettled([ledger.close(), dispatcher.close(), temporal.close()]);
  }
}

/** How long a process may take to answer everybody and end, once its final status is in the ledger. */
const LEAVES_WITHIN_MS = 60_000;

/** An open checkout has a running workflow. An ended one has none, or one that is just ending. */
async function auditWorkflow({ client }: Temporal, { id, status, completedAt }: CheckoutRow): Promise<Disagreement[]> {
  const expected = isFinal(status) ? 'ended' : 'running';
  const found = await stateOf(client, id);
  const isLeaving = completedAt !== null && Date.now() - completedAt.getTime() < LEAVES_WITHIN_MS;
  const agrees = found === expected || (expected === 'ended' && (found === 'gone' || isLeaving));
  return agrees ? [] : [{ checkoutId: id, about: 'workflow', ledger: expected, found }];
}

async function stateOf(client: Temporal['client'], id: string): Promise<'running' | 'ended' | 'gone'> {
  try {
    const { status } = await client.workflow.getHandle(id).describe();
    return status.name === 'RUNNING' ? 'running' : 'ended';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'gone';
    throw error;
  }
}
