import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Ledger, Reader } from '../database.ts';

/** Where something has changed. */
export interface Change {
  channel: string;
  /** Null where it is of no checkout. */
  checkoutId: string | null;
}

/** The name of the notifications of PostgreSQL that say what has changed. */
export const CHANGES = 'checkout_changes';

/** So long changes are gathered before they are said. */
const GATHER_MS = 150;
/** A notification takes 8,000 bytes at most, and an id has 30. */
const MOST_IDS = 200;
/** So long a process that stops waits until the last ones are said. */
const LAST_WITHIN_MS = 1_000;

/** Says what has changed to every process that listens (`listenForChanges`). */
export interface Announcer {
  add(change: Change): void;
  /** Says what has not been said yet, where that takes no longer than a second. */
  close(): Promise<void>;
}

const announcers = new WeakMap<Reader, Announcer>();

/**
 * Has it said that something has changed, once it is committed. It takes no part in the caller's transaction, nor does the caller wait: a commit
 * that notifies takes a lock of the whole database. So what a killed process had gathered is not said. Inside a transaction it says nothing.
 */
export const announce = (db: Reader, change: Change): void => announcers.get(db)?.add(change);

/** Announces what is changed through `db` from now on: in one statement for all changes of 150 ms. */
export function announcerOf(db: Ledger): Announcer {
  let gathered = new Map<string, Set<string>>();
  let saying: Promise<void> | undefined;
  const say = async (): Promise<void> => {
    await delay(GATHER_MS, undefined, { ref: false });
    const texts = textsOf(gathered);
    gathered = new Map();
    saying = undefined;
    // Where the database is gone, so are those who listen: they look for themselves once it is back.
    await db
      .execute(sql`select pg_notify(${CHANGES}, text) from unnest(${sql.param(texts)}::text[]) text`)
      .catch(() => undefined);
  };
  const announcer: Announcer = {
    add: ({ channel, checkoutId }) => {
      const ids = gathered.get(channel) ?? new Set();
      if (checkoutId !== null) ids.add(checkoutId);
      gathered.set(channel, ids);
      saying ??= say();
    },
    close: async () => {
      announcers.delete(db);
      await Promise.race([saying, delay(LAST_WITHIN_MS, undefined, { ref: false })]);
    },
  };
  announcers.set(db, announcer);
  return announcer;
}

/** What is said, as texts that are short enough. */
function textsOf(gathered: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return [...gathered].flatMap(([channel, ids]) => {
    const all = [...ids];
    const parts = Array.from({ length: Math.max(1, Math.ceil(all.length / MOST_IDS)) }, (_, n) =>
      all.slice(n * MOST_IDS, (n + 1) * MOST_IDS),
    );
    return parts.map((checkouts) => JSON.stringify({ channel, checkouts }));
  });
}
