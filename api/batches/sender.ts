import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { holdLines, type HeldLine } from '../../activities/ledger/batches.ts';
import type { Ledger } from '../../activities/ledger/database.ts';
import { loggable } from '../http/loggable.ts';
import { sendLine } from './send-line.ts';

/** How often it looks for what was asked for, or what another API has left; and while it sends, for what is due again. */
const POLL_MS = 2_000;
const POLL_WHILE_SENDING_MS = 500;
/** Lines at once. Each is a request like any other, so it takes no more than other callers leave. */
const MAX_SENDING = 4;
/** Longer than a request takes at most: after it another API sends the line, under the same idempotency key. */
const HOLD_MS = 20_000;

export interface BatchSenderDeps {
  db: Ledger;
  /** The product's own HTTP API. */
  fetchApi: (request: Request) => Promise<Response>;
  log: Logger;
}

/** Sends the invoices of batches, beside the routes. */
export interface BatchSender {
  /** Takes nothing more. Resolves when what is on its way is answered. */
  stop(): Promise<void>;
}

/** Starts a sender. Any number may run, in any number of processes: a line is held by one at a time, and sent under one key. */
export function startBatchSender(deps: BatchSenderDeps): BatchSender {
  const stopping = new AbortController();
  const sending = new Set<Promise<void>>();
  const start = (line: HeldLine): void => {
    const running = sendLine(deps, line)
      .catch((error: unknown) =>
        deps.log.error({ ...loggable(error), batch: line.batchId }, 'a line of a batch could not be sent'),
      )
      .finally(() => sending.delete(running));
    sending.add(running);
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const free = MAX_SENDING - sending.size;
      const lines = free === 0 ? [] : await holdLines(deps.db, free, HOLD_MS).catch((error: unknown) => none(deps.log, error));
      lines.forEach(start);
      const pause = setTimeout(sending.size === 0 ? POLL_MS : POLL_WHILE_SENDING_MS, undefined, {
        signal: stopping.signal,
      }).catch(() => undefined);
      await (sending.size === 0 ? pause : Promise.race([...sending, pause]));
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
      await Promise.all(sending);
    },
  };
}

function none(log: Logger, error: unknown): never[] {
  log.debug(loggable(error), 'batches could not be read');
  return [];
}
