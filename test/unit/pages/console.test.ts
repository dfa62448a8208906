import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { sealedSessions } from '../../../api/web/console/session.ts';
import { usableId } from '../../../api/v1/channels/rules.ts';
import { aConsole, FULL, ID, KEY, signedIn } from './a-console.ts';
import { aBrowser, aRefusal } from './a-shop.ts';

const NONE_ENDED = { add: async () => undefined, has: async () => false };

describe('a session of the console', () => {
  const minute = 60_000;
  function atDesk() {
    const clock = { ms: Date.parse('2026-01-02T08:00:00Z') };
    const sessions = sealedSessions({
      secrets: [new Uint8Array(32).fill(1)],
      secure: false,
      ended: NONE_ENDED,
      now: () => clock.ms,
    });
    const app = new Hono();
    app.post('/console/in', (c) => {
      sessions.start(c, { key: KEY });
      return c.text('');
    });
    app.get('/console', async (c) => c.text((await sessions.read(c))?.key ?? 'nobody'));
    const browser = aBrowser(app);
    const who = async (headers: Record<string, string> = {}) => (await browser.ask('/console', {}, headers)).text();
    return { clock, who, signIn: () => browser.post('/console/in') };
  }

  test('ends when nothing was asked for in half an hour, whatever pages renew themselves', async () => {
    const { clock, who, signIn } = atDesk();
    await signIn();
    for (let passed = 0; passed < 60; passed += 20) {
      clock.ms += 20 * minute;
      expect(await who()).toBe(KEY);
    }
    for (let passed = 0; passed < 30; passed += 10) {
      expect(await who({ 'x-live': '1' })).toBe(KEY);
      clock.ms += 10 * minute;
    }
    expect(await who({ 'x-live': '1' })).toBe('nobody');
    expect(await who()).toBe('nobody');
  });

  test('ends after eight hours of use', async () => {
    const { clock, who, signIn } = atDesk();
    await signIn();
    for (let passed = 0; passed < 460; passed += 20) {
      clock.ms += 20 * minute;
      expect(await who()).toBe(KEY);
    }
    clock.ms += 20 * minute;
    expect(await who()).toBe('nobody');
  });

  test('ends with signing out, for a kept cookie too', async () => {
    const { get, post, jar } = await signedIn();
    const kept = jar.get('console_session') ?? '';
    expect((await get('/console/checkouts?q=x')).status).toBe(200);
    await post('/console/sign-out');
    expect(jar.get('console_session')).toBe('');
    jar.set('console_session', kept);
    expect((await get('/console/checkouts?q=x')).headers.get('location')).toContain('/console/sign-in');
  });
});

describe('the pages of the console', () => {
  test('are beside those of the channels only under ids that no channel gets', () => {
    const own = aConsole().paths.flatMap((path) => /^\/console\/channels\/([^/:]+)$/.exec(path)?.[1] ?? []);
    expect(own).toContain('new');
    for (const id of own) expect(() => usableId(id)).toThrow(`The id ${id} is reserved`);
    expect(() => usableId('shop-us')).not.toThrow();
  });
});

describe('signing in to the console', () => {
  test('is asked of everybody, and leads back to the page that was asked for', async () => {
    const { get, post } = aConsole();
    const refused = await get(`/console/checkouts/${ID}`);
    expect(refused.headers.get('location')).toBe(`/console/sign-in?next=${encodeURIComponent(`/console/checkouts/${ID}`)}`);
    const answer = await post('/console/sign-in', { key: KEY, next: `/console/checkouts/${ID}` });
    expect(answer.headers.get('location')).toBe(`/console/checkouts/${ID}`);
  });

  const nextIn = (answer: Response): string | null =>
    new URL(answer.headers.get('location') ?? '', 'https://console.test').searchParams.get('next');

  test('comes back to the filters of a list', async () => {
    const { get, post } = aConsole();
    const filtered = '/console/invoices?owed=overdue&q=Evergreen+farms';
    const next = nextIn(await get(filtered)) ?? '';
    expect(next).toBe(filtered);
    expect((await post('/console/sign-in', { key: KEY, next })).headers.get('location')).toBe(filtered);
  });

  test('comes back to what was typed in a confirmation, which is asked again and was not sent', async () => {
    const { get, post, calls, state } = await signedIn();
    const at = `/console/checkouts/${ID}/send-invoice`;
    const typed = { amount_cents: '12.50', merchant_invoice_id: 'A & 1', confirmed: 'key-1' };
    state.revoked = true;
    const refused = await post(at, typed);
    state.revoked = false;
    const next = nextIn(refused) ?? '';
    expect(next).not.toContain('key-1');
    const back = (await post('/console/sign-in', { key: KEY, next })).headers.get('location') ?? '';
    const page = await (await get(back)).text();
    expect(page).toContain('name="amount_cents" value="12.50"');
    expect(page).toContain('value="A &amp; 1"');
    expect(calls).toEqual([]);
  });

  test('comes back to the order that a note was written on, and to the note', async () => {
    const { get, post, state } = await signedIn();
    state.revoked = true;
    const next = nextIn(await post(`/console/checkouts/${ID}/notes`, { text: 'Bea calls <back>', key: 'key-1' })) ?? '';
    state.revoked = false;
    expect(next).not.toContain('key-1');
    const back = await get((await post('/console/sign-in', { key: KEY, next })).headers.get('location') ?? '');
    expect([back.status, await back.text()]).toEqual([200, expect.stringMatching(/>\s*Bea calls &lt;back&gt;\s*<\/textarea>/)]);
  });

  test('never takes what was typed elsewhere into an address: it may be a secret', async () => {
    const { post } = aConsole();
    expect(nextIn(await post('/console/channels', { id: 'shop', api_key: 'secret' }))).toBeNull();
  });

  test('never leads to another site', async () => {
    const { post } = aConsole();
    for (const next of ['https://evil.test/', '//evil.test', '/console/../..//evil.test']) {
      expect((await post('/console/sign-in', { key: KEY, next })).headers.get('location')).toBe('/console');
    }
  });

  test('keeps the key sealed, away from scripts and other sites', async () => {
    const { post } = aConsole();
    const cookie = (await post('/console/sign-in', { key: KEY })).headers.get('set-cookie') ?? '';
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    expect(cookie).toContain('Secure');
    expect(decodeURIComponent(cookie)).not.toContain(KEY);
    expect(Buffer.from(decodeURIComponent(cookie), 'base64').toString()).not.toContain(KEY);
  });

  test.each([
    ['https://pay.test', true],
    ['http://pay.test:3000', true],
    ['http://localhost.pay.test', true],
    ['http://localhost:3000', false],
    ['http://127.0.0.1:3000', false],
  ])('gives cookies to TLS alone, but on the own machine: %s', async (publicUrl, secure) => {
    const { post } = aConsole(() => Response.json(FULL), FULL, publicUrl);
    const signIn = await post('/console/sign-in', { key: KEY });
    const action = await post(`/console/checkouts/${ID}/retry`);
    const cookies = [...signIn.headers.getSetCookie(), ...action.headers.getSetCookie()];
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['console_session', 'console_outcome']);
    expect(cookies.map((cookie) => cookie.includes('; Secure'))).toEqual([secure, secure]);
  });

  test('is refused with a wrong key, and with a form of another site', async () => {
    const { post, jar } = aConsole();
    expect((await post('/console/sign-in', { key: 'apc_wrong' })).status).toBe(401);
    expect((await post('/console/sign-in', { key: KEY }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(jar.size).toBe(0);
  });

  test.each([
    ['a line break', `${KEY.slice(0, 20)}\n${KEY.slice(20)}`],
    ['NUL', `${KEY}\0x`],
    ['a letter beyond Latin-1', `${KEY}ł`],
  ])('is refused with a key that holds %s, and the key is not logged', async (_, key) => {
    const { post, logged } = aConsole();
    expect((await post('/console/sign-in', { key })).status).toBe(401);
    expect(logged.join('')).not.toContain(KEY.slice(0, 20));
  });

  test('says that the provider of OpenID Connect does not answer', async () => {
    const openid = { begin: () => Promise.reject(new Error('no route')), finish: () => Promise.resolve(null) };
    const { get, logged } = aConsole(undefined, undefined, undefined, openid);
    const answer = await get('/console/openid');
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('The provider of OpenID Connect does not answer');
    expect(logged.join('')).toContain('no route');
  });

  test('is an event in the log, refused or not, and so is signing out', async () => {
    const { post, logged } = await signedIn();
    await post('/console/sign-in', { key: 'apc_wrong' });
    await post('/console/sign-out');
    const events = logged.map((line): unknown => JSON.parse(line).event);
    expect(events).toEqual(['signed-in', 'sign-in-refused', 'signed-out']);
  });

  test('is refused with a form that cannot be read', async () => {
    const { ask } = aConsole();
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const answer = await ask('/console/sign-in', { method: 'POST', body: '--b\r\nnothing' }, headers);
    expect(answer.status).toBe(422);
  });

  test('ends with a key that is revoked, and with a cookie of another server', async () => {
    const { get, state, jar } = await signedIn();
    expect((await get(`/console/checkouts/${ID}`)).status).toBe(200);
    state.revoked = true;
    const ended = (await get(`/console/checkouts/${ID}`)).headers.get('location');
    expect(ended).toContain('/console/sign-in?next=');
    const other = new Hono();
    other.get('/', (c) => {
      sealedSessions({ secrets: [new Uint8Array(32).fill(1)], secure: false, ended: NONE_ENDED }).start(c, {
        key: KEY,
      });
      return c.text('');
    });
    jar.set('console_session', /=([^;]*)/.exec((await other.request('/')).headers.get('set-cookie') ?? '')?.[1] ?? '');
    expect((await get('/console/checkouts?q=x')).headers.get('location')).toContain('/console/sign-in');
  });
});

describe('a checkout in the console', () => {
  test('without a lightbox is not said to wait for one', async () => {
    const offline = { ...FULL, offline: true, status: 'awaiting_authorization' };
    const { get } = await signedIn(undefined, offline);
    const text = await (await get(`/console/checkouts/${ID}`)).text();
    expect(text).toContain('The order is being placed at Apruve');
    expect(text).toContain('offline, without a lightbox');
    expect(text).not.toContain('The buyer has not authorized the order yet.');
  });
});

describe('the actions of the console', () => {
  test('are shown with the reason where they are not possible', async () => {
    const { get } = await signedIn();
    const text = await (await get(`/console/checkouts/${ID}`)).text();
    expect(text).toContain('Money has moved for an invoice of this order.');
    expect(text).toContain('No step is waiting for a retry.');
    expect(text).toContain('Test mode');
  });

  const SEND = `/console/checkouts/${ID}/send-invoice`;
  const INVOICE = {
    id: 'a',
    merchant_invoice_id: 'INV-1',
    status: 'open',
    overdue: false,
    shipments: [],
    returns: [],
    invoice_items: [],
    due_at: null,
    issued_at: null,
    funded_at: null,
    closed_at: null,
    amount_cents: 1_150,
    amount_due_cents: 1_150,
    paid_cents: 0,
    failed_payment: null,
    tax_cents: 0,
    shipping_cents: 0,
    returned_cents: 0,
    metadata: { erp: 'E-1' },
  };

  test('ask before an invoice is sent, and send it once under one key', async () => {
    const { post, get, calls } = await signedIn(() => Response.json(INVOICE, { status: 201 }));
    const asked = await (await get(SEND)).text();
    expect(asked).toContain('Not invoiced yet: $45.45');
    expect(calls).toEqual([]);
    const confirmed = /name="confirmed" value="([^"]+)"/.exec(asked)?.[1] ?? '';
    const form = { amount_cents: '11.50', merchant_invoice_id: 'INV-1', issue_on_create: 'on', confirmed };
    expect((await post(SEND, form)).status).toBe(303);
    const [call] = calls;
    expect(call?.headers.get('idempotency-key')).toBe(confirmed);
    expect(JSON.parse(call?.body ?? '')).toEqual({ amount_cents: 1_150, merchant_invoice_id: 'INV-1', issue_on_create: true });
    expect(await (await get(`/console/checkouts/${ID}`)).text()).toContain('Invoice INV-1 over $11.50 is at Apruve: open.');
  });

  test('make a draft where the box is not checked', async () => {
    const { post, calls } = await signedIn(() => Response.json(INVOICE, { status: 201 }));
    await post(SEND, { amount_cents: '', merchant_invoice_id: '', confirmed: 'key-1' });
    expect(JSON.parse(calls[0]?.body ?? '')).toEqual({ issue_on_create: false });
  });

  test('show a refusal beside the form, with what was filled in', async () => {
    const { get, post } = await signedIn(() => aRefusal(422, 'credit-exceeded'));
    expect(await (await get(SEND)).text()).toContain('name="issue_on_create" checked');
    const answer = await post(SEND, { amount_cents: '49.99', merchant_invoice_id: '', confirmed: 'key-1' });
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text).toContain('credit-exceeded, in words');
    expect(text).toContain('value="49.99"');
    expect(text).not.toContain('name="issue_on_create" checked');
  });

  test.each(['12.345', '50'])('refuse %s as an amount before asking anybody', async (amount) => {
    const { post, calls } = await signedIn();
    const answer = await post(SEND, { amount_cents: amount, confirmed: 'key-1' });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toMatch(/cannot be read|\$49\.99 is the most/);
    expect(calls).toEqual([]);
  });

  test('retry by one click, and ask again only after a refusal', async () => {
    const retry = `/console/checkouts/${ID}/retry`;
    const { get, post, calls } = await signedIn(() => Response.json(FULL));
    expect((await post(retry)).status).toBe(303);
    expect(calls).toMatchObject([{ method: 'POST', path: `/v1/checkouts/${ID}/retry` }]);
    expect(await (await get(`/console/checkouts/${ID}`)).text()).toContain('It was tried again, and it worked.');
    const refused = await signedIn(() => aRefusal(409, 'nothing-to-retry'));
    const answer = await refused.post(retry);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('nothing-to-retry, in words');
  });
});
