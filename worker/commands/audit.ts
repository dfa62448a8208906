import { WorkflowNotFoundError } from '@temporalio/common';
import { auditCheckout, auditProcess, type Finding } from '../../activities/upkeep/audit.ts';
import { createDispatcher, describeCause } from '../../activities/apruve/http.ts';
import { findCheckout, recentCheckouts, type CheckoutRow } from '../../activities/ledger/checkouts.ts';
import { openLedger, queryFailure, type Ledger } from '../../activities/ledger/database.ts';
import { checkoutQuery } from '../../workflows/contract/messages.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import { createChannels } from '../channels.ts';
import { connectTemporal, type Config, type Temporal } from '../platform/index.ts';

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
  try {
    for await (const row of recentCheckouts(ledger.db, new Date(Date.now() - LOOK_BACK_MS))) {
      const found = [
        ...(await orUnread(row, async () => auditCheckout(ledger.db, (await channels(row.channel)).apruve, row))),
        ...(await orUnread(row, () => auditWorkflow(temporal, ledger.db, row))),
      ];
      found.forEach(report);
      count += found.length;
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

/** How long a process may take to answer everybody and end, once its final status is in the ledger. */
const LEAVES_WITHIN_MS = 60_000;

/**
 * An open checkout has a running workflow, whose facts fit the rows. An ended one has none, or one that is just ending. Its facts are
 * those of its end, and rows follow later ones.
 */
async function auditWorkflow({ client }: Temporal, db: Ledger, row: CheckoutRow): Promise<Finding[]> {
  const { id, status, completedAt } = row;
  const expected = isFinal(status) ? 'ended' : 'running';
  const found = await processStateOf(client, id);
  const isLeaving = completedAt !== null && Date.now() - completedAt.getTime() < LEAVES_WITHIN_MS;
  const agrees = found === expected || (expected === 'ended' && (found === 'gone' || isLeaving));
  if (!agrees) return [{ checkoutId: id, about: 'workflow', ledger: expected, found }];
  return expected === 'running' ? auditFacts(client, db, row) : [];
}

/** How long a process may take to answer what it knows. */
const ANSWERS_WITHIN_MS = 5_000;

/** What a process knows. It may have moved since its row was read, so the row is read again where they differ. */
async function auditFacts(client: Temporal['client'], db: Ledger, row: CheckoutRow): Promise<Finding[]> {
  const ask = () => client.workflow.getHandle(row.id).query(checkoutQuery);
  const facts = await client.withDeadline(Date.now() + ANSWERS_WITHIN_MS, ask);
  const found = facts === null ? [] : await auditProcess(db, row, facts);
  const now = found.length === 0 ? null : await findCheckout(db, row.id);
  return facts === null || now === null || now.version === row.version ? found : auditProcess(db, now, facts);
}

async function processStateOf(client: Temporal['client'], id: string): Promise<'running' | 'ended' | 'gone'> {
  try {
    const { status } = await client.workflow.getHandle(id).describe();
    return status.name === 'RUNNING' ? 'running' : 'ended';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'gone';
    throw error;
  }
}
