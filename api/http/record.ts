import type { Context } from 'hono';
import type { Ledger, Transaction } from '../../activities/ledger/database.ts';
import type { Deed } from '../../activities/ledger/deeds.ts';
import { recorded } from '../../activities/ledger/setup-changes.ts';
import type { AppEnv } from './app-env.ts';
import { actorOf } from './identity/caller.ts';

/**
 * Runs a write of the set-up and records that the caller made it, in one database transaction. Every route that changes channels, users,
 * keys or sessions writes through here. `isDone`: whether something was changed; by default where the write answers neither null nor false.
 */
export const record = <T>(
  c: Context<AppEnv>,
  db: Ledger,
  deed: Deed,
  write: (tx: Transaction) => Promise<T>,
  isDone?: (outcome: T) => boolean,
): Promise<T> => recorded(db, actorOf(c.get('caller')), deed, write, isDone);
