import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Ledger } from '../../activities/ledger/database.ts';
import { endUserSession, listUserSessions } from '../../activities/ledger/http-api/user-sessions.ts';
import {
  addUser,
  changeUser,
  findUser,
  inviteUser,
  listUsers,
  removeUser,
  type Invitation,
  type UserChange,
  type UserRow,
} from '../../activities/ledger/http-api/users.ts';
import { hashApiKey, newId } from '../http/identity/api-key.ts';
import { toUserName } from './user-name.ts';

const USAGE = `Usage:
  npm run users -- add <name> --role viewer|operator|administrator [--channel default]
  npm run users -- invite <name>       a new invitation, for a forgotten password
  npm run users -- change <name> --role viewer|operator|administrator [--channel default]
  npm run users -- remove <name>
  npm run users -- list
  npm run users -- sessions
  npm run users -- end <session>`;

const INVITED_MS = 7 * 24 * 3_600_000;

/** What the commands work with. `consoleUrl`: where browsers reach the console. */
export interface UserCommands {
  db: Ledger;
  log: Logger;
  consoleUrl: string;
}

/**
 * Runs one command on the users and returns the lines to print. Every change is an event in the log, by ids. An invitation is shown
 * only here. Throws an error with the usage for a wrong command.
 */
export async function runUserCommand(tools: UserCommands, args: string[]): Promise<string[]> {
  const [command = '', subject, ...rest] = args;
  if (command === 'list' && subject === undefined) return (await listUsers(tools.db)).map(describeUser);
  if (command === 'sessions' && subject === undefined) return sessions(tools);
  const run = COMMANDS[command];
  if (run === undefined || subject === undefined || subject.startsWith('-')) throw new Error(USAGE);
  return run(tools, subject, rest);
}

type Run = (tools: UserCommands, subject: string, args: string[]) => Promise<string[]>;
const COMMANDS: Readonly<Record<string, Run>> = { add, invite, change, remove, end };

const rightsSchema = z
  .strictObject({
    role: z.enum(['viewer', 'operator', 'administrator'], '--role is viewer, operator or administrator'),
    channel: z.string().min(1).nullable().default(null),
  })
  .refine(
    ({ role, channel }) => role !== 'administrator' || channel === null,
    '--channel is for viewers and operators: an administrator has all',
  );

function readRights(args: string[]): z.output<typeof rightsSchema> {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { role: option, channel: option } });
  return checked(rightsSchema, values);
}

const nameSchema = z
  .string()
  .transform(toUserName)
  .pipe(z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}.@+_-]{0,99}$/u, 'A name is up to 100 letters, digits and . @ + _ -'));

function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new Error(`${read.error.issues.map(({ message }) => message).join('\n')}\n${USAGE}`);
}

async function add({ db, log, consoleUrl }: UserCommands, subject: string, args: string[]): Promise<string[]> {
  const user = { id: newId('usr'), name: checked(nameSchema, subject), ...readRights(args) };
  const { token, invitation } = newInvitation();
  if (!(await addUser(db, user, invitation)))
    throw new Error(`There is a user "${user.name}" already. \`npm run users -- list\` shows all.`);
  log.info({ event: 'user-added', user_id: user.id, role: user.role, channel: user.channel }, 'a user was added');
  return [describeUser({ ...user, passwordHash: null }), linkTo(consoleUrl, token)];
}

async function invite({ db, log, consoleUrl }: UserCommands, subject: string): Promise<string[]> {
  const user = await findUser(db, toUserName(subject));
  if (user === null) throw unknownUser(subject);
  const { token, invitation } = newInvitation();
  await inviteUser(db, user.id, invitation);
  log.info({ event: 'user-invited', user_id: user.id }, 'a user was invited again');
  return [linkTo(consoleUrl, token)];
}

async function change({ db, log }: UserCommands, subject: string, args: string[]): Promise<string[]> {
  const name = toUserName(subject);
  const rights = readRights(args);
  assertDone(await changeUser(db, name, rights), name);
  log.info({ event: 'user-changed', name, ...rights }, 'the role of a user was changed');
  return [`${name} is ${rights.role} of ${describeChannel(rights.channel)}.`];
}

async function remove({ db, log }: UserCommands, subject: string): Promise<string[]> {
  const name = toUserName(subject);
  assertDone(await removeUser(db, name), name);
  log.info({ event: 'user-removed', name }, 'a user was removed');
  return [`${name} is removed, and signed out everywhere.`];
}

async function sessions({ db }: UserCommands): Promise<string[]> {
  const rows = await listUserSessions(db);
  return rows.map(
    ({ id, name, createdAt, until }) => `${id}  ${name}  since ${createdAt.toISOString()}  until ${until.toISOString()}`,
  );
}

async function end({ db, log }: UserCommands, id: string): Promise<string[]> {
  if (!(await endUserSession(db, { id })))
    throw new Error(`There is no session "${id}". \`npm run users -- sessions\` shows all.`);
  log.info({ event: 'session-ended', session_id: id }, 'a session was ended');
  return [`${id} is ended.`];
}

function assertDone(outcome: UserChange, name: string): void {
  if (outcome === 'unknown') throw unknownUser(name);
  if (outcome === 'last-administrator') {
    throw new Error(`"${name}" is the last administrator who can sign in. Add another, and have the invitation accepted, first.`);
  }
}

const unknownUser = (name: string): Error => new Error(`There is no user "${name}". \`npm run users -- list\` shows all.`);

function newInvitation(): { token: string; invitation: Invitation } {
  const token = randomBytes(32).toString('base64url');
  return { token, invitation: { hash: hashApiKey(token), until: new Date(Date.now() + INVITED_MS) } };
}

const linkTo = (consoleUrl: string, token: string): string =>
  `choose a password within 7 days: ${consoleUrl}/invitation/${token}`;

const describeChannel = (channel: string | null): string => (channel === null ? 'all channels' : `channel ${channel}`);

function describeUser({
  id,
  name,
  role,
  channel,
  passwordHash,
}: Pick<UserRow, 'id' | 'name' | 'role' | 'channel' | 'passwordHash'>): string {
  return [id, role, describeChannel(channel), passwordHash === null ? 'invited' : 'active', name].join('  ');
}
