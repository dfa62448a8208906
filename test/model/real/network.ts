import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { cancelInvoiceUpdate } from '../../../workflows/contract/messages.ts';
import { RECONCILE_WORKFLOW_TYPE, type ReconcileResult } from '../../../workflows/contract/reconcile.ts';
import { until } from '../../stack/wait.ts';
import { amountOf, running, type Model } from '../model/state.ts';
import { candidates } from '../model/adoption.ts';
import { viewOf } from './compare.ts';
import type { Lane } from './lane.ts';

export type Manner = 'in order' | 'twice' | 'in mixed order';

/** Delivers everything that is held back, and waits until the receiver has accepted it and the process has handled it. */
export async function deliverAll(model: Model, lane: Lane, manner: Manner): Promise<void> {
  const { sandbox } = lane;
  const held = await heldBack(lane);
  await sandbox.must('PUT', '/webhooks/mode', { duplicate: manner === 'twice', shuffle: manner === 'in mixed order' });
  await sandbox.must('POST', '/webhooks/flush');
  let left: Deliveries = [];
  const taken = async (): Promise<true | undefined> => {
    left = (await sandbox.deliveries()).filter(({ uuid, state }) => held.has(uuid) && state !== 'delivered');
    return left.length === 0 ? true : undefined;
  };
  const seen = (): string => left.map(answersOf).join('; ');
  await until(`${held.size} webhooks to be taken`, taken, { deadlineMs: lane.patienceMs + 2_000, everyMs: 10, seen });
  await sandbox.must('PUT', '/webhooks/mode', { duplicate: false, shuffle: false });
  await quiet(model, lane);
}

type Deliveries = Awaited<ReturnType<Lane['sandbox']['deliveries']>>;

const answersOf = ({ event, uuid, attempts, state }: Deliveries[number]): string =>
  `${event} ${uuid} is ${state} and was answered ${JSON.stringify(attempts.map(({ status }) => status))}`;

/** What has not been sent yet, and will be. */
async function heldBack({ sandbox }: Lane): Promise<Set<string>> {
  const deliveries = await sandbox.deliveries();
  return new Set(deliveries.flatMap(({ uuid, state }) => (state === 'held' || state === 'waiting' ? [uuid] : [])));
}

/** What is held back now will never come. */
export async function loseAll({ sandbox }: Lane): Promise<void> {
  await sandbox.must('POST', '/webhooks/lose');
}

/** What `npm run reconcile` does; answers what it did. */
export async function reconcileNow(model: Model, { rig, ...lane }: Lane): Promise<ReconcileResult> {
  const options = { workflowId: `reconcile-${randomUUID()}`, taskQueue: rig.config.temporal.taskQueue };
  const did = await rig.temporal.client.workflow.execute<() => Promise<ReconcileResult>>(RECONCILE_WORKFLOW_TYPE, options);
  await quiet(model, { rig, ...lane });
  return did;
}

/**
 * An update that every process refuses in its turn, so everything that came before it is done by then. If an order may have been
 * adopted it is sent twice, because events that had waited for the order are handled after it.
 */
export async function quiet(model: Model, lane: Lane): Promise<void> {
  const checkout = running(model);
  if (checkout === undefined) return;
  const handle = lane.rig.temporal.client.workflow.getHandle(checkout.id);
  const rounds = checkout.adopted === null ? ['what came', 'what followed'] : ['what came'];
  for (const _ of rounds) {
    const refused = handle.executeUpdate(cancelInvoiceUpdate, { args: [{ invoiceId: 'nobody’s' }] });
    await refused.catch((error: unknown) => {
      if (!(error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError)) throw error;
    });
  }
  await learnChoice(model, lane);
}

/** Of several fitting orders of the same second either may be adopted: the model follows the process. */
async function learnChoice(model: Model, lane: Lane): Promise<void> {
  const checkout = running(model);
  if (checkout === undefined || checkout.adopted !== null) return;
  const fitting = candidates(model, checkout).filter(({ amount }) => amount === amountOf(checkout.cart));
  if (fitting.length > 1) model.hint = (await viewOf(lane, checkout.id)).apruve_order_id;
}
