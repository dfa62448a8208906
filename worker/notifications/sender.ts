import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { queryFailure, type Ledger } from '../../activities/ledger/database.ts';
import { holdQueues, keepHold, releaseQueue, type HeldQueue } from '../../activities/ledger/notification-queues.ts';
import { sendQueue, type SenderDeps } from './send-queue.ts';

/** How often it looks for what another process has written, or what a pause or a killed sender left. */
const POLL_MS = 1_000;
/** So long it waits for more once it is woken. Meanwhile the activity that has woken it answers whoever waits. */
const GATHER_MS = 25;
/** Checkouts at once. */
const MAX_SENDING = 50;
/** A third of what a hold lasts: a try and what follows from it may take longer. */
const KEEP_HOLD_EVERY_MS = 2_000;
/** The pause of a queue that could not be worked on, as where its channel cannot be read. */
const TROUBLE_PAUSE_MS = 60_000;

/** Sends what waits in the outbox, beside the worker's activities and without a workflow. */
export interface Sender {
  /** Has it look at once, instead of within a second. */
  wake(): void;
  /** Ends the tries that are on their way, so that another sender repeats them at once. Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/** Starts a sender. Any number may run, in any number of processes: each checkout's queue is held by one at a time. */
export function startSender(deps: SenderDeps, log: Logger): Sender {
  const stopping = new AbortController();
  const sending = new Set<Promise<void>>();
  const { wake, pause } = createPause();

  const start = (queue: HeldQueue): void => {
    const running = sendOrRelease(deps, log, queue, stopping.signal)
      .then((isDueAgain) => {
        if (isDueAgain || sending.size === MAX_SENDING) wake();
      })
      .finally(() => sending.delete(running));
    sending.add(running);
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const free = MAX_SENDING - sending.size;
      const queues = free === 0 ? [] : await holdQueues(deps.db, randomUUID(), free).catch((error: unknown) => none(log, error));
      queues.forEach(start);
      await pause(POLL_MS);
    }
  };
  const running = run();
  return {
    wake,
    stop: async () => {
      stopping.abort();
      wake();
      await running;
      await Promise.all(sending);
    },
  };
}

/** A pause that `wake` ends, also one that has not begun yet. */
function createPause(): { wake: () => void; pause: (ms: number) => Promise<void> } {
  let isWoken = false;
  let waiting = new AbortController();
  return {
    wake: () => {
      isWoken = true;
      waiting.abort();
    },
    pause: async (ms) => {
      waiting = new AbortController();
      if (!isWoken) await setTimeout(ms, undefined, { signal: waiting.signal }).catch(() => undefined);
      if (isWoken) await setTimeout(GATHER_MS);
      isWoken = false;
    },
  };
}

/** Sends a queue; true where it is due again at once. One that fails is logged and released, or its hold ends by itself. */
async function sendOrRelease(deps: SenderDeps, log: Logger, queue: HeldQueue, stopping: AbortSignal): Promise<boolean> {
  try {
    return await whileHeld(deps.db, queue, stopping, (signal) => sendQueue(deps, queue, signal));
  } catch (error) {
    if (!stopping.aborted) log.error({ checkout_id: queue.checkoutId, error: causeOf(error) }, 'notifications could not be sent');
    await releaseQueue(deps.db, queue, stopping.aborted ? 0 : TROUBLE_PAUSE_MS).catch(() => undefined);
    return false;
  }
}

/** Keeps the hold while `work` runs. Its signal is aborted where another sender has the queue, or where this one stops. */
async function whileHeld<T>(
  db: Ledger,
  queue: HeldQueue,
  stopping: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const keep = async (): Promise<void> => {
    if (!(await keepHold(db, queue))) lost.abort(new Error('Another sender has its queue.'));
  };
  // A ledger that does not answer now gives the queue to nobody else either.
  const keeping = setInterval(() => void keep().catch(() => undefined), KEEP_HOLD_EVERY_MS);
  try {
    return await work(AbortSignal.any([stopping, lost.signal]));
  } finally {
    clearInterval(keeping);
  }
}

function none(log: Logger, error: unknown): never[] {
  log.error({ error: causeOf(error) }, 'the outbox could not be read');
  return [];
}

/** A failed query carries its parameters, which are orders: only PostgreSQL's own message may be logged. */
const causeOf = (error: unknown): string => {
  const failure = queryFailure(error);
  return failure === null ? String(error) : `The ledger failed: ${failure.cause?.message ?? 'no reason given'}`;
};
