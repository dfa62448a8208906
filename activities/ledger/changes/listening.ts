import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { z } from 'zod';
import { CHANGES } from './announcing.ts';

/** What has changed in a channel: some checkouts, or something that is of none. */
const changedSchema = z.object({ channel: z.string(), checkouts: z.array(z.string()) });
type Changed = z.infer<typeof changedSchema>;

interface Subscriber {
  changed: (what: Changed) => void;
  /** Nothing is heard any more, because the connection is lost or the process stops. */
  lost: () => void;
}

/** What all processes change, heard over one connection. */
export interface Changes {
  /** Has somebody hear of it until they unsubscribe or are told that it is lost; null where nothing is heard at present. */
  subscribe(subscriber: Subscriber): (() => void) | null;
  /** Ends the connection, for good. */
  stop(): Promise<void>;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** How often the connection is tried, and for how long: nobody is told of one that is cut on its way. */
const TRIED_EVERY_MS = 15_000;
const ANSWERS_WITHIN_MS = 5_000;

/**
 * Listens for what is announced, and again after growing pauses where the connection is lost. It needs a connection of its own for as
 * long as it lasts, so no pool between it and PostgreSQL that lends one for a transaction. `onError` hears why a connection was lost.
 */
export function listenForChanges(url: string, onError: (error: unknown) => void): Changes {
  const stopping = new AbortController();
  const subscribers = new Set<Subscriber>();
  let isHeard = false;
  const tell = (payload: string | undefined): void => {
    const what = changedIn(payload);
    if (what !== null) for (const { changed } of subscribers) changed(what);
  };
  const lose = (): void => {
    isHeard = false;
    const told = [...subscribers];
    subscribers.clear();
    for (const { lost } of told) lost();
  };
  const run = async (): Promise<void> => {
    let pause = FIRST_PAUSE_MS;
    const started = (): void => {
      isHeard = true;
      pause = FIRST_PAUSE_MS;
    };
    while (!stopping.signal.aborted) {
      await listenOnce(url, { started, tell }, stopping.signal).catch(onError);
      lose();
      await delay(pause, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  };
  const running = run();
  return {
    subscribe: (subscriber) => {
      if (!isHeard) return null;
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

interface Hearing {
  started: () => void;
  tell: (payload: string | undefined) => void;
}

/** Listens over one connection; rejects where that is lost, resolves where `stopping` ends it. */
async function listenOnce(url: string, { started, tell }: Hearing, stopping: AbortSignal): Promise<void> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: ANSWERS_WITHIN_MS,
    query_timeout: ANSWERS_WITHIN_MS,
    keepAlive: true,
    application_name: 'checkout changes',
  });
  const lost = new Promise<never>((_, reject) => {
    client.on('error', reject);
    client.once('end', () => reject(new Error('The connection that listens for changes has ended.')));
  });
  // Also while nobody waits for it yet.
  lost.catch(() => undefined);
  try {
    await client.connect();
    client.on('notification', ({ payload }) => tell(payload));
    await client.query(`listen ${CHANGES}`);
    started();
    await Promise.race([lost, triedUntil(stopping, client)]);
  } finally {
    // One that is cut on its way would be waited for.
    void client.end().catch(() => undefined);
  }
}

async function triedUntil(stopping: AbortSignal, client: Client): Promise<void> {
  while (!stopping.aborted) {
    await delay(TRIED_EVERY_MS, undefined, { signal: stopping, ref: false }).catch(() => undefined);
    if (!stopping.aborted) await client.query('select 1');
  }
}

function changedIn(payload: string | undefined): Changed | null {
  try {
    return changedSchema.parse(JSON.parse(payload ?? ''));
  } catch {
    return null;
  }
}
