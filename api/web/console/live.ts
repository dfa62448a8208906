import { setTimeout as delay } from 'node:timers/promises';
import type { Context, Hono } from 'hono';
import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import { meSchema, type MeView } from '../../v1/me/schemas.ts';
import { valueOf } from './api-calls.ts';
import type { ConsoleEnv } from './env.ts';
import type { Sessions } from './session.ts';

/** What has changed in a channel: ids of checkouts, none where it is of no checkout. */
interface Changed {
  channel: string;
  checkouts: readonly string[];
}

/** What all processes change, as pages hear of it. */
interface Changes {
  /** Has somebody hear of it until they unsubscribe or are told that it is lost; null where nothing is heard at present. */
  subscribe(subscriber: { changed: (what: Changed) => void; lost: () => void }): (() => void) | null;
}

export interface LiveOptions {
  changes: Changes;
  /** How often a stream is written to, and its session and roles looked at. By default 15 s. */
  beatMs?: number;
  /** How many streams there may be at once, of a session and in all. By default 4 and 500. */
  most?: { ofSession: number; inAll: number };
}

const BEAT_MS = 15_000;
/** Browsers open six connections to a host over HTTP/1.1, and some must be left for the pages themselves. */
const MOST = { ofSession: 4, inAll: 500 };
/** More than this, and a page is told that anything may have changed. */
const MOST_IDS = 500;

/**
 * The stream of server-sent events of open pages: ids of what has changed in the channels that somebody sees. It ends with the session, when
 * the connection to PostgreSQL is lost, and when the process stops; it is refused with 503 where nothing is heard or there are too many. Pages
 * look by themselves then.
 */
export function registerLive(
  app: Hono<ConsoleEnv>,
  { changes, beatMs = BEAT_MS, most = MOST }: LiveOptions,
  sessions: Sessions,
): void {
  const open = new Map<string, number>();
  const add = (sessionId: string, more: 1 | -1): void => {
    const left = (open.get(sessionId) ?? 0) + more;
    if (left > 0) open.set(sessionId, left);
    else open.delete(sessionId);
  };
  app.get('/live', (c) => {
    const sessionId = c.get('sessionId');
    const all = [...open.values()].reduce((sum, each) => sum + each, 0);
    const isFull = all >= most.inAll || (open.get(sessionId) ?? 0) >= most.ofSession;
    const news = isFull ? null : newsFrom(changes);
    if (news === null) return c.text('Not now.', 503, { 'retry-after': '30' });
    add(sessionId, 1);
    const close = (): void => {
      news.end();
      add(sessionId, -1);
    };
    const answer = streamSSE(c, (stream) => {
      stream.onAbort(news.end);
      return tell(stream, news, channelsOf(c.get('me')), async () => whoIsThere(c, sessions), beatMs).finally(close);
    });
    c.header('cache-control', 'no-store');
    c.header('x-accel-buffering', 'no');
    return answer;
  });
}

/** The channels that somebody sees; null: all. */
const channelsOf = ({ roles }: MeView): ReadonlySet<string> | null =>
  roles.some(({ channel }) => channel === null) ? null : new Set(roles.flatMap(({ channel }) => channel ?? []));

/** Who is signed in still; null where the session has ended. */
async function whoIsThere(c: Context<ConsoleEnv>, sessions: Sessions): Promise<MeView | null> {
  return (await sessions.read(c)) === null ? null : valueOf(await c.get('api').get('/v1/me', meSchema));
}

/**
 * Writes what is new, and something every `beatMs`, until the stream is over. A slow reader gets all at once that is new by then; one who takes
 * nothing for that long is gone, or never reads, as whoever asks for the head alone.
 */
async function tell(
  stream: SSEStreamingApi,
  news: News,
  channels: ReadonlySet<string> | null,
  who: () => Promise<MeView | null>,
  beatMs: number,
): Promise<void> {
  let seen = channels;
  const isTaken = (text: string): Promise<boolean> => within(beatMs, stream.write(text));
  if (!(await isTaken(': open\n\n'))) return;
  for (let beatAt = Date.now() + beatMs; ;) {
    const isOver = await news.next(beatAt - Date.now());
    if (isOver) return;
    const ids = news.take(seen);
    if (ids !== null && !(await isTaken(`event: changed\ndata: ${JSON.stringify(ids)}\n\n`))) return;
    if (Date.now() < beatAt) continue;
    // What cannot be asked for is not known: the page comes again.
    const me = await who().catch(() => null);
    if (me === null) return;
    seen = channelsOf(me);
    if (!(await isTaken(': beat\n\n'))) return;
    beatAt = Date.now() + beatMs;
  }
}

/** False where that takes longer. */
async function within(ms: number, done: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const isLate = delay(ms, false, { signal: timer.signal, ref: false }).catch(() => false);
  const isDone = await Promise.race([done.then(() => true), isLate]);
  timer.abort();
  return isDone;
}

/** What one stream has not told yet. */
interface News {
  /** Resolves when there is something, or after `ms`; true once the stream is over. */
  next(ms: number): Promise<boolean>;
  /** What has changed in these channels since it was taken last; null: nothing. Too many ids are `any`. */
  take(channels: ReadonlySet<string> | null): { checkouts: string[] } | { any: true } | null;
  end: () => void;
}

function newsFrom(changes: Changes): News | null {
  const gathered = new Map<string, Set<string>>();
  let isOver = false;
  let wake = (): void => undefined;
  const end = (): void => {
    isOver = true;
    unsubscribe?.();
    wake();
  };
  const unsubscribe = changes.subscribe({
    changed: ({ channel, checkouts }) => {
      const ids = gathered.get(channel) ?? new Set();
      for (const id of checkouts) if (ids.size <= MOST_IDS) ids.add(id);
      gathered.set(channel, ids);
      wake();
    },
    lost: end,
  });
  if (unsubscribe === null) return null;
  return {
    next: async (ms) => {
      if (!isOver && gathered.size === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.max(0, ms));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return isOver;
    },
    take: (channels) => {
      const told = [...gathered].filter(([channel]) => channels === null || channels.has(channel)).map(([, ids]) => [...ids]);
      gathered.clear();
      if (told.length === 0) return null;
      const checkouts = told.flat();
      return checkouts.length > MOST_IDS ? { any: true } : { checkouts };
    },
    end,
  };
}
