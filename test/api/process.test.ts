import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { announce } from '../../activities/ledger/changes/announcing.ts';
import { anyPort } from '../stack/ports.ts';
import { until } from '../stack/wait.ts';
import { fault } from '../support/shop.ts';
import { endListeners } from '../support/tables.ts';
import { aKey } from './api.ts';
import { openStream, signInTo } from './live-stream.ts';
import { withApi } from './with-api.ts';

const MAIN = fileURLToPath(new URL('../../api/main.ts', import.meta.url));
const WORKER = fileURLToPath(new URL('../../worker/main.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The API as a process of its own; or another program. */
function startProcess(env: Record<string, string>, main = MAIN) {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', main], { cwd: ROOT, env: { PATH, ...env } });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.resume();
  const ended = once(child, 'exit').then(([code]: unknown[]) => ({ code, errors }));
  return { ended, stop: () => child.kill('SIGTERM') };
}

const ready = (url: string) =>
  until(
    `${url} to answer`,
    async () => {
      const answer = await fetch(`${url}/readyz`);
      return { status: answer.status, body: await answer.json() };
    },
    { deadlineMs: 60_000 },
  );

describe('the API as a process', () => {
  const { rig, shop } = withApi();

  it('does not start with a wrong environment, and lists every fault by name', async () => {
    const { code, errors } = await startProcess({ DATABASE_URL: 'mysql://x', PORT: '0' }).ended;
    expect(code).toBe(1);
    for (const name of ['DATABASE_URL', 'PORT', 'SECRETS_KEY', 'PAYLOAD_KEYS']) expect(errors).toContain(name);
    expect(errors).not.toContain('mysql://x');
  });

  it('starts without a database and without Temporal, and says so', async () => {
    const port = String(await anyPort());
    const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', TEMPORAL_ADDRESS: '127.0.0.1:1' };
    const api = startProcess({ ...rig.env, ...nowhere, PORT: port });
    const url = `http://127.0.0.1:${port}`;
    expect(await ready(url)).toEqual({
      status: 503,
      body: { status: 'not-ready', temporal: 'down', workers: 'down', database: 'down' },
    });
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    api.stop();
    expect(await api.ended).toMatchObject({ code: 0 });
  });

  it('does not start where APRUVE_MODE is not that of the checkouts there are, and no worker does', async () => {
    await shop.accepted();
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const env = {
      ...rig.env,
      APRUVE_MODE: 'production',
      APRUVE_BASE_URL: '',
      APRUVE_WEBHOOK_KEYS_PRODUCTION: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      PUBLIC_URL: 'https://checkout.example',
      PORT: String(await anyPort()),
    };
    for (const main of [MAIN, WORKER]) {
      const { code, errors } = await startProcess(env, main).ended;
      expect(errors).toContain('APRUVE_MODE is production, and the checkouts of the channel default are of test');
      expect(code).toBe(1);
    }
  });

  describe('twice', () => {
    /** Two of them, ready. */
    async function startTwo() {
      const ports = [String(await anyPort()), String(await anyPort())];
      const processes = ports.map((port) => startProcess({ ...rig.env, SHUTDOWN_GRACE: '60s', PORT: port }));
      const urls = ports.map((port) => `http://127.0.0.1:${port}`);
      const isReady = (url: string) => async () => ((await ready(url)).status === 200 ? true : undefined);
      await Promise.all(urls.map((url) => until('the API to be ready', isReady(url), { deadlineMs: 60_000 })));
      return { processes, urls };
    }

    /** A stream, once the connection that listens is there. */
    const streamAt = (url: string, cookie: string) =>
      until(
        'the stream to open',
        async () => {
          const stream = await openStream(url, cookie);
          return stream.status === 200 ? stream : undefined;
        },
        { deadlineMs: 60_000 },
      );

    it('tells open pages of both what has changed in their channels, until it is stopped, and over one connection each', async () => {
      const { processes, urls } = await startTwo();
      const keys = [await aKey(rig), await aKey(rig, { channel: 'default' })];
      const cookies = await Promise.all(urls.map((url, n) => signInTo(url, keys[n] ?? '')));
      const open = () => Promise.all(urls.map((url, n) => streamAt(url, cookies[n] ?? '')));
      const streams = await open();
      const heard = (id: string, among = streams) =>
        until('both to hear of it', () => (among.every(({ text }) => text().includes(id)) ? true : undefined), {
          deadlineMs: 20_000,
        });
      announce(rig.ledger.db, { channel: 'other', checkoutId: 'chk_of_another_channel' });
      const { id } = await shop.accepted();
      await heard(id);
      expect(streams.map(({ text }) => text().includes('chk_of_another_channel'))).toEqual([true, false]);
      expect(streams[0]?.headers.get('x-accel-buffering')).toBe('no');

      const more = await Promise.all([1, 2, 3, 4].map(() => openStream(urls[0] ?? '', cookies[0] ?? '')));
      expect(more.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 503]);
      for (const stream of more) stream.close();

      expect(await endListeners(rig.ledger.db)).toBe(2);
      await Promise.all(streams.map(({ ended }) => ended));
      const again = await open();
      const { id: next } = await shop.accepted();
      await heard(next, again);

      const asked = performance.now();
      for (const { stop } of processes) stop();
      await Promise.all(again.map(({ ended }) => ended));
      expect(await Promise.all(processes.map(({ ended }) => ended))).toMatchObject([{ code: 0 }, { code: 0 }]);
      // Far less than what it gives to requests that are under way: no stream has held it.
      expect(performance.now() - asked).toBeLessThan(15_000);
    });
  });

  it('finishes what it has begun when it is asked to stop', async () => {
    const port = String(await anyPort());
    const api = startProcess({ ...rig.env, PORT: port });
    const url = `http://127.0.0.1:${port}`;
    await until('the API to be ready', async () => ((await ready(url)).status === 200 ? true : undefined), {
      deadlineMs: 60_000,
    });
    const { path, apruveOrderId } = await shop.accepted();
    await fault(rig, { method: 'GET', path: `/orders/${apruveOrderId}`, times: 1, delay_ms: 800, commit: 'before' });
    const open = fetch(`${url}${path}/authorization`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await aKey(rig)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ apruve_order_id: apruveOrderId }),
    });
    const asked = async () => {
      const answer = await fetch(`${rig.sandbox.url}/_sandbox/requests`);
      const requests = await answer.text();
      return requests.includes(apruveOrderId) ? true : undefined;
    };
    const first = await Promise.race([until('the request to be under way', asked, { deadlineMs: 60_000, everyMs: 10 }), open]);
    expect(first).toBe(true);
    api.stop();
    expect((await open).status).toBe(200);
    expect(await api.ended).toMatchObject({ code: 0 });
    await expect(fetch(`${url}/livez`)).rejects.toThrow('fetch failed');
  });
});
