import type { WorkflowExecutionDescription } from '@temporalio/client';
import { auditProcess, type Finding } from '../../activities/upkeep/audit.ts';
import { checkoutOf } from '../../activities/upkeep/jams.ts';
import { findCheckout, type CheckoutRow } from '../../activities/ledger/checkouts.ts';
import type { Ledger } from '../../activities/ledger/database.ts';
import type { ScheduleState } from '../../workflows/contract/jams.ts';
import { checkoutQuery, WORKFLOW_TYPE } from '../../workflows/contract/messages.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import type { Temporal } from '../platform/index.ts';
import { describeProcess } from '../platform/workflow-client/describe-process.ts';
import { findJams } from '../platform/workflow-client/find-jams.ts';
import { reconcileScheduleId } from '../platform/workflow-client/reconcile-schedule.ts';

const SCHEDULE: Record<Exclude<ScheduleState, 'running'>, string> = {
  paused: 'the schedule of reconciliation is paused: unpause it in Temporal',
  missing: 'there is no schedule of reconciliation: start a worker, which makes it',
  stalled:
    'the schedule of reconciliation has started nothing for some periods: look at its last run in Temporal, and terminate it',
};

/** What does not go on beside the processes of the checkouts: other workflows, and the schedule of reconciliation. */
export async function auditJams({ client }: Temporal, taskQueue: string): Promise<Finding[]> {
  const { stuck, schedule } = await findJams(client, taskQueue, new Date());
  const others = stuck.filter(({ type }) => type !== WORKFLOW_TYPE);
  return [
    ...(schedule === 'running'
      ? []
      : [{ checkoutId: reconcileScheduleId(taskQueue), about: 'process', why: SCHEDULE[schedule] } as const]),
    ...others.map((jammed): Finding => {
      const [checkoutId = jammed.workflowId] = checkoutOf(jammed);
      return { checkoutId, about: 'process', why: `${jammed.type} ${jammed.workflowId} fails at every try (${jammed.why})` };
    }),
  ];
}

/** How long a process may take to answer everybody and end, once its final status is in the ledger. */
const LEAVES_WITHIN_MS = 60_000;

/**
 * An open checkout has a running workflow, whose facts fit the rows. An ended one has none, or one that is just ending. Its facts are
 * those of its end, and rows follow later ones.
 */
export async function auditWorkflow({ client }: Temporal, db: Ledger, row: CheckoutRow): Promise<Finding[]> {
  const { id, status, completedAt } = row;
  const expected = isFinal(status) ? 'ended' : 'running';
  const process = await describeProcess(client, id);
  const found = process === null ? 'gone' : process.status.name === 'RUNNING' ? 'running' : 'ended';
  const isLeaving = completedAt !== null && Date.now() - completedAt.getTime() < LEAVES_WITHIN_MS;
  const agrees = found === expected || (expected === 'ended' && (found === 'gone' || isLeaving));
  if (!agrees) return [{ checkoutId: id, about: 'workflow', ledger: expected, found }];
  const jam = process === null ? null : jamOf(process);
  if (jam !== null) return [{ checkoutId: id, about: 'process', why: jam }];
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

/** A third try comes after the code has failed twice on two workers' caches: it is no accident any more. */
const TRIES = 3;
/** A call without a bound of tries is paused for half a minute at most, and tried for as long as it takes. */
const CALLS = 8;

/** Why a process does not go on, of which Temporal shows what it waits for; null where it does. */
function jamOf({ raw: { pendingWorkflowTask, pendingActivities } }: WorkflowExecutionDescription): string | null {
  const tries = pendingWorkflowTask?.attempt ?? 0;
  if (tries >= TRIES) return `its process fails at every try (${tries} so far): npm run repair`;
  const call = (pendingActivities ?? []).find(({ attempt, expirationTime }) => (attempt ?? 0) >= CALLS && expirationTime == null);
  return call === undefined
    ? null
    : `its process waits for ${call.activityType?.name}, which fails at every try (${call.attempt} so far)`;
}
