import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { endSession, isSessionEnded, purgeEndedSessions } from '../../activities/ledger/http-api/ended-sessions.ts';
import { runCommandLine } from '../../api/keys/commands.ts';
import { until } from '../stack/wait.ts';
import { orderBody } from '../support/storefront.ts';
import { aKey } from './api.ts';
import { withApi } from './with-api.ts';

describe('an API key', () => {
  const { rig, api } = withApi();
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => void logged.push(line) });

  it('opens what its scope allows', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody(), { key: api.storefront });
    const path = `/v1/checkouts/${body.id}`;
    expect((await api.get(path, { key: api.storefront })).status).toBe(200);
    expect((await api.get('/v1/payment-methods', { key: api.storefront })).status).toBe(200);
    for (const closed of ['/v1/checkouts', `${path}/transactions`, '/v1/webhook-events']) {
      expect(await api.get(closed, { key: api.storefront })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect((await api.get(closed)).status).toBe(200);
    }
    for (const closed of [`${path}/invoices`, `${path}/retry`]) {
      expect((await api.post(closed, {}, { key: api.storefront })).status).toBe(403);
    }
  });

  it('of one channel sees no other: things of others are not there', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody());
    const foreign = await aKey(rig, { channel: 'other' });
    const path = `/v1/checkouts/${body.id}`;
    for (const hidden of [path, `${path}/transactions`]) expect((await api.get(hidden, { key: foreign })).status).toBe(404);
    expect((await api.post(`${path}/cancel`, {}, { key: foreign })).status).toBe(404);
    expect((await api.get('/v1/checkouts', { key: foreign })).body.items).toEqual([]);
    expect((await api.get('/v1/checkouts?channel=default', { key: foreign })).body.items).toEqual([]);
    expect((await api.get('/v1/payment-methods', { key: foreign })).body.items).toEqual([]);
    expect(await api.post('/v1/checkouts', orderBody(), { key: foreign })).toMatchObject({
      status: 422,
      body: { code: 'invalid-request' },
    });
    const own = await aKey(rig, { channel: 'default' });
    expect((await api.get(path, { key: own })).status).toBe(200);
  });

  it('ends with its expiry', async () => {
    const expired = await aKey(rig, { expiresAt: new Date(Date.now() - 1_000) });
    expect((await api.get('/v1/payment-methods', { key: expired })).status).toBe(401);
  });

  it('is made, listed and revoked on the command line, and shown once', async () => {
    const name = `Web shop ${randomUUID()}`;
    const { db } = rig.ledger;
    const made = await runCommandLine(
      db,
      ['create', '--scope', 'admin', '--name', name, '--channel', 'default', '--expires', '90d'],
      log,
    );
    const key = made.at(-1)?.replace('key: ', '') ?? '';
    expect((await api.get('/v1/checkouts', { key })).status).toBe(200);
    const listed = (await runCommandLine(db, ['list'], log)).find((line) => line.endsWith(name)) ?? '';
    expect(listed).toMatch(/^key_[\da-f]{12} {2}admin {2}channel default {2}expires 20/);
    expect(listed).toMatch(/ {2}last used 20\d\d-\S+ {2}Web shop/);
    expect(made[0]).toContain('  never used  ');
    expect(listed).not.toContain(key);
    const [id = ''] = listed.split(' ');
    await runCommandLine(db, ['revoke', id], log);
    expect(logged.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'key-created', key_id: id, name, scope: 'admin', channel: 'default' },
      { event: 'key-revoked', key_id: id },
    ]);
    expect(logged.join('')).not.toContain(key);
    const closed = async () => ((await api.get('/v1/checkouts', { key })).status === 401 ? true : undefined);
    await until('the revoked key to be refused', closed, { deadlineMs: 60_000 });
  });

  it('opens no session of the console that was signed out of, until the session would have ended', async () => {
    const { db } = rig.ledger;
    const [gone, later] = [new Date(Date.now() - 1_000), new Date(Date.now() + 60_000)];
    for (const [id, at] of [
      ['s1', later],
      ['s1', later],
      ['s2', gone],
    ] as const)
      await endSession(db, id, at);
    await purgeEndedSessions(db);
    const ended = await Promise.all(['s1', 's2', 's3'].map((id) => isSessionEnded(db, id)));
    expect(ended).toEqual([true, false, false]);
  });

  it.each([
    [['create'], '--scope is storefront or admin'],
    [['create', '--scope', 'root', '--name', 'x'], '--scope is storefront or admin'],
    [['create', '--scope', 'admin'], '--name says whose key it is'],
    [['create', '--scope', 'admin', '--name', 'x', '--expires', 'soon'], '--expires is a duration such as 90d'],
    [['revoke', 'key_0'], 'There is no key "key_0"'],
    [[], 'Usage:'],
  ])('is not made by a wrong command: %j', async (args, words) => {
    await expect(runCommandLine(rig.ledger.db, args, log)).rejects.toThrow(words);
  });
});
