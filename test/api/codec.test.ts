import { Hono } from 'hono';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createConsole } from '../../api/web/console/console.tsx';
import type { ConsoleEnv } from '../../api/web/console/env.ts';
import { orderBody } from '../support/storefront.ts';
import { aUser } from './people.ts';
import { withApi } from './with-api.ts';

const UI = 'http://localhost:8233';

describe('the codec endpoint for who signs in', () => {
  const { rig, api } = withApi();

  /** An encrypted history as Temporal's UI sends it, with the buyer's name in its summary. */
  async function payloads() {
    const { body } = await api.post('/v1/checkouts', orderBody());
    const { events } = await rig.temporal.client.workflow.getHandle(body.id).fetchHistory();
    const [sealed] = events?.flatMap(({ userMetadata }) => userMetadata?.summary ?? []) ?? [];
    const text = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('base64');
    const metadata = Object.entries(sealed?.metadata ?? {}).map(([name, bytes]) => [name, text(bytes)]);
    return { payloads: [{ metadata: Object.fromEntries(metadata), data: text(sealed?.data) }] };
  }
  const textOf = ({ payloads: [payload] }: { payloads: { data: string }[] }) =>
    Buffer.from(payload?.data ?? '', 'base64').toString();

  it('decrypts for an administrator’s key and session, of its own namespace', async () => {
    const asked = await payloads();
    const { token } = await aUser(rig, 'administrator');
    for (const key of [api.admin, token]) {
      const answer = await api.post('/codec/decode', asked, { key, headers: { 'x-namespace': 'default' } });
      expect(answer.status).toBe(200);
      expect(textOf(answer.body)).toContain('Bea');
    }
    const other = await api.post('/codec/decode', asked, { headers: { 'x-namespace': 'other' } });
    expect(other).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('decrypts for nobody else', async () => {
    const asked = await payloads();
    const operator = await aUser(rig, 'operator');
    const ofOneChannel = await aUser(rig, 'administrator', '--channel', 'default');
    for (const [key, status] of [
      [null, 401],
      ['apc_wrong', 401],
      [api.storefront, 403],
      [operator.token, 403],
      [ofOneChannel.token, 403],
    ] as const)
      expect((await api.post('/codec/decode', asked, { key })).status).toBe(status);
  });

  it('decrypts in Temporal’s UI for who is signed in to the console in this browser, and for no other page', async () => {
    const asked = JSON.stringify(await payloads());
    const app = new Hono<ConsoleEnv>();
    app.use(async (c, next) => {
      c.set('log', pino({ level: 'silent' }));
      await next();
    });
    const people = { signIn: async () => null, signOut: async () => {}, invited: async () => null, accept: async () => null };
    const console = createConsole({
      fetchApi: (path, init) => api.app.request(path, init),
      modes: async () => [],
      sessionSecrets: [new Uint8Array(32)],
      endedSessions: { add: async () => {}, has: async () => false },
      people,
      live: { changes: { subscribe: () => null } },
      openid: null,
      countPasswordTry: async () => {},
      countRefusedSignIn: async () => {},
      publicUrl: 'http://localhost:3000',
      temporal: { uiUrl: UI, namespace: 'default' },
    });
    app.route('/console', console);
    const post = (path: string, body: string, headers: Record<string, string>) =>
      app.request(path, { method: 'POST', body, headers });
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost:3000', host: 'localhost:3000' };
    const signedIn = await post('/console/sign-in', new URLSearchParams({ key: api.admin }).toString(), form);
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';

    const shown = await post('/console/codec/decode', asked, { origin: UI, cookie, 'content-type': 'application/json' });
    expect(shown.status).toBe(200);
    expect(textOf((await shown.json()) as Parameters<typeof textOf>[0])).toContain('Bea');
    expect(shown.headers.get('access-control-allow-credentials')).toBe('true');
    expect(shown.headers.get('access-control-allow-origin')).toBe(UI);
    expect((await post('/console/codec/decode', asked, { origin: UI })).status).toBe(401);
    const evil = await post('/console/codec/decode', asked, { origin: 'https://evil.example', cookie });
    expect(evil.status).toBe(401);
    expect(evil.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
  });
});
