import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { addOpenIdUser } from '../../activities/ledger/http-api/users.ts';
import { beginSession, ledgerPeople } from '../../api/people/people.ts';
import { until } from '../stack/wait.ts';
import { orderBody } from '../support/storefront.ts';
import { dump } from '../support/tables.ts';
import { aKey, startApi } from './api.ts';
import { aUser, PASSWORD, users } from './people.ts';
import { withApi } from './with-api.ts';

const EVERYWHERE = [{ channel: null, role: 'operator' }];

describe('people, managed over the API', () => {
  const { rig, api, shop } = withApi();
  // The rig replays what ran, and wants that something did.
  beforeAll(async () => void (await shop.accepted()));

  const people = () => ledgerPeople(rig.ledger.db);
  const status = async (key: string): Promise<number> => (await api.get('/v1/notifications', { key })).status;
  const becomes = (key: string, wanted: number) =>
    until(`${wanted}`, async () => ((await status(key)) === wanted ? true : undefined), { deadlineMs: 60_000 });
  const invite = async (changes: Record<string, unknown> = {}) =>
    api.post('/v1/users', { name: `U-${randomUUID()}`, roles: EVERYWHERE, ...changes });
  const tokenOf = ({ invitation_url: url }: { invitation_url: string }): string => url.split('/').at(-1) ?? '';

  it('are invited by a link that is shown once, choose a password, and have the roles that they were given', async () => {
    const invited = await invite({ roles: [{ channel: 'default', role: 'viewer' }] });
    const { id, name, invitation_url } = invited.body;
    expect(invited).toMatchObject({ status: 201, body: { name: name.toLowerCase(), state: 'invited' } });
    expect(invitation_url).toMatch(/^http:\/\/localhost:3000\/console\/invitation\/[\w-]{43}$/);
    const find = async () => (await api.get('/v1/users')).body.items.find((each: { id: string }) => each.id === id);
    expect(await find()).toEqual({
      id,
      name,
      roles: [{ channel: 'default', role: 'viewer' }],
      state: 'invited',
      sign_in: 'password',
      invited_until: expect.stringContaining('T'),
      created_at: expect.stringContaining('T'),
    });
    await people().accept(tokenOf(invited.body), PASSWORD);
    expect(await find()).toMatchObject({ state: 'active', invited_until: null });
    const key = (await people().signIn(name, PASSWORD))?.token ?? '';
    expect((await api.get('/v1/me', { key })).body).toEqual({
      id,
      name,
      kind: 'user',
      scope: 'admin',
      roles: [{ channel: 'default', role: 'viewer' }],
      administrator: false,
      time_zone: 'UTC',
    });
    expect((await api.post('/v1/checkouts', {}, { key })).status).toBe(403);
    const roles = [{ channel: 'default', role: 'operator' }];
    expect(await api.patch(`/v1/users/${id}`, { roles })).toMatchObject({ status: 200, body: { roles } });
    const isLet = async () => ((await api.post('/v1/checkouts', {}, { key })).status === 422 ? true : undefined);
    await until('the operator to be let', isLet, { deadlineMs: 60_000 });
  });

  it('and their administrators say in which time zone the console shows times, which is recorded', async () => {
    expect((await api.get('/v1/settings')).body).toEqual({ time_zone: 'UTC' });
    for (const time_zone of ['Nowhere/Town', '+02:00', '', 5]) {
      expect(await api.patch('/v1/settings', { time_zone })).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    }
    const set = () => api.patch('/v1/settings', { time_zone: 'America/Chicago' });
    expect([await set(), await set()]).toMatchObject([{ status: 200 }, { status: 200, body: { time_zone: 'America/Chicago' } }]);
    expect((await api.get('/v1/me')).body).toMatchObject({ time_zone: 'America/Chicago' });
    const changes = await api.get('/v1/setup-changes?subject=settings');
    expect(changes.body.items).toMatchObject([{ action: 'settings-changed', details: { time_zone: 'America/Chicago' } }]);
    await api.patch('/v1/settings', { time_zone: 'UTC' });
  });

  it('are not kept with their link under an idempotency key, nor is a new API key', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const invited = await api.post('/v1/users', { name: `u-${randomUUID()}`, roles: [] }, { headers });
    const made = await api.post('/v1/api-keys', { name: 'Shop', scope: 'storefront' }, { headers });
    const stored = await dump(rig.ledger.db);
    expect(stored).toContain(made.body.id);
    for (const secret of [tokenOf(invited.body), made.body.key]) expect(stored).not.toContain(secret);
  });

  it('who forgot the password are invited again, and are signed out by removal', async () => {
    const { id, name, token } = await aUser(rig, 'operator');
    const again = await api.post(`/v1/users/${id}/invitation`, {});
    expect(again.body).toMatchObject({ id, state: 'active' });
    await people().accept(tokenOf(again.body), 'a new long password');
    await becomes(token, 401);
    const second = (await people().signIn(name, 'a new long password'))?.token ?? '';
    expect(await status(second)).toBe(200);
    expect((await api.remove(`/v1/users/${id}`)).body).toEqual({ id, removed: true });
    await becomes(second, 401);
    for (const gone of [
      await api.remove(`/v1/users/${id}`),
      await api.patch(`/v1/users/${id}`, { roles: [] }),
      await api.post(`/v1/users/${id}/invitation`, {}),
    ])
      expect(gone).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect((await invite({ name })).status).toBe(201);
  });

  it('without a role are told so by every call but the one that says who they are', async () => {
    const { id, token: key } = await aUser(rig, 'operator');
    await api.patch(`/v1/users/${id}`, { roles: [] });
    await becomes(key, 403);
    expect((await api.get('/v1/checkouts', { key })).body.detail).toContain('has no role yet');
    expect((await api.get('/v1/me', { key })).body).toMatchObject({ id, roles: [] });
  });

  /** Somebody who has signed in at a provider once, and was given a role. */
  async function atProvider(issuer: string, role: string): Promise<{ id: string; name: string }> {
    const user = { id: `usr_${randomUUID()}`, name: `o-${randomUUID()}` };
    await addOpenIdUser(rig.ledger.db, user, { issuer, subject: user.id });
    expect((await api.patch(`/v1/users/${user.id}`, { roles: [{ channel: null, role }] })).status).toBe(200);
    return user;
  }

  it('who sign in with OpenID Connect have no password, and are not invited to choose one', async () => {
    const { id, name } = await atProvider('https://idp.test', 'viewer');
    expect(await api.post(`/v1/users/${id}/invitation`, {})).toMatchObject({
      status: 409,
      body: { code: 'signs-in-with-openid' },
    });
    await expect(users(rig, ['invite', name])).rejects.toThrow('signs in with OpenID Connect');
    const { body } = await api.get(`/v1/setup-changes?subject=${id}`);
    expect(body.items.map(({ action }: { action: string }) => action)).toEqual(['user-changed']);
    expect((await api.get('/v1/users')).body.items.find((each: { id: string }) => each.id === id)).toMatchObject({
      state: 'no-provider',
      invited_until: null,
    });
  });

  it('are no administrators to count on where their provider is not configured', async () => {
    const withProvider = await startApi(rig, { openidIssuer: 'https://idp.test/' });
    const there = await atProvider('https://idp.test', 'administrator');
    const elsewhere = await atProvider('https://other.test', 'administrator');
    const { id } = await aUser(rig, 'administrator');
    expect((await withProvider.get('/v1/users')).body.items.map(({ state }: { state: string }) => state)).toContain('active');
    expect(await api.remove(`/v1/users/${id}`)).toMatchObject({ status: 409, body: { code: 'last-administrator' } });
    await expect(users(rig, ['change', there.name, '--role', 'viewer'])).resolves.toHaveLength(1);
    expect((await withProvider.remove(`/v1/users/${id}`)).body.code).toBe('last-administrator');
    expect((await api.patch(`/v1/users/${there.id}`, { roles: [{ channel: null, role: 'administrator' }] })).status).toBe(200);
    for (const gone of [id, elsewhere.id]) expect((await withProvider.remove(`/v1/users/${gone}`)).status).toBe(200);
    expect((await withProvider.remove(`/v1/users/${there.id}`)).body.code).toBe('last-administrator');
    expect((await api.remove(`/v1/users/${there.id}`)).status).toBe(200);
  });

  it('keep their last administrator, also of two who are demoted and removed at once', async () => {
    const before = (await api.get('/v1/users')).body.items;
    expect(before.filter(({ roles }: { roles: unknown }) => JSON.stringify(roles).includes('administrator'))).toEqual([]);
    const [one, two] = [await aUser(rig, 'administrator'), await aUser(rig, 'administrator')];
    await invite({ roles: [{ channel: null, role: 'administrator' }] });
    await aUser(rig, 'administrator@default');
    const outcomes = await Promise.all([
      api.patch(`/v1/users/${one.id}`, { roles: EVERYWHERE }),
      api.remove(`/v1/users/${two.id}`),
    ]);
    expect(new Set(outcomes.map((outcome) => outcome.status))).toEqual(new Set([200, 409]));
    const last = outcomes[0].status === 409 ? one : two;
    for (const refused of [
      await api.remove(`/v1/users/${last.id}`),
      await api.patch(`/v1/users/${last.id}`, { roles: [{ channel: 'default', role: 'administrator' }] }),
    ])
      expect(refused).toMatchObject({ status: 409, body: { code: 'last-administrator' } });
    const more = [
      { channel: null, role: 'administrator' },
      { channel: 'default', role: 'viewer' },
    ];
    expect((await api.patch(`/v1/users/${last.id}`, { roles: more })).status).toBe(200);
  });

  it('are listed where they are signed in, and signed out there by an administrator', async () => {
    const { id, name, token } = await aUser(rig, 'viewer');
    const { items } = (await api.get('/v1/sessions')).body;
    const session = items.find((each: { user_id: string }) => each.user_id === id);
    expect(session).toMatchObject({ user_name: name, signed_in_with: 'password' });
    const other = await atProvider('https://idp.test', 'viewer');
    await beginSession(rig.ledger.db, other.id);
    const { items: now } = (await api.get('/v1/sessions')).body;
    expect(now.find((each: { user_id: string }) => each.user_id === other.id)).toMatchObject({ signed_in_with: 'openid' });
    expect((await users(rig, ['sessions'])).filter((line) => line.includes(`${other.name}  openid  `))).toHaveLength(1);
    expect(JSON.stringify(items)).not.toContain(token);
    expect((await api.remove(`/v1/sessions/${session.id}`)).body).toEqual({ id: session.id, ended: true });
    await becomes(token, 401);
    expect((await api.remove(`/v1/sessions/${session.id}`)).status).toBe(404);
  });

  it.each([
    ['name', { name: 'two words' }],
    ['roles.0.role', { roles: [{ channel: null, role: 'owner' }] }],
    ['roles.0.channel', { roles: [{ channel: 'nowhere', role: 'viewer' }] }],
    ['roles', { roles: [...EVERYWHERE, ...EVERYWHERE] }],
  ])('are not invited with a wrong %s', async (path, changes) => {
    expect(await invite(changes)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });

  it('are not invited under a name that is taken', async () => {
    const { name } = await aUser(rig, 'viewer');
    expect(await invite({ name: ` ${name.toUpperCase()} ` })).toMatchObject({ status: 409, body: { code: 'name-taken' } });
  });
});

describe('what hangs on a channel', () => {
  const { rig, api, shop } = withApi();
  beforeAll(async () => void (await shop.accepted()));

  it('names its keys and users to who may see them, and only counts them for its own administrator', async () => {
    const account = { name: 'Shop', mode: 'test', merchant_id: 'm', api_key: 'k' };
    expect((await api.post('/v1/channels', { id: 'named', ...account })).status).toBe(201);
    const { id, name, token } = await aUser(rig, 'administrator@named', '--role', 'viewer');
    const { body: key } = await api.post('/v1/api-keys', { name: 'Its shop', scope: 'storefront', channel: 'named' });
    const counted = { api_keys: 1, users: 1 };
    const named = {
      ...counted,
      named_api_keys: [{ id: key.id, name: 'Its shop', href: '/v1/api-keys' }],
      named_users: [{ id, name, href: '/v1/users' }],
    };
    expect((await api.get('/v1/channels/named')).body.dependents).toMatchObject(named);
    expect((await api.post('/v1/checkouts', { ...orderBody(), channel: 'named' })).status).toBe(201);
    expect(await api.remove('/v1/channels/named')).toMatchObject({ status: 409, body: { dependents: named } });
    const nobody = { ...counted, named_api_keys: [], named_users: [] };
    expect((await api.get('/v1/channels/named', { key: token })).body.dependents).toMatchObject(nobody);
  });
});

describe('API keys, managed over the API', () => {
  const { rig, api, shop } = withApi();
  beforeAll(async () => void (await shop.accepted()));

  it('are shown once, open what they are for, say when they were used, and are revoked for ever', async () => {
    const made = await api.post('/v1/api-keys', { name: 'Web shop', scope: 'storefront', channel: 'default', expires: '90d' });
    const { id, key } = made.body;
    expect(made).toMatchObject({ status: 201, body: { scope: 'storefront', channel: 'default', last_used_at: null } });
    const days = (Date.parse(made.body.expires_at) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(89.9);
    expect(days).toBeLessThan(90.1);
    expect((await api.get('/v1/payment-methods', { key })).status).toBe(200);
    expect((await api.get('/v1/notifications', { key })).status).toBe(403);
    const { body: list } = await api.get('/v1/api-keys');
    const listed = list.items.find((each: { id: string }) => each.id === id);
    expect(listed).toMatchObject({ name: 'Web shop', last_used_at: expect.stringContaining('T'), revoked_at: null });
    expect(JSON.stringify(list)).not.toContain(key);
    const revoked = await api.remove(`/v1/api-keys/${id}`);
    expect(revoked).toMatchObject({ status: 200, body: { revoked_at: expect.stringContaining('T') } });
    expect((await api.remove(`/v1/api-keys/${id}`)).body).toEqual(revoked.body);
    const isShut = async () => ((await api.get('/v1/payment-methods', { key })).status === 401 ? true : undefined);
    await until('the revoked key to be refused', isShut, { deadlineMs: 60_000 });
    const { body: record } = await api.get(`/v1/setup-changes?subject=${id}`);
    expect(record.items.map(({ action }: { action: string }) => action)).toEqual(['key-revoked', 'key-created']);
  });

  it('are made by administrators of all channels alone, so that nobody gives themselves more than they have', async () => {
    const wish = { name: 'More', scope: 'admin' };
    const callers = [
      (await aUser(rig, 'operator')).token,
      (await aUser(rig, 'administrator@default')).token,
      await aKey(rig, { scope: 'admin', channel: 'default' }),
      api.storefront,
    ];
    for (const key of callers) expect((await api.post('/v1/api-keys', wish, { key })).status).toBe(403);
    expect((await api.post('/v1/api-keys', wish, { key: (await aUser(rig, 'administrator')).token })).status).toBe(201);
  });

  it.each([
    ['scope', { scope: 'root' }],
    ['name', { name: ' ' }],
    ['channel', { channel: 'nowhere' }],
    ['expires', { expires: 'soon' }],
  ])('are not made with a wrong %s', async (path, changes) => {
    const answer = await api.post('/v1/api-keys', { name: 'Shop', scope: 'admin', ...changes });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });

  it('that are not there cannot be revoked', async () => {
    expect((await api.remove('/v1/api-keys/key_0')).status).toBe(404);
  });
});
