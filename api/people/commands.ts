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
  type UserChange,
  type UserRow,
} from '../../activities/ledger/http-api/users.ts';
import { deed, type Deed } from '../../activities/ledger/deeds.ts';
import { EVERYWHERE, ROLES, type Role, type Roles } from '../../activities/ledger/roles.ts';
import { COMMAND_LINE, recorded } from '../../activities/ledger/setup-changes.ts';
import { newId } from '../http/identity/api-key.ts';
import { describeRoles } from '../http/identity/roles.ts';
import { invitationLink, newInvitation } from './invitations.ts';
import { userNameSchema, toUserName } from './user-name.ts';

const USAGE = `Usage:
  npm run users -- add <name> --role viewer|operator|administrator [--channel default]
  npm run users -- add <name> --role operator@shop-us --role viewer@shop-eu
  npm run users -- invite <name>       a new invitation, for a forgotten password
  npm run users -- change <name> --role …   as with add
  npm run users -- remove <name>
  npm run users -- list
  npm run users -- sessions
  npm run users -- end <session>`;

/** What the commands work with. `consoleUrl`: where browsers reach the console. */
export interface UserCommands {
  db: Ledger;
  log: Logger;
  consoleUrl: string;
  /** The provider of OpenID Connect that the console is configured with; null: none. */
  openidIssuer: string | null;
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

const ROLE_FORM = new RegExp(`^(${ROLES.join('|')})(?:@([a-z0-9-]+))?$`);
const WHAT_A_ROLE_IS = '--role is viewer, operator or administrator, or one of them at a channel: operator@shop-us';

const rolesSchema = z
  .strictObject({
    role: z.array(z.string().regex(ROLE_FORM, WHAT_A_ROLE_IS), WHAT_A_ROLE_IS),
    channel: z.string().min(1).optional(),
  })
  .transform(({ role, channel = EVERYWHERE }): Roles => Object.fromEntries(role.map((text) => roleAt(text, channel))));

function roleAt(text: string, usual: string): [string, Role] {
  const [name, channel = usual] = text.split('@');
  return [channel, z.enum(ROLES).parse(name)];
}

function readRoles(args: string[]): Roles {
  const { values } = parseArgs({ args, options: { role: { type: 'string', multiple: true }, channel: { type: 'string' } } });
  return checked(rolesSchema, values);
}

function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new Error(`${read.error.issues.map(({ message }) => message).join('\n')}\n${USAGE}`);
}

/** Runs a write and records it as done at the command line. */
const record = <T>(db: Ledger, done: Deed, write: Parameters<typeof recorded<T>>[3], isDone?: (outcome: T) => boolean) =>
  recorded(db, COMMAND_LINE, done, write, isDone);

async function add({ db, log, consoleUrl }: UserCommands, subject: string, args: string[]): Promise<string[]> {
  const user = { id: newId('usr'), name: checked(userNameSchema, subject), roles: readRoles(args) };
  const { id, name, roles } = user;
  const { token, invitation } = newInvitation();
  if (!(await record(db, deed('user-invited', id, null, { name, roles }), (tx) => addUser(tx, user, invitation))))
    throw new Error(`There is a user "${name}" already. \`npm run users -- list\` shows all.`);
  log.info({ event: 'user-added', user_id: id, roles }, 'a user was added');
  return [describeUser({ ...user, passwordHash: null, openidSubject: null }), linkTo(consoleUrl, token)];
}

async function invite({ db, log, consoleUrl }: UserCommands, subject: string): Promise<string[]> {
  const { id } = await userOf(db, subject);
  const { token, invitation } = newInvitation();
  const outcome = await record(db, deed('user-invited-again', id, null), (tx) => inviteUser(tx, id, invitation), isDone);
  if (outcome === 'openid') throw new Error(`"${subject}" signs in with OpenID Connect and has no password to choose.`);
  if (outcome === 'unknown') throw unknownUser(subject);
  log.info({ event: 'user-invited', user_id: id }, 'a user was invited again');
  return [linkTo(consoleUrl, token)];
}

async function change({ db, log, openidIssuer }: UserCommands, subject: string, args: string[]): Promise<string[]> {
  const roles = readRoles(args);
  const { id, name } = await userOf(db, subject);
  const changed = deed('user-changed', id, null, { roles });
  assertDone(await record(db, changed, (tx) => changeUser(tx, openidIssuer, id, roles), isDone), name);
  log.info({ event: 'user-changed', user_id: id, roles }, 'the roles of a user were changed');
  return [`${name} is ${describeRoles(roles)}.`];
}

async function remove({ db, log, openidIssuer }: UserCommands, subject: string): Promise<string[]> {
  const { id, name } = await userOf(db, subject);
  const removed = deed('user-removed', id, null, { name });
  assertDone(await record(db, removed, (tx) => removeUser(tx, openidIssuer, id), isDone), name);
  log.info({ event: 'user-removed', user_id: id }, 'a user was removed');
  return [`${name} is removed, and signed out everywhere.`];
}

async function userOf(db: Ledger, subject: string): Promise<UserRow> {
  const user = await findUser(db, toUserName(subject));
  if (user === null) throw unknownUser(subject);
  return user;
}

const isDone = (outcome: string): boolean => outcome === 'done';

async function sessions({ db }: UserCommands): Promise<string[]> {
  const rows = await listUserSessions(db);
  return rows.map(
    ({ id, name, openidSubject, createdAt, until }) =>
      `${id}  ${name}  ${openidSubject === null ? 'password' : 'openid'}  since ${createdAt.toISOString()}  until ${until.toISOString()}`,
  );
}

async function end({ db, log }: UserCommands, id: string): Promise<string[]> {
  if (!(await record(db, deed('session-ended', id, null), (tx) => endUserSession(tx, { id }))))
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

const linkTo = (consoleUrl: string, token: string): string =>
  `choose a password within 7 days: ${invitationLink(consoleUrl, token)}`;

const describeUser = ({ id, name, roles, passwordHash, openidSubject }: Described): string =>
  [id, describeRoles(roles), stateOf(passwordHash, openidSubject), name].join('  ');

const stateOf = (passwordHash: string | null, openidSubject: string | null): string =>
  passwordHash === null && openidSubject === null ? 'invited' : 'active';

type Described = Pick<UserRow, 'id' | 'name' | 'roles' | 'passwordHash' | 'openidSubject'>;
