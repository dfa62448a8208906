import { and, asc, eq, gt, isNull, lt, sql, type InferSelectModel } from 'drizzle-orm';
import type { Ledger, Reader } from '../database.ts';
import { users, userSessions } from '../schema/index.ts';
import type { UserRow } from './users.ts';

type UserSessionRow = InferSelectModel<typeof userSessions>;

/** A session to be stored; its token never is, only its hash. */
export type NewUserSession = Pick<UserSessionRow, 'id' | 'userId' | 'hash' | 'until'>;

export async function storeUserSession(db: Reader, session: NewUserSession): Promise<void> {
  await db.insert(userSessions).values(session);
}

/** Whose session this is, as they are now, while it lasts; by the database's clock. */
export async function findSignedIn(db: Ledger, hash: string): Promise<{ user: UserRow; until: Date } | null> {
  const [row] = await db
    .select({ user: users, until: userSessions.until })
    .from(userSessions)
    .innerJoin(users, eq(users.id, userSessions.userId))
    .where(and(eq(userSessions.hash, hash), gt(userSessions.until, sql`now()`), isNull(users.removedAt)));
  return row ?? null;
}

/** A session with whose it is. Who signs in at the provider of OpenID Connect has no password, and nobody has both. */
type ListedSession = UserSessionRow & Pick<UserRow, 'name' | 'openidSubject'>;

/** The sessions of everybody that last, oldest first. */
export async function listUserSessions(db: Ledger): Promise<ListedSession[]> {
  const rows = await db
    .select({ session: userSessions, name: users.name, openidSubject: users.openidSubject })
    .from(userSessions)
    .innerJoin(users, eq(users.id, userSessions.userId))
    .where(gt(userSessions.until, sql`now()`))
    .orderBy(asc(userSessions.createdAt));
  return rows.map(({ session, ...user }) => ({ ...session, ...user }));
}

/** Ends a session by its id or by the hash of its token. False where there is none. */
export async function endUserSession(db: Reader, which: { id: string } | { hash: string }): Promise<boolean> {
  const is = 'id' in which ? eq(userSessions.id, which.id) : eq(userSessions.hash, which.hash);
  return (await db.delete(userSessions).where(is).returning({ id: userSessions.id })).length > 0;
}

/** Deletes the sessions that have ended by themselves. */
export async function purgeUserSessions(db: Ledger): Promise<void> {
  await db.delete(userSessions).where(lt(userSessions.until, sql`now()`));
}
