import { Context } from '@temporalio/activity';
import type { Apruve } from '../apruve/client.ts';
import { ApruveError } from '../apruve/errors.ts';
import type { ActivityDeps } from '../deps.ts';
import { holdRequests, reserveRequests } from '../ledger/pace.ts';

/** How long before it sends them a worker reserves requests: so little is lost with a worker that is killed. */
const RESERVED_MS = 250;

/** How long nothing is sent where Apruve has said that it was too much, but not when to come again. */
const PAUSE_MS = 5_000;
/** However long Apruve asks for, the channel is looked at again within a quarter of an hour. */
const HELD_AT_MOST_MS = 15 * 60_000;
/** What has to wait for longer fails instead: a reconciliation that looks the same an hour later is no use. */
const LONGEST_WAIT_MS = 60_000;
/** How often a request is sent where each time it was too much. */
const TRIES = 4;

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
  const turns = turnsOf(deps, channelId);
  let answered = 0;
  const slowed = (apruve: Apruve): Apruve => ({
    merchantId: apruve.merchantId,
    send: async (request) => {
      for (let tries = 1; ; tries += 1) {
        await turns.next();
        try {
          const read = await apruve.send(request);
          answered += 1;
          return read;
        } catch (error) {
          if (isAnswer(error)) answered += 1;
          if (!isTooMuch(error)) throw error;
          await turns.hold(Math.min(error.retryAfterMs ?? PAUSE_MS, HELD_AT_MOST_MS));
          if (tries === TRIES) throw error;
        }
      }
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

/** Nothing was done: it is to be sent again later, and so is everything else. */
const isTooMuch = (error: unknown): error is ApruveError =>
  error instanceof ApruveError && (error.status === 429 || error.retryAfterMs !== null);

interface Turns {
  /** Resolves when the next request may be sent; rejects where that takes too long. */
  next(): Promise<void>;
  /** Sends nothing for so long, whichever worker asks. */
  hold(ms: number): Promise<void>;
}

function turnsOf({ db, clock, reconciliation }: ActivityDeps, channelId: string): Turns {
  const gapMs = 1_000 / reconciliation.requestsPerSecond;
  const count = Math.max(1, Math.floor(RESERVED_MS / gapMs));
  let times: number[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const take = async (): Promise<number> => {
    if (times.length === 0) {
      const first = clock().getTime() + (await reserveRequests(db, channelId, count, gapMs, LONGEST_WAIT_MS));
      times = Array.from({ length: count }, (_, i) => first + i * gapMs);
    }
    return times.shift() ?? 0;
  };
  const next = async (): Promise<void> => {
    // One after the other: who comes while times are reserved takes one of them.
    const taking = last.then(take);
    last = taking.catch(() => undefined);
    const waitMs = (await taking) - clock().getTime();
    if (waitMs > LONGEST_WAIT_MS)
      throw new ApruveError('unreachable', `Apruve wants no requests for another ${Math.round(waitMs / 1_000)} s`);
    if (waitMs > 0) await Context.current().sleep(waitMs);
  };
  const hold = async (ms: number): Promise<void> => {
    await holdRequests(db, channelId, ms);
    // What was reserved before is not sent in the meantime.
    times = [];
  };
  return { next, hold };
}
