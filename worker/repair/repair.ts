import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { findBuild } from '../../activities/ledger/builds.ts';
import { findCheckout, type CheckoutRow } from '../../activities/ledger/checkouts.ts';
import { openLedger, type Ledger } from '../../activities/ledger/database.ts';
import { clearOnProcesses, storeForNewProcess } from '../../activities/ledger/process-attention.ts';
import { listTransactions } from '../../activities/ledger/transactions.ts';
import { checkoutOf } from '../../activities/upkeep/jams.ts';
import { apruveEventSignal, WORKFLOW_TYPE } from '../../workflows/contract/messages.ts';
import { fromStore } from '../builds/build.ts';
import { deploymentOf } from '../builds/deployment.ts';
import { connectTemporal, dataConverter, type Config, type Temporal } from '../platform/index.ts';
import { describeProcess } from '../platform/workflow-client/describe-process.ts';
import { checkoutOptions } from '../platform/workflow-client/starts.ts';
import { carriedFromLedger } from './from-ledger.ts';
import { lastGoodTask } from './last-good-task.ts';

/** What is to be repaired: a checkout, or another workflow by its id. */
export interface RepairWish {
  id: string;
  /** A new process, also where the old one can be reset. What was asked of it and not done has to be asked for again. */
  fromLedger?: boolean;
}

/** `healthy`: nothing was to be done. `failing`: it still fails at every try. `waiting`: no worker has taken it up. */
export type Repair = 'healthy' | 'reset' | 'renewed' | 'failing' | 'waiting' | 'beyond-repair';

interface Tools {
  config: Config;
  db: Ledger;
  client: Temporal['client'];
  bundle: () => Promise<WorkflowBundleOption>;
}

/**
 * Has a process go on that is stuck or gone. It is reset to the last workflow task that fits the code of `bundle`, and what it was told
 * since is told again; where there is none, or Temporal has no history of it, a new one begins with what the ledger holds. Nothing at
 * Apruve is done twice, because each step is looked up first. One that is pinned to another build than the current goes on with that. Rejects where nobody knows the id.
 */
export async function repair(config: Config, wish: RepairWish, bundle: Tools['bundle']): Promise<Repair> {
  const ledger = openLedger(config.database.url, { max: 2 });
  const temporal = await connectTemporal(config);
  try {
    return await mend({ config, db: ledger.db, client: temporal.client, bundle }, wish);
  } finally {
    await Promise.allSettled([ledger.close(), temporal.close()]);
  }
}

async function mend(tools: Tools, { id, fromLedger = false }: RepairWish): Promise<Repair> {
  const { db, client } = tools;
  const row = await findCheckout(db, id);
  const process = await describeProcess(client, id);
  if (row === null && process === null) throw new Error(`Neither the ledger nor Temporal knows ${id}.`);
  const open = row === null || row.facts === null || row.completedAt !== null ? null : row;
  const isRunning = process?.status.name === 'RUNNING';
  const target = process === null ? null : await otherBuild(tools, process);
  const isJammed = isRunning && (isFailing(process) || target?.isServed === false);
  if (!fromLedger && (isRunning ? !isJammed : open === null)) {
    // Left by a repair that nobody took up in time.
    if (isRunning && isOverridden(process)) await followCurrentBuild(tools, id);
    return 'healthy';
  }
  const isReset = process !== null && !fromLedger && (await reset(tools, process, target?.current ?? null));
  if (!isReset && open === null) return 'beyond-repair';
  if (!isReset && open !== null) await renew(tools, open);
  const state = await stateAfter(client, id);
  if (state !== 'goes-on') return state;
  if (isReset && (target !== null || isOverridden(process))) await followCurrentBuild(tools, id);
  await clearOnProcesses(db, checkoutOf({ workflowId: id }), 'process');
  return isReset ? 'reset' : 'renewed';
}

/** A third try comes after two that failed one right after the other: it is no accident any more. */
const isFailing = ({ raw: { pendingWorkflowTask } }: WorkflowExecutionDescription): boolean =>
  (pendingWorkflowTask?.attempt ?? 0) >= 3;

/** True where it was given a build to stay on, as a repair does until the process goes on. */
const isOverridden = ({ raw }: WorkflowExecutionDescription): boolean =>
  raw.workflowExecutionInfo?.versioningInfo?.versioningOverride != null;

/** The build to go on with, where a process is pinned to another one than the current; and whether a worker serves that. */
async function otherBuild({ config, client }: Tools, { raw }: WorkflowExecutionDescription) {
  const { namespace, taskQueue } = config.temporal;
  const deployment = deploymentOf(client, namespace, taskQueue);
  const pinned = raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
  const { current } = await deployment.known();
  if (pinned == null || current === null || pinned === current) return null;
  return { current, isServed: await deployment.isServed(pinned) };
}

/** The override with which it was reset would keep it on its build for ever. */
async function followCurrentBuild({ config, client }: Tools, workflowId: string): Promise<void> {
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace: config.temporal.namespace,
    workflowExecution: { workflowId },
    workflowExecutionOptions: {},
    updateMask: { paths: ['versioning_override'] },
  });
}

const REASON = 'npm run repair';
/** VERSIONING_OVERRIDE's PINNED_OVERRIDE_BEHAVIOR_PINNED. */
const PINNED = 1;

/** Has the run that a reset begins go on with a build. */
const goingOnWith = (deploymentName: string, buildId: string) => ({
  updateWorkflowOptions: {
    workflowExecutionOptions: { versioningOverride: { pinned: { behavior: PINNED, version: { deploymentName, buildId } } } },
    updateMask: { paths: ['versioning_override'] },
  },
});

/** False where no task is left that fits the code. */
async function reset(
  { config, db, client, bundle }: Tools,
  { workflowId, runId }: WorkflowExecutionDescription,
  build: string | null,
): Promise<boolean> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const stored = build === null ? null : await findBuild(db, build);
  const workflowBundle = stored === null ? await bundle() : { code: fromStore(stored).code };
  const options = { workflowBundle, dataConverter: dataConverter(config.codec.keys) };
  const task = await lastGoodTask(options, events ?? [], workflowId);
  if (task == null) return false;
  await client.workflowService.resetWorkflowExecution({
    namespace: config.temporal.namespace,
    workflowExecution: { workflowId, runId },
    workflowTaskFinishEventId: task,
    reason: REASON,
    requestId: randomUUID(),
    ...(build !== null && { postResetOperations: [goingOnWith(config.temporal.taskQueue, build)] }),
  });
  return true;
}

/** Begins a new process, in place of one that may still run, and has it look at Apruve for what the old one may have left. */
async function renew({ config, db, client }: Tools, row: CheckoutRow): Promise<void> {
  if (row.facts === null) throw new Error(`The checkout ${row.id} was never opened.`);
  const carried = carriedFromLedger(row, row.facts, await listTransactions(db, row.id), new Date().toISOString());
  if (!(await storeForNewProcess(db, row.id, carried.facts))) throw new Error(`The checkout ${row.id} has changed: try again.`);
  const handle = await client.workflow.start(WORKFLOW_TYPE, {
    ...checkoutOptions(row, config.temporal.taskQueue),
    args: [row.input, carried],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
  });
  const orderId = row.facts.order?.id;
  if (orderId !== undefined) {
    await handle.signal(apruveEventSignal, { uuid: `repair-${randomUUID()}`, event: 'reconcile.order', orderId });
  }
}

const LOOK_EVERY_MS = 200;
/** Longer than the pauses between the first three tries. */
const GOES_ON_WITHIN_MS = 45_000;

async function stateAfter(client: Tools['client'], id: string): Promise<'goes-on' | 'failing' | 'waiting'> {
  const end = Date.now() + GOES_ON_WITHIN_MS;
  while (Date.now() < end) {
    const process = await describeProcess(client, id);
    if (process === null || process.raw.pendingWorkflowTask == null) return 'goes-on';
    if (isFailing(process)) return 'failing';
    await delay(LOOK_EVERY_MS);
  }
  return 'waiting';
}
