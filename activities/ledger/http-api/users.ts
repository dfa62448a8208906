import { and, asc, eq, gt, isNotNull, isNull, sql, type InferSelectModel } from 'drizzle-orm';
import type { Ledger, Transaction } from '../database.ts';
import { users, userSessions } from '../schema/index.ts';

export type UserRow = InferSelectModel<typeof users>;
export type Role = UserRow['role'];

/** What lets somebody choose a password, once: only the hash is stored. */
export interface Invitation {
  hash: string;
  until: Date;
}

type NewUser = Pick<UserRow, 'id' | 'name' | 'role' | 'channel'>;

/** Stores somebody who can sign in once the invitation is accepted. False where the name is taken. */
export async function addUser(db: Ledger, user: NewUser, { hash, until }: Invitation): Promise<boolean> {
  const added = await db
    .insert(users)
    .values({ ...user, invitationHash: hash, invitedUntil: until })
    .onConflictDoNothing()
    .returning({ id: users.id });
  return added.length > 0;
}

/** Everybody who is not removed, by name. */
export async function listUsers(db: Ledger): Promise<UserRow[]> {
  return db.select().from(users).where(isNull(users.removedAt)).orderBy(asc(users.name));
}

export async function findUser(db: Ledger | Transaction, name: string): Promise<UserRow | null> {
  const [row] = await db
    .select()
    .from(users)
    .where(and(eq(users.name, name), isNull(users.removedAt)));
  return row ?? null;
}

/** Invites somebody once more; an earlier invitation is void. The password stays until this one is accepted. */
export async function inviteUser(db: Ledger, id: string, { hash, until }: Invitation): Promise<void> {
  await db.update(users).set({ invitationHash: hash, invitedUntil: until }).where(eq(users.id, id));
}

const isOpen = (invitationHash: string) =>
  and(eq(users.invitationHash, invitationHash), gt(users.invitedUntil, sql`now()`), isNull(users.removedAt));

/** Whose invitation this is, while it can be accepted. */
export async function findInvited(db: Ledger, invitationHash: string): Promise<UserRow | null> {
  const [row] = await db.select().from(users).where(isOpen(invitationHash));
  return row ?? null;
}

/** Gives the invited their password and ends the sessions that an earlier one began. Null where the invitation is void; it works once. */
export async function acceptInvitation(db: Ledger, invitationHash: string, passwordHash: string): Promise<UserRow | null> {
  return db.transaction(async (tx) => {
    const set = { passwordHash, invitationHash: null, invitedUntil: null };
    const [row] = await tx.update(users).set(set).where(isOpen(invitationHash)).returning();
    if (row === undefined) return null;
    await tx.delete(userSessions).where(eq(userSessions.userId, row.id));
    return row;
  });
}

/** What became of a change: `last-administrator` where nobody would be left who may manage people, and nothing was changed. */
export type UserChange = 'done' | 'unknown' | 'last-administrator';

type Rights = Pick<UserRow, 'role' | 'channel'>;

/** Changes what somebody may do, also in the sessions that they have. */
export const changeUser = (db: Ledger, name: string, change: Rights): Promise<UserChange> =>
  keepingAnAdministrator(db, name, change);

/** Removes somebody for ever, with their sessions. */
export const removeUser = (db: Ledger, name: string): Promise<UserChange> => keepingAnAdministrator(db, name, 'remove');

/** The administrators are locked, so that two who are removed at once do not each count on the other. */
async function keepingAnAdministrator(db: Ledger, name: string, change: Rights | 'remove'): Promise<UserChange> {
  return db.transaction(async (tx) => {
    const able = and(eq(users.role, 'administrator'), isNotNull(users.passwordHash), isNull(users.removedAt));
    const administrators = await tx.select({ id: users.id }).from(users).where(able).orderBy(asc(users.id)).for('update');
    const user = await findUser(tx, name);
    if (user === null) return 'unknown';
    const isLast = administrators.length === 1 && administrators[0]?.id === user.id;
    if (isLast && (change === 'remove' || change.role !== 'administrator')) return 'last-administrator';
    if (change === 'remove') await tx.delete(userSessions).where(eq(userSessions.userId, user.id));
    await tx
      .update(users)
      .set(change === 'remove' ? REMOVED : change)
      .where(eq(users.id, user.id));
    return 'done';
  });
}

const REMOVED = { removedAt: sql`now()`, invitationHash: null, invitedUntil: null, passwordHash: null };
