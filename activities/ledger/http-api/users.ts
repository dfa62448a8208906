import { and, asc, eq, gt, isNull, sql, type InferSelectModel } from 'drizzle-orm';
import type { Ledger, Reader, Transaction } from '../database.ts';
import { EVERYWHERE, type Role, type Roles } from '../roles.ts';
import { savedViews, users, userSessions } from '../schema/index.ts';

export type UserRow = InferSelectModel<typeof users>;

/** What lets somebody choose a password, once: only the hash is stored. */
export interface Invitation {
  hash: string;
  until: Date;
}

export type NewUser = Pick<UserRow, 'id' | 'name' | 'roles'>;

/** Stores somebody who can sign in once the invitation is accepted. False where the name is taken. */
export async function addUser(db: Reader, user: NewUser, { hash, until }: Invitation): Promise<boolean> {
  const added = await db
    .insert(users)
    .values({ ...user, invitationHash: hash, invitedUntil: until })
    .onConflictDoNothing()
    .returning({ id: users.id });
  return added.length > 0;
}

/** Who somebody is at a provider of OpenID Connect. */
export interface OpenIdIdentity {
  issuer: string;
  subject: string;
}

/** The user of this identity, and of no other: a name or an email at the provider proves nothing. */
export async function findOpenIdUser(db: Reader, { issuer, subject }: OpenIdIdentity): Promise<UserRow | null> {
  const [row] = await db
    .select()
    .from(users)
    .where(and(eq(users.openidIssuer, issuer), eq(users.openidSubject, subject), isNull(users.removedAt)));
  return row ?? null;
}

/** Stores somebody who has signed in at the provider for the first time, without a role. Null where name or identity is taken. */
export async function addOpenIdUser(
  db: Reader,
  { id, name }: Pick<UserRow, 'id' | 'name'>,
  { issuer, subject }: OpenIdIdentity,
): Promise<UserRow | null> {
  const [row] = await db
    .insert(users)
    .values({ id, name, roles: {}, openidIssuer: issuer, openidSubject: subject })
    .onConflictDoNothing()
    .returning();
  return row ?? null;
}

/** Everybody who is not removed, by name. */
export async function listUsers(db: Ledger): Promise<UserRow[]> {
  return db.select().from(users).where(isNull(users.removedAt)).orderBy(asc(users.name));
}

export async function findUser(db: Reader, name: string): Promise<UserRow | null> {
  const [row] = await db
    .select()
    .from(users)
    .where(and(eq(users.name, name), isNull(users.removedAt)));
  return row ?? null;
}

export async function findUserById(db: Reader, id: string): Promise<UserRow | null> {
  const [row] = await db
    .select()
    .from(users)
    .where(and(eq(users.id, id), isNull(users.removedAt)));
  return row ?? null;
}

/** Invites somebody once more; an earlier invitation is void. The password stays until this one is accepted. `openid`: they have none. */
export async function inviteUser(db: Reader, id: string, { hash, until }: Invitation): Promise<'done' | 'unknown' | 'openid'> {
  const invited = await db
    .update(users)
    .set({ invitationHash: hash, invitedUntil: until })
    .where(and(eq(users.id, id), isNull(users.removedAt), isNull(users.openidSubject)))
    .returning({ id: users.id });
  if (invited.length > 0) return 'done';
  return (await findUserById(db, id)) === null ? 'unknown' : 'openid';
}

const isOpen = (invitationHash: string) =>
  and(eq(users.invitationHash, invitationHash), gt(users.invitedUntil, sql`now()`), isNull(users.removedAt));

/** Whose invitation this is, while it can be accepted. */
export async function findInvited(db: Ledger, invitationHash: string): Promise<UserRow | null> {
  const [row] = await db.select().from(users).where(isOpen(invitationHash));
  return row ?? null;
}

/** Gives the invited their password and ends the sessions that an earlier one began. Null where the invitation is void; it works once. */
export async function acceptInvitation(db: Reader, invitationHash: string, passwordHash: string): Promise<UserRow | null> {
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

/** The provider of OpenID Connect that is configured; null: whoever has no password cannot sign in. */
type Issuer = string | null;

/** Whether there is a way in for somebody: a password, or the provider that they are known at. */
export const canSignIn = ({ passwordHash, openidIssuer }: UserRow, issuer: Issuer): boolean =>
  passwordHash !== null || (openidIssuer !== null && issuer !== null && bare(openidIssuer) === bare(issuer));

/** An address that is only a host is written with a slash at its end, or without. */
const bare = (issuer: string): string => issuer.replace(/\/$/, '');

/** Changes what somebody may do, also in the sessions that they have. */
export const changeUser = (db: Reader, issuer: Issuer, id: string, roles: Roles): Promise<UserChange> =>
  keepingAnAdministrator(db, issuer, id, (tx) => tx.update(users).set({ roles }).where(eq(users.id, id)), roles);

/** Removes somebody for ever, with their sessions. */
export const removeUser = (db: Reader, issuer: Issuer, id: string): Promise<UserChange> =>
  keepingAnAdministrator(db, issuer, id, async (tx) => {
    await tx.delete(userSessions).where(eq(userSessions.userId, id));
    await tx.delete(savedViews).where(eq(savedViews.ownerId, id));
    await tx.update(users).set(REMOVED).where(eq(users.id, id));
  });

const REMOVED = { removedAt: sql`now()`, invitationHash: null, invitedUntil: null, passwordHash: null };

/** The administrators are locked, so that two who are removed at once do not each count on the other. */
async function keepingAnAdministrator(
  db: Reader,
  issuer: Issuer,
  id: string,
  change: (tx: Transaction) => Promise<unknown>,
  roles: Roles = {},
): Promise<UserChange> {
  return db.transaction(async (tx) => {
    const administers = sql`${users.roles}->>${EVERYWHERE} = ${ADMINISTRATOR}`;
    const all = and(administers, isNull(users.removedAt));
    const locked = await tx.select().from(users).where(all).orderBy(asc(users.id)).for('update');
    const administrators = locked.filter((user) => canSignIn(user, issuer));
    if ((await findUserById(tx, id)) === null) return 'unknown';
    const isLast = administrators.length === 1 && administrators[0]?.id === id;
    if (isLast && roles[EVERYWHERE] !== ADMINISTRATOR) return 'last-administrator';
    await change(tx);
    return 'done';
  });
}

const ADMINISTRATOR: Role = 'administrator';
