import { randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { temporal } from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openLedger } from '../../activities/ledger/database.ts';
import { ledgerPeople } from '../../api/people/people.ts';
import { FOREIGN_BUYER, SECOND_MERCHANT_ID } from '../sandbox/seeds.ts';
import { clearText, decryptedText } from '../support/history.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { orderBody } from '../support/storefront.ts';
import { dump } from '../support/tables.ts';

type History = temporal.api.history.v1.IHistory;

/** What the sandbox writes down is Apruve's side. */
const OURS = /^(?!sandbox).*\.log$/;

describe('planted secrets', () => {
  let stack: TestStack;
  const apiKey = randomBytes(16).toString('hex');
  const codecToken = randomBytes(24).toString('hex');
  const password = `a planted password ${randomUUID()}`;
  const wrongPassword = `a planted mistake ${randomUUID()}`;
  const secretsKey = randomBytes(32).toString('base64');
  beforeAll(async () => {
    stack = await startTestStack({ LOG_LEVEL: 'trace', CODEC_TOKEN: codecToken, SECRETS_KEY: secretsKey });
  });
  afterAll(() => stack.stop());

  /** Sends a form of the console, as a browser would. */
  const send = (path: string, fields: Record<string, string>): Promise<Response> => {
    const { api_url: url } = stack.stack.info;
    const headers = { origin: new URL(url).origin };
    return fetch(`${url}/console${path}`, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' });
  };

  /** Somebody chooses a password, mistypes it, and signs in. Answers what was secret of it. */
  async function aUser(): Promise<string[]> {
    const name = 'quinn';
    const { body } = await stack.api<{ invitation_url: string }>('POST', '/v1/users', { name, roles: [] });
    const invitation = body.invitation_url.split('/').at(-1) ?? '';
    const accepted = await send(`/invitation/${invitation}`, { password, again: password });
    expect(accepted.status).toBe(303);
    expect((await send('/sign-in', { name, password: wrongPassword })).status).toBe(401);
    expect((await send('/sign-in', { key: wrongPassword })).status).toBe(401);
    const signedIn = await send('/sign-in', { name, password });
    expect(signedIn.status).toBe(303);
    const cookie = /console_session=([^;]+)/.exec(signedIn.headers.get('set-cookie') ?? '')?.[1] ?? '';
    const ledger = openLedger(stack.config.database.url, { max: 1 });
    const session = await ledgerPeople(ledger.db).signIn(name, password);
    await ledger.close();
    const token = session?.token ?? '';
    const me = await stack.api('GET', '/v1/me', undefined, { authorization: `Bearer ${token}` });
    expect(me.status).toBe(200);
    return [password, wrongPassword, invitation, cookie, token];
  }

  /** A merchant account with a receiver, whose address changes once. Answers what was secret of it. */
  async function aChannel(id: string): Promise<string[]> {
    await stack.control('PATCH', `/merchants/${SECOND_MERCHANT_ID}`, { api_key: apiKey });
    const channel = { id, name: 'Planted', mode: 'test', merchant_id: SECOND_MERCHANT_ID, api_key: apiKey };
    const made = await stack.api<{ webhook_url: string }>('POST', '/v1/channels', channel);
    const told = await stack.api<{ secret: string }>('POST', `/v1/channels/${id}/receivers`, {
      url: `${stack.stack.info.api_url}/nobody`,
    });
    const rotated = await stack.api<{ webhook_url: string }>('POST', `/v1/channels/${id}/webhook-token`, {});
    expect([made.status, told.status, rotated.status]).toEqual([201, 201, 200]);
    const urls = [made.body.webhook_url, rotated.body.webhook_url];
    for (const url of urls) {
      const { pathname } = new URL(url);
      expect((await fetch(stack.stack.info.api_url + pathname, { method: 'POST', body: '{}' })).status).toBe(401);
    }
    return [apiKey, told.body.secret, ...urls.map((url) => url.split('/').at(-1) ?? '')];
  }

  /** A checkout of that account from the lightbox to an invoice, with an idempotency key. */
  async function aLife(channel: string): Promise<void> {
    const headers = { 'idempotency-key': randomUUID() };
    const { body } = await stack.api('POST', '/v1/checkouts', orderBody({ channel }), headers);
    const { order, secure_hash } = body.lightbox ?? {};
    const wish = { order, secure_hash, outcome: 'accept', buyer: FOREIGN_BUYER };
    const { body: placed } = await stack.control<{ apruve_order_id: string }>('POST', '/lightbox', wish);
    await stack.api('POST', `/v1/checkouts/${body.id}/authorization`, placed);
    expect((await stack.api('POST', `/v1/checkouts/${body.id}/invoices`, {}, headers)).status).toBe(422);
    expect((await stack.api('POST', `/v1/checkouts/${body.id}/invoices`, {})).status).toBe(201);
    const isTried = async () => {
      const { body: page } = await stack.api<{ items: { attempts: unknown[] }[] }>(
        'GET',
        `/v1/notifications?checkout=${body.id}`,
      );
      return page.items.some(({ attempts }) => attempts.length > 0);
    };
    await vi.waitUntil(isTried, { timeout: 60_000, interval: 100 });
    const { body: shown } = await stack.api('GET', `/v1/checkouts/${body.id}`);
    expect(shown.status).toBe('invoiced');
  }

  async function logs(): Promise<string> {
    const folder = join(stack.dir, 'logs');
    const files = (await readdir(folder)).filter((name) => OURS.test(name));
    return (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
  }

  /** Every history, also with its payloads decrypted: a key has no business there at all. */
  async function histories(): Promise<string> {
    const texts: string[] = [];
    const query = `TaskQueue = '${stack.config.temporal.taskQueue}'`;
    for await (const { history } of stack.temporal.client.workflow.list({ query }).intoHistories()) {
      texts.push(clearText(history as History), await decryptedText(history as History, stack.config.codec.keys));
    }
    return texts.join('\n');
  }

  it('are in clear neither in the database, nor in the logs, nor in the histories', async () => {
    const made = await stack.api<{ id: string; key: string }>('POST', '/v1/api-keys', { name: 'Planted', scope: 'admin' });
    const unknownKey = `apc_${randomBytes(32).toString('base64url')}`;
    for (const key of [made.body.key, unknownKey])
      await stack.api('GET', '/v1/me', undefined, { authorization: `Bearer ${key}` });
    const planted = [
      ...(await aUser()),
      ...(await aChannel('planted')),
      made.body.key,
      unknownKey,
      codecToken,
      secretsKey,
      stack.stack.info.admin_key ?? '',
    ];
    await aLife('planted');
    const places = { database: '', logs: await logs(), histories: await histories() };
    const ledger = openLedger(stack.config.database.url, { max: 1 });
    places.database = await dump(ledger.db);
    await ledger.close();
    // What is looked for would be found: each place holds what is no secret.
    expect(places.database).toContain(made.body.id);
    expect(places.logs).toContain('/v1/checkouts');
    expect(places.histories).toContain('"merchantOrderId"');
    for (const secret of planted) {
      expect(secret.length).toBeGreaterThan(15);
      const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').slice(0, -4)];
      const found = Object.entries(places).filter(([, text]) => forms.some((form) => text.includes(form)));
      expect([planted.indexOf(secret), found.map(([place]) => place)]).toEqual([planted.indexOf(secret), []]);
    }
  });
});
