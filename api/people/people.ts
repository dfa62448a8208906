import type { Ledger } from '../../activities/ledger/database.ts';
import { endUserSession, storeUserSession } from '../../activities/ledger/http-api/user-sessions.ts';
import { acceptInvitation, findInvited, findUser } from '../../activities/ledger/http-api/users.ts';
import { createSessionToken, hashApiKey, isSessionToken } from '../http/identity/api-key.ts';
import type { People } from '../web/console/people.ts';
import { hashPassword, isPassword } from './passwords.ts';
import { toUserName } from './user-name.ts';

/** As long as the cookie that carries it may last. */
const SESSION_MS = 8 * 3_600_000;

/** The people of the ledger, as the console's pages ask for them. */
export function ledgerPeople(db: Ledger): People {
  return {
    async signIn(name, password) {
      const user = await findUser(db, toUserName(name));
      if (!(await isPassword(user?.passwordHash ?? null, password)) || user === null) return null;
      return { userId: user.id, ...(await beginSession(db, user.id)) };
    },
    async signOut(token) {
      if (isSessionToken(token)) await endUserSession(db, { hash: hashApiKey(token) });
    },
    invited: async (token) => (await findInvited(db, hashApiKey(token)))?.name ?? null,
    async accept(token, password) {
      const hash = hashApiKey(token);
      if ((await findInvited(db, hash)) === null) return null;
      return (await acceptInvitation(db, hash, await hashPassword(password)))?.id ?? null;
    },
  };
}

/** Begins a session of a user who has proved who they are. */
export async function beginSession(db: Ledger, userId: string): Promise<{ token: string }> {
  const { id, token, hash } = createSessionToken();
  await storeUserSession(db, { id, userId, hash, until: new Date(Date.now() + SESSION_MS) });
  return { token };
}
