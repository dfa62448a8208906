import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { openLedger } from '../../activities/ledger/database.ts';
import { openRateLimits, type RateLimits } from '../../activities/ledger/http-api/rate-limits.ts';
import { createApp } from '../../api/app.ts';
import { allChannels, channelSetupOf } from '../../api/channels.ts';
import { countPasswordTry, countRefused } from '../../api/http/rate-limit.ts';
import { inShares } from '../../api/http/rate-shares.ts';
import { listen, type RunningServer } from '../../api/http/server.ts';
import { temporalWorkflows } from '../../api/temporal/workflows.ts';
import { ledgerPeople } from '../../api/people/people.ts';
import { registerPages, type PagesOptions } from '../../api/web/pages/register.ts';
import { orderBody } from '../support/storefront.ts';
import { withRig } from '../support/with-rig.ts';
import { pointsOf, whileCheckoutsAreLocked } from '../support/tables.ts';
import { aKey, startApi } from './api.ts';
import { aUser, PASSWORD } from './people.ts';
import { Hono } from 'hono';
import { requestContext } from '../../api/http/request-context.ts';
import { createConsole } from '../../api/web/console/console.tsx';
import type { ConsoleEnv } from '../../api/web/console/env.ts';

const rig = withRig();
const SIZES = { perKey: 5, refused: 3 };
/** Two processes of the API before one database. */
const servers: RunningServer[] = [];
const closers: (() => Promise<void>)[] = [];

async function anApi(url = rig.config.database.url): Promise<RunningServer> {
  const { limits, close } = openRateLimits(url, SIZES);
  const app = createApp({
    deps: {
      db: rig.ledger.db,
      lists: rig.ledger.db,
      channels: allChannels(rig.config, rig.ledger.db),
      channelSetup: channelSetupOf(rig.config),
      openidIssuer: null,
      workflows: temporalWorkflows(rig.temporal.client, rig.config.temporal.taskQueue),
      clock: () => new Date(),
    },
    limits,
    health: { probes: {}, isStopping: () => false },
    log: pino({ level: 'silent' }),
    codec: null,
    pages: (pages) => registerPages(pages, { banner: null, console: consoleWith(limits), shop: null }),
  });
  const server = await listen(app.fetch, 0);
  closers.push(() => server.drain(1_000), close);
  return server;
}

const consoleWith = ({ refusedSignIns, passwordTries }: RateLimits): PagesOptions['console'] => ({
  modes: async () => [],
  live: { changes: { subscribe: () => null } },
  sessionSecrets: [new Uint8Array(32)],
  endedSessions: { add: async () => {}, has: async () => false },
  people: ledgerPeople(rig.ledger.db),
  countPasswordTry: (c, name) => countPasswordTry(c, passwordTries, name),
  countRefusedSignIn: (c) => countRefused(c, refusedSignIns),
  publicUrl: 'http://localhost',
  temporal: null,
  openid: null,
});

beforeAll(async () => void servers.push(await anApi(), await anApi()));
afterAll(async () => void (await Promise.all(closers.map((close) => close()))));

/** Sends one request after the other, to the processes in turn. */
async function calls(count: number, key: string, to: readonly RunningServer[] = servers): Promise<Response[]> {
  const answers: Response[] = [];
  for (let n = 0; n < count; n += 1) {
    const server = to[n % to.length];
    const url = `http://127.0.0.1:${server?.port}/v1/payment-methods?currency=USD`;
    answers.push(await fetch(url, { headers: { authorization: `Bearer ${key}` } }));
  }
  return answers;
}

const statuses = (answers: readonly Response[]): number[] => answers.map(({ status }) => status);

describe('lists', () => {
  it('hold up no other call, however long they take', async () => {
    const ledger = openLedger(rig.config.database.url, { max: 2 });
    const lists = openLedger(rig.config.database.url, { max: 1 });
    const api = await startApi(rig, { ledger, lists });
    await whileCheckoutsAreLocked(rig.ledger.db, async () => {
      const waiting = Array.from({ length: 5 }, () => api.get('/v1/checkouts?q=x'));
      expect((await api.get('/v1/payment-methods?currency=USD')).status).toBe(200);
      void Promise.allSettled(waiting);
    });
    await Promise.all([ledger.close(), lists.close()]);
  });
});

describe('rate limits', () => {
  it('refuse what one key sends above its limit, counted over all processes', async () => {
    const answers = await calls(7, await aKey(rig));
    expect(statuses(answers)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    const remaining = answers.map(({ headers }) => headers.get('ratelimit-remaining'));
    expect(remaining).toEqual(['4', '3', '2', '1', '0', '0', '0']);
    const last = answers.at(-1);
    expect(last?.headers.get('ratelimit-limit')).toBe('5');
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(last?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(await last?.json()).toMatchObject({ code: 'rate-limited', detail: expect.stringContaining('5 requests a minute') });
  });

  it('give out calls from memory while a key is far from its limit, and never more than the limit over all processes', async () => {
    const sizes = { perKey: 100, refused: 3 };
    const both = [openRateLimits(rig.config.database.url, sizes), openRateLimits(rig.config.database.url, sizes)];
    const key = await aKey(rig);
    const [one, other] = both.map(({ limits }) => inShares(limits.calls));
    const ask = async (n: number): Promise<boolean> =>
      (n % 2 === 0 ? one : other)?.consume(key).then(
        () => true,
        () => false,
      ) ?? false;
    for (const n of [0, 0]) await ask(n);
    const counted = await pointsOf(rig.ledger.db, `call:${key}`);
    await ask(0);
    expect(await pointsOf(rig.ledger.db, `call:${key}`)).toBe(counted);
    const answers = await Promise.all(Array.from({ length: 120 }, (_, n) => ask(n)));
    expect(3 + answers.filter(Boolean).length).toBe(100);
    await Promise.all(both.map(({ close }) => close()));
  });

  it('leave other keys alone', async () => {
    const url = `http://127.0.0.1:${servers[0]?.port}/v1/checkouts`;
    const headers = { authorization: `Bearer ${await aKey(rig)}`, 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(orderBody()) });
    expect(answer.status).toBe(201);
  });

  it('refuse an address that sends wrong keys, and let its valid keys through', async () => {
    const wrong = `apc_${'w'.repeat(43)}`;
    expect(statuses(await calls(5, wrong))).toEqual([401, 401, 401, 429, 429]);
    expect(statuses(await calls(1, await aKey(rig)))).toEqual([200]);
  });

  it('refuse sign-ins with wrong keys, and let a valid key in', async () => {
    const signIn = (key: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${servers[0]?.port}/console/sign-in`, {
        method: 'POST',
        headers: { 'sec-fetch-site': 'same-origin' },
        body: new URLSearchParams({ key }),
        redirect: 'manual',
      });
    const wrong = [await signIn('apc_no'), await signIn('apc_no'), await signIn('apc_no'), await signIn('apc_no')];
    expect(statuses(wrong)).toEqual([401, 401, 401, 429]);
    const last = wrong.at(-1);
    expect(last?.headers.get('retry-after')).toMatch(/^[1-9]\d?$/);
    expect(await last?.text()).toContain('Too many keys of this address were refused.');
    expect((await signIn(await aKey(rig))).status).toBe(303);
  });

  it('refuse tries of the password of one user, with the right one too, and leave other users alone', async () => {
    const [tried, other] = [await aUser(rig, 'viewer'), await aUser(rig, 'viewer')];
    // In one process and without a connection, so that no address is counted.
    const { limits, close } = openRateLimits(rig.config.database.url, SIZES);
    const console = createConsole({ fetchApi: () => new Response('{}'), ...consoleWith(limits) });
    const app = new Hono<ConsoleEnv>().use(requestContext(pino({ level: 'silent' }))).route('/console', console);
    const signIn = async (name: string, password: string): Promise<number> => {
      const body = new URLSearchParams({ name, password });
      const headers = { 'sec-fetch-site': 'same-origin' };
      return (await app.request('/console/sign-in', { method: 'POST', headers, body })).status;
    };
    const wrong = [await signIn(tried.name, 'wrong'), await signIn(tried.name, 'wrong'), await signIn(tried.name, 'wrong')];
    expect(wrong).toEqual([401, 401, 401]);
    expect(await signIn(tried.name, PASSWORD)).toBe(429);
    expect(await signIn(other.name, PASSWORD)).toBe(303);
    await close();
  });

  it('are counted by each process for itself while the database does not answer', async () => {
    const alone = await anApi('postgres://nobody@127.0.0.1:1/none');
    expect(statuses(await calls(7, await aKey(rig), [alone]))).toEqual([200, 200, 200, 200, 200, 429, 429]);
  });
});
