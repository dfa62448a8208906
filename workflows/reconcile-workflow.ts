import { ActivityFailure, isCancellation, patched, setHandler } from '@temporalio/workflow';
import { inbox, reconciliation } from './activity-proxies.ts';
import {
  reconcileProgressQuery,
  type ChannelWalk,
  type Reconciling,
  type ReconcileProgress,
  type ReconcileReport,
  type ReconcileResult,
  type ReconcileWish,
} from './contract/reconcile.ts';
import { continueInNewRun, isNewRunDue } from './process/new-run.ts';

/** What goes from one run to the next. Which checkouts have been looked at is in the ledger. */
interface Carried extends Reconciling {
  swept: number;
  channels: ChannelWalk[];
}

/** Calls in one run: some thousand events. */
const CALLS = 200;

/**
 * Repairs what a lost webhook leaves undone: sweeps the inbox, then compares the checkouts with Apruve, all channels beside each other, each
 * at its own rate. What was looked at is kept by the ledger, so a run that is cut off goes on where it was.
 */
export async function reconcileWorkflow(wish: ReconcileWish = {}, carried: Carried | null = null): Promise<ReconcileResult> {
  if (!patched('channels-beside-each-other')) return reconcileOneByOne();
  let state = carried;
  setHandler(reconcileProgressQuery, () => state && progressOf(state));
  // The sweep goes first because it hardly needs Apruve: a failure there must not keep it from being done.
  state ??= { swept: await inbox().sweepInbox(), ...(await reconciliation().beginReconciliation(wish)) };
  const { swept, channels, ...due } = state;
  let calls = 0;
  const isRunOver = (): boolean => (calls += 1) >= CALLS || isNewRunDue();
  await Promise.all(channels.map((channel) => walk(channel, due, isRunOver)));
  if (channels.some(({ isOver }) => !isOver)) return continueInNewRun<typeof reconcileWorkflow>(wish, state);
  const heldUp = channels.flatMap(({ channel, why }) => (why === null ? [] : [{ channel, why }]));
  return { ...(await reconciliation().endReconciliation(due.since)), swept, heldUp };
}

/** Walks a channel to its end, or until the run is over. One that cannot be walked holds up no other. */
async function walk(channel: ChannelWalk, due: Reconciling, isRunOver: () => boolean): Promise<void> {
  try {
    while (!channel.isOver) {
      Object.assign(channel, await nextCall(channel, due));
      if (isRunOver()) return;
    }
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    channel.isOver = true;
    channel.why = error.cause?.message ?? error.message;
  }
}

/** Apruve's list of all orders goes first, where it is read. */
const nextCall = (channel: ChannelWalk, due: Reconciling): Promise<Partial<ChannelWalk>> =>
  channel.nextList === null ? reconciliation().reconcileChannel(channel, due) : reconciliation().listOrders(channel);

function progressOf({ channels }: Carried): ReconcileProgress {
  const total = channels.reduce((sum, each) => sum + each.total, 0);
  const left = channels.reduce((sum, each) => sum + each.left, 0);
  const shown = channels.map((each) => ({
    channel: each.channel,
    total: each.total,
    left: each.left,
    isOver: each.isOver,
    why: each.why,
  }));
  return { total, done: total - left, channels: shown };
}

/** The reconciliation of 0.1.0, whose runs are replayed. */
async function reconcileOneByOne(): Promise<ReconcileResult> {
  const result: ReconcileResult = { looked: 0, told: 0, released: 0, unrepaired: [], swept: 0 };
  result.swept = await inbox().sweepInbox();
  for (let after: string | null = ''; after !== null;) {
    const { looked, told, released, unrepaired, next }: ReconcileReport = await reconciliation().reconcilePage(after);
    result.looked += looked;
    result.told += told;
    result.released += released;
    result.unrepaired.push(...unrepaired);
    after = next;
  }
  return result;
}
