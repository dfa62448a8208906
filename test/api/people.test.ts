import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { hashApiKey } from '../../api/http/identity/api-key.ts';
import { storeUserSession } from '../../activities/ledger/http-api/user-sessions.ts';
import { ledgerPeople } from '../../api/people/people.ts';
import { until } from '../stack/wait.ts';
import { dump } from '../support/tables.ts';
import { aUser, invitationIn, PASSWORD, users } from './people.ts';
import { withApi } from './with-api.ts';

describe('a user', () => {
  const { rig, api, shop } = withApi();
  const people = () => ledgerPeople(rig.ledger.db);
  const status = async (key: string): Promise<number> => (await api.get('/v1/notifications', { key })).status;
  const shutOut = (key: string) =>
    until('the session to be refused', async () => ((await status(key)) === 401 ? true : undefined), { deadlineMs: 60_000 });

  it('is added by a command, chooses a password by the invitation, once, and signs in with it however the name is capitalized', async () => {
    const logged: string[] = [];
    const log = pino({}, { write: (line: string) => void logged.push(line) });
    const lines = await users(rig, ['add', 'Ana@Shop.test', '--role', 'viewer', '--channel', 'default'], log);
    expect(lines[0]).toMatch(/^usr_[\da-f]{12} {2}viewer of default {2}invited {2}ana@shop\.test$/);
    const invitation = invitationIn(lines);
    expect(await people().signIn('ana@shop.test', PASSWORD)).toBeNull();
    expect(await people().invited(invitation)).toBe('ana@shop.test');
    const id = await people().accept(invitation, PASSWORD);
    expect(await people().accept(invitation, 'another password')).toBeNull();
    expect(await people().invited(invitation)).toBeNull();
    expect(await people().signIn('ana@shop.test', 'another password')).toBeNull();
    const session = await people().signIn(' ANA@shop.test ', PASSWORD);
    expect(session?.userId).toBe(id);
    expect(await status(session?.token ?? '')).toBe(200);
    expect((await users(rig, ['list'])).join('\n')).toContain(`${id}  viewer of default  active  ana@shop.test`);
    expect(logged.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'user-added', user_id: id, roles: { default: 'viewer' } },
    ]);
    expect(logged.join('')).not.toContain(invitation);
  });

  it('leaves neither password nor invitation nor session in clear in the database', async () => {
    const name = `planted-${randomUUID()}`;
    const invitation = invitationIn(await users(rig, ['add', name, '--role', 'operator']));
    const open = await dump(rig.ledger.db);
    await people().accept(invitation, PASSWORD);
    const token = (await people().signIn(name, PASSWORD))?.token ?? 'none';
    const stored = `${open}${await dump(rig.ledger.db)}`;
    expect(stored).toContain(name);
    expect(stored).toContain('$argon2id$');
    for (const secret of [PASSWORD, invitation, token, token.slice('aps_'.length)]) expect(stored).not.toContain(secret);
  });

  it('is named in what they asked for', async () => {
    const { path } = await shop.authorized();
    const { name, id, token } = await aUser(rig, 'operator');
    expect((await api.post(`${path}/invoices`, {}, { key: token })).status).toBe(201);
    const { items } = (await api.get(`${path}/transactions`)).body;
    expect(JSON.stringify(items)).toContain(`user:${name} (${id})`);
  });

  it('who forgot the password is invited again, which ends the sessions of before', async () => {
    const { name, token } = await aUser(rig, 'operator');
    const invitation = invitationIn(await users(rig, ['invite', name]));
    expect(await status(token)).toBe(200);
    await people().accept(invitation, 'a new long password');
    await shutOut(token);
    expect(await people().signIn(name, PASSWORD)).toBeNull();
    expect(await people().signIn(name, 'a new long password')).not.toBeNull();
  });

  it('loses what a lesser role does not have, in a session that lasts', async () => {
    const { name, token } = await aUser(rig, 'operator');
    const { path } = await shop.authorized();
    await users(rig, ['change', name, '--role', 'viewer']);
    const refused = async () => ((await api.post(`${path}/retry`, {}, { key: token })).status === 403 ? true : undefined);
    await until('the viewer to be refused', refused, { deadlineMs: 60_000 });
    const answer = await api.post(`${path}/retry`, {}, { key: token });
    expect(answer.body).toMatchObject({ code: 'forbidden', detail: expect.stringContaining(`"${name}" is a viewer, who reads`) });
  });

  it('is signed out by signing out, by a command, and by the end of the session', async () => {
    const [first, second] = [await aUser(rig, 'viewer'), await aUser(rig, 'viewer')];
    await people().signOut(first.token);
    await shutOut(first.token);
    const listed = (await users(rig, ['sessions'])).find((line) => line.includes(second.name)) ?? '';
    expect(listed).not.toContain(second.token);
    await users(rig, ['end', listed.split(' ')[0] ?? '']);
    await shutOut(second.token);
    const token = `aps_${'x'.repeat(43)}`;
    const ended = new Date(Date.now() - 1_000);
    await storeUserSession(rig.ledger.db, { id: 'ses_old', userId: first.id, hash: hashApiKey(token), until: ended });
    expect(await status(token)).toBe(401);
  });

  it('is shut out by removal, and the name is free again', async () => {
    const { name, token } = await aUser(rig, 'operator');
    await users(rig, ['remove', name]);
    await shutOut(token);
    expect(await people().signIn(name, PASSWORD)).toBeNull();
    await expect(users(rig, ['add', name, '--role', 'viewer'])).resolves.toHaveLength(2);
  });

  it.each([
    [['add', 'x', '--role', 'owner'], '--role is viewer, operator or administrator'],
    [['add', 'x'], '--role is viewer, operator or administrator'],
    [['add', 'x', '--role', 'viewer@Default'], 'or one of them at a channel'],
    [['add', 'two words', '--role', 'viewer'], 'A name is up to 100 letters'],
    [['add', '--role', 'viewer'], 'Usage:'],
    [['invite', 'nobody'], 'There is no user "nobody"'],
    [['remove', 'nobody'], 'There is no user "nobody"'],
    [['end', 'ses_0'], 'There is no session "ses_0"'],
    [[], 'Usage:'],
  ])('is not managed by a wrong command: %j', async (args, words) => {
    await expect(users(rig, args)).rejects.toThrow(words);
  });
});

describe('the last administrator', () => {
  const { rig, shop } = withApi();

  // The rig replays what ran, and wants that something did.
  beforeAll(async () => void (await shop.accepted()));

  it('is neither removed nor given another role, and of two removed at once one stays', async () => {
    const [one, two] = [await aUser(rig, 'administrator'), await aUser(rig, 'administrator')];
    await users(rig, ['add', 'only-invited', '--role', 'administrator']);
    const outcomes = await Promise.allSettled([users(rig, ['remove', one.name]), users(rig, ['remove', two.name])]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    const stays = outcomes[0].status === 'rejected' ? one : two;
    await expect(users(rig, ['remove', stays.name])).rejects.toThrow('is the last administrator who can sign in');
    await expect(users(rig, ['change', stays.name, '--role', 'operator'])).rejects.toThrow('is the last administrator');
    await expect(users(rig, ['remove', 'only-invited'])).resolves.toHaveLength(1);
  });
});
