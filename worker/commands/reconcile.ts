import { randomUUID } from 'node:crypto';
import { clearLine, cursorTo } from 'node:readline';
import type { WriteStream } from 'node:tty';
import { setTimeout } from 'node:timers/promises';
import {
  RECONCILE_WORKFLOW_TYPE,
  reconcileProgressQuery,
  type ReconcileProgress,
  type ReconcileResult,
  type ReconcileWish,
} from '../../workflows/contract/reconcile.ts';
import { PRIORITY } from '../../workflows/contract/task-queues.ts';
import { connectTemporal, type Config } from '../platform/index.ts';

const LOOK_EVERY_MS = 1_000;

/** Runs one reconciliation now, beside the scheduled ones, and waits for its result; tells each second how far it is. A worker has to be running. */
export async function reconcile(
  config: Config,
  wish: ReconcileWish = {},
  tell: (progress: ReconcileProgress) => void = () => {},
): Promise<ReconcileResult> {
  const temporal = await connectTemporal(config);
  const over = new AbortController();
  try {
    const { taskQueue } = config.temporal;
    const options = { workflowId: `reconcile-now-${randomUUID()}`, taskQueue, args: [wish], priority: PRIORITY.background };
    const handle = await temporal.client.workflow.start(RECONCILE_WORKFLOW_TYPE, options);
    // Without its run, so that the run is asked which goes on.
    const latest = temporal.client.workflow.getHandle(handle.workflowId);
    const ask = async (): Promise<void> => {
      while (!over.signal.aborted) {
        // A worker that is away for a moment answers the next.
        const progress = await latest.query(reconcileProgressQuery).catch(() => null);
        if (progress !== null && !over.signal.aborted) tell(progress);
        await setTimeout(LOOK_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
      }
    };
    const asking = ask();
    const result: ReconcileResult = await handle.result();
    over.abort();
    await asking;
    return result;
  } finally {
    over.abort();
    await temporal.close();
  }
}

const BAR = 30;

/** Draws how far it is, on a terminal in one line that is drawn anew. Elsewhere a line for each tenth. */
export function progressBar(to: WriteStream | NodeJS.WriteStream): (progress: ReconcileProgress) => void {
  let tenths = 0;
  return ({ total, done, channels }) => {
    const part = total === 0 ? 1 : done / total;
    const filled = Math.round(part * BAR);
    const held = channels.filter(({ why }) => why !== null).length;
    const line = `[${'='.repeat(filled)}${' '.repeat(BAR - filled)}] ${done} of ${total} checkouts${held > 0 ? `, ${held} channels held up` : ''}`;
    if (to.isTTY) {
      cursorTo(to, 0);
      to.write(line);
      clearLine(to, 1);
      if (part === 1) to.write('\n');
    } else if (Math.floor(part * 10) > tenths) {
      tenths = Math.floor(part * 10);
      to.write(`${line}\n`);
    }
  };
}

/** What a reconciliation did, in lines. */
export function describeReconciliation(result: ReconcileResult): string[] {
  const { looked, told, released, swept, unrepaired, unrepairedInAll = unrepaired.length, heldUp = [] } = result;
  const more = unrepairedInAll - unrepaired.length;
  return [
    `${looked} checkouts looked at, ${told} told to look again, ${released} orphan orders released, ${swept} events of the inbox settled.`,
    ...heldUp.map(({ channel, why }) => `The channel ${channel} could not be looked at to its end: ${why}`),
    ...unrepaired.map(({ checkoutId, why }) => `${checkoutId} needs a person: ${why}`),
    ...(more > 0 ? [`${more} more checkouts need a person.`] : []),
  ];
}
