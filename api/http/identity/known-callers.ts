import { findValidApiKey, noteUse } from '../../../activities/ledger/http-api/api-keys.ts';
import { findUserById } from '../../../activities/ledger/http-api/users.ts';
import { findSignedIn } from '../../../activities/ledger/http-api/user-sessions.ts';
import type { Ledger } from '../../../activities/ledger/database.ts';
import { hashApiKey, isSessionToken } from './api-key.ts';
import { rolesOfKey, type Caller } from './caller.ts';

/** Whom a key or session belongs to, and until when at most. */
interface Known {
  caller: Omit<Caller, 'isPerson'>;
  expiresAt: Date | null;
}

/** How long a valid key is remembered, and so how long a revoked key or an ended session may still work. */
const REMEMBERED_MS = 2_000;
const REMEMBERED_KEYS = 1_000;

/** Finds whom a key or session belongs to; null where it is not valid. */
export function knownCallers(db: Ledger): (token: string) => Promise<Known['caller'] | null> {
  const remembered = new Map<string, { caller: Known['caller']; until: number }>();
  return async (token) => {
    const hash = hashApiKey(token);
    const before = remembered.get(hash);
    if (before !== undefined && before.until > Date.now()) return before.caller;
    remembered.delete(hash);
    const known = isSessionToken(token) ? await ofSession(db, hash) : await ofKey(db, hash);
    if (known === null) return null;
    if (remembered.size >= REMEMBERED_KEYS) remembered.clear();
    const until = Math.min(Date.now() + REMEMBERED_MS, known.expiresAt?.getTime() ?? Infinity);
    remembered.set(hash, { caller: known.caller, until });
    return known.caller;
  };
}

/** Somebody as a caller by their id, with the rights that they have now; null where they are removed, or the key is not valid any more. */
export async function callerById(db: Ledger, { id, isUser }: Pick<Caller, 'id' | 'isUser'>): Promise<Known['caller'] | null> {
  if (isUser) {
    const user = await findUserById(db, id);
    return user === null ? null : { id, name: user.name, scope: 'admin', isUser, roles: user.roles };
  }
  const key = await findValidApiKey(db, { id });
  return key === null ? null : { id, name: key.name, scope: key.scope, isUser, roles: rolesOfKey(key) };
}

async function ofKey(db: Ledger, hash: string): Promise<Known | null> {
  const row = await findValidApiKey(db, { hash });
  if (row === null) return null;
  const { id, name, scope, expiresAt } = row;
  if (row.isUseDue) await noteUse(db, row);
  return { caller: { id, name, scope, isUser: false, roles: rolesOfKey(row) }, expiresAt };
}

async function ofSession(db: Ledger, hash: string): Promise<Known | null> {
  const found = await findSignedIn(db, hash);
  if (found === null) return null;
  const { id, name, roles } = found.user;
  return { caller: { id, name, scope: 'admin', isUser: true, roles }, expiresAt: found.until };
}
