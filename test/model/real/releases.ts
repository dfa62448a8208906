import { WorkflowNotFoundError } from '@temporalio/client';
import { releaseWorkflowId } from '../../../workflows/contract/orphan.ts';
import { BUYER } from '../../sandbox/server.ts';
import { complete } from '../model/apruve.ts';
import { heldBy, orphansOf, paidOrphansOf, usedCredit } from '../model/money.ts';
import { releaseOrphan } from '../model/adoption.ts';
import type { Model } from '../model/state.ts';
import type { Lane } from './lane.ts';
import type { SandboxState } from './sandbox.ts';

/*
 * An orphan goes as soon as anything makes the product look for it, at rest at the latest. The model says which orders may go; it
 * follows the product in when they do.
 */

/** What the product has released is released in the model too, where it was an orphan. */
export function learnReleases(model: Model, { orders }: SandboxState): void {
  const gone = new Set(orders.flatMap(({ id, status }) => (status === 'canceled' ? [id] : [])));
  for (const order of orphansOf(model)) if (order.status !== 'canceled' && gone.has(order.id)) releaseOrphan(model, order);
}

/** Of an order on which money has moved the rest is released. The credit in use tells when. */
export function learnCompletions(model: Model, { accounts }: SandboxState): void {
  const account = accounts.find(({ authorized_buyers: [buyer] }) => buyer?.email === BUYER);
  for (const order of paidOrphansOf(model)) {
    const held = heldBy(order);
    if (held > 0 && usedCredit(model) - held === account?.credit_balance_cents) complete(order);
  }
}

/** The processes that still look for an orphan or release one: what they will do would come between the next two actions. */
export async function busyWithOrphans(model: Model, lane: Lane): Promise<string[]> {
  const orphans = orphansOf(model);
  if (orphans.length === 0) return [];
  const ended = model.checkouts.filter(({ end }) => end !== null).map(({ id }) => id);
  const running: string[] = [];
  for (const id of [...ended, ...orphans.map((order) => releaseWorkflowId(order.id))])
    if ((await statusOf(lane, id)) === 'RUNNING') running.push(id);
  for (const { id } of model.checkouts) running.push(...(await runningSearches(lane, id)));
  return running;
}

async function runningSearches(lane: Lane, checkoutId: string): Promise<string[]> {
  const running: string[] = [];
  for (let n = 1; ; n += 1) {
    const id = `${checkoutId}/orphans-${n}`;
    const status = await statusOf(lane, id);
    if (status === null) return running;
    if (status === 'RUNNING') running.push(id);
  }
}

async function statusOf({ rig }: Lane, workflowId: string): Promise<string | null> {
  try {
    return (await rig.temporal.client.workflow.getHandle(workflowId).describe()).status.name;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
