import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { runUserCommand } from '../../api/people/commands.ts';
import { ledgerPeople } from '../../api/people/people.ts';
import type { Rig } from '../support/rig.ts';

export const PASSWORD = 'correct horse battery';

type WithLedger = Pick<Rig, 'ledger'>;

/** `npm run users` on the rig's database. */
export const users = (rig: WithLedger, args: string[], log = pino({ level: 'silent' })): Promise<string[]> =>
  runUserCommand({ db: rig.ledger.db, log, consoleUrl: 'http://localhost/console', openidIssuer: null }, args);

/** The token of the link that a command printed. */
export const invitationIn = (lines: readonly string[]): string => lines.at(-1)?.split('/').at(-1) ?? '';

/** Somebody new with a password, signed in: the token stands where a key would. */
export async function aUser(
  rig: WithLedger,
  role: string,
  ...options: string[]
): Promise<{ name: string; token: string; id: string }> {
  const people = ledgerPeople(rig.ledger.db);
  const name = `u-${randomUUID()}`;
  const invitation = invitationIn(await users(rig, ['add', name, '--role', role, ...options]));
  await people.accept(invitation, PASSWORD);
  const session = await people.signIn(name, PASSWORD);
  if (session === null) throw new Error(`${name} cannot sign in`);
  return { name, token: session.token, id: session.userId };
}
