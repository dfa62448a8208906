import { Context } from '@temporalio/activity';
import type { Apruve } from '../apruve/client.ts';
import { ApruveError } from '../apruve/errors.ts';
import type { ActivityDeps } from '../deps.ts';
import { reserveRequests } from '../ledger/pace.ts';

/** How long before it sends them a worker reserves requests: so little is lost with a worker that is killed. */
const RESERVED_MS = 250;

/** The requests to Apruve of one call of reconciliation, for one channel. */
export interface Paced {
  /** The same, with a channel's client that waits for its turn before each request. */
  deps: ActivityDeps;
  /** How many requests Apruve has answered, also where it knows nothing of what was asked for. */
  answered: () => number;
}

/**
 * Holds the requests of reconciliation to a channel's rate, over all workers and whatever else reconciles at the same time. Requests that
 * somebody waits for are not counted, and not held up.
 */
export function paced(deps: ActivityDeps, channelId: string): Paced {
  const turn = turns(deps, channelId);
  let answered = 0;
  const slowed = (apruve: Apruve): Apruve => ({
    merchantId: apruve.merchantId,
    send: async (request) => {
      await turn();
      const sent = apruve.send(request);
      await sent.catch((error: unknown) => {
        if (!isAnswer(error)) throw error;
      });
      answered += 1;
      return sent;
    },
  });
  const channel: ActivityDeps['channel'] = async (id, how) => {
    const found = await deps.channel(id, how);
    return { ...found, apruve: slowed(found.apruve) };
  };
  return { deps: { ...deps, channel }, answered: () => answered };
}

/** An answer about what was asked for; another thing would be answered with that. Neither silence nor a refused key is one. */
const isAnswer = (error: unknown): boolean =>
  error instanceof ApruveError && error.kind !== 'auth' && error.kind !== 'unreachable';

/** Resolves when the next request may be sent. */
function turns({ db, clock, reconciliation }: ActivityDeps, channelId: string): () => Promise<void> {
  const gapMs = 1_000 / reconciliation.requestsPerSecond;
  const count = Math.max(1, Math.floor(RESERVED_MS / gapMs));
  let times: number[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const take = async (): Promise<number> => {
    if (times.length === 0) {
      const first = clock().getTime() + (await reserveRequests(db, channelId, count, gapMs));
      times = Array.from({ length: count }, (_, i) => first + i * gapMs);
    }
    return times.shift() ?? 0;
  };
  return async () => {
    // One after the other: who comes while times are reserved takes one of them.
    const taking = last.then(take);
    last = taking.catch(() => undefined);
    const waitMs = (await taking) - clock().getTime();
    if (waitMs > 0) await Context.current().sleep(waitMs);
  };
}
