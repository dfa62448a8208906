import { auditCheckout, type Finding } from '../../activities/upkeep/audit.ts';
import { createDispatcher, describeCause } from '../../activities/apruve/http.ts';
import { recentCheckouts, type CheckoutRow } from '../../activities/ledger/checkouts.ts';
import { openLedger, queryFailure } from '../../activities/ledger/database.ts';
import { createChannels } from '../channels.ts';
import { connectTemporal, type Config } from '../platform/index.ts';
import { auditJams, auditWorkflow } from './audit-process.ts';

/** How long an ended checkout is compared, because an order for it can still turn up at Apruve. */
const LOOK_BACK_MS = 30 * 86_400_000;

/**
 * Compares rows, workflows and Apruve for every checkout that is open or ended lately. Reads only. Reports each finding as soon as
 * it is there, a checkout that cannot be read among them, and returns how many there were.
 */
export async function audit(config: Config, report: (finding: Finding) => void): Promise<number> {
  const ledger = openLedger(config.database.url, { max: 2 });
  const dispatcher = createDispatcher(config.proxy);
  const temporal = await connectTemporal(config);
  const channels = createChannels(config, { db: ledger.db, dispatcher });
  let count = 0;
  const tell = (found: readonly Finding[]): void => {
    found.forEach(report);
    count += found.length;
  };
  try {
    tell(await auditJams(temporal, config.temporal.taskQueue));
    for await (const row of recentCheckouts(ledger.db, new Date(Date.now() - LOOK_BACK_MS))) {
      tell(await orUnread(row, async () => auditCheckout(ledger.db, (await channels(row.channel)).apruve, row)));
      tell(await orUnread(row, () => auditWorkflow(temporal, ledger.db, row)));
    }
    return count;
  } finally {
    await Promise.allSettled([ledger.close(), dispatcher.close(), temporal.close()]);
  }
}

/** A finding in one line, without the checkout that it is about. */
export const describeFinding = (finding: Finding): string =>
  'why' in finding
    ? `${finding.about === 'unread' ? 'cannot be read: ' : ''}${finding.why}`
    : `${finding.about}: the ledger says ${JSON.stringify(finding.ledger)}, found ${JSON.stringify(finding.found)}`;

/** A checkout that cannot be read must not hide the others. Without the ledger there is nothing to compare with. */
async function orUnread({ id: checkoutId }: CheckoutRow, read: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await read();
  } catch (error) {
    if (queryFailure(error) !== null) throw error;
    return [{ checkoutId, about: 'unread', why: describeCause(error) }];
  }
}
