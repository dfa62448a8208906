import { beforeAll, describe, expect, it } from 'vitest';
import { changeUser } from '../../activities/ledger/http-api/users.ts';
import { routesOf } from '../../api/http/route.ts';
import { fault } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { aKey, type Answer } from './api.ts';
import { aUser } from './people.ts';
import { until } from '../stack/wait.ts';
import { withReceiver } from '../support/with-rig.ts';
import { withApi } from './with-api.ts';

/** Keys, and users: those of one channel up to its manager, who is its administrator; then the administrator of all, and who has no role. */
const WHO = ['storefront', 'admin', 'viewer', 'operator', 'manager', 'administrator', 'newcomer'] as const;
type Who = (typeof WHO)[number];

/** Everybody with a role; everybody who is no storefront; and of those, whoever may change something. */
const ALL: readonly Who[] = ['storefront', 'admin', 'viewer', 'operator', 'manager', 'administrator'];
const STAFF: readonly Who[] = ['admin', 'viewer', 'operator', 'manager', 'administrator'];
const SHOP_WRITES: readonly Who[] = ['storefront', 'admin', 'operator', 'manager', 'administrator'];
const STAFF_WRITES: readonly Who[] = ['admin', 'operator', 'manager', 'administrator'];

/** Whoever may set up everything. What is about one channel its manager may as well: see below. The keys of this file are each of one channel. */
const ADMINISTRATORS: readonly Who[] = ['administrator'];
const CHANNEL = { id: 'added', name: 'New', mode: 'test', merchant_id: 'm', api_key: 'k' };

/** Each route with who may call it, and a body that it takes, in an order in which each finds something to do. `{…}` of a path is filled with what exists in the own channel. */
const ROUTES: Readonly<Record<string, { may: readonly Who[]; body?: unknown; query?: string }>> = {
  'post /v1/checkouts': { may: SHOP_WRITES, body: orderBody() },
  'post /v1/offline-checkouts': { may: STAFF_WRITES, body: orderBody() },
  'get /v1/checkouts': { may: STAFF },
  'get /v1/checkouts.csv': { may: STAFF },
  'get /v1/checkouts/{id}': { may: ALL },
  'patch /v1/checkouts/{id}': { may: SHOP_WRITES, body: { metadata: { cart: 'A' } } },
  'post /v1/checkouts/{id}/attention/{code}/acknowledge': { may: STAFF_WRITES, body: {} },
  'post /v1/checkouts/{id}/authorization': { may: SHOP_WRITES, body: { apruve_order_id: '0'.repeat(32) } },
  'post /v1/checkouts/{id}/update': { may: SHOP_WRITES, body: { shipping_cents: 100 } },
  'post /v1/checkouts/{id}/finalize': { may: SHOP_WRITES, body: {} },
  'post /v1/checkouts/{id}/cancel': { may: SHOP_WRITES, body: {} },
  'post /v1/checkouts/{id}/complete': { may: STAFF_WRITES, body: {} },
  'post /v1/checkouts/{id}/retry': { may: STAFF_WRITES, body: {} },
  'post /v1/checkouts/{id}/invoices': { may: STAFF_WRITES, body: {} },
  'get /v1/invoices': { may: STAFF },
  'get /v1/invoices.csv': { may: STAFF },
  'get /v1/summary': { may: STAFF },
  'post /v1/batches': {
    may: STAFF_WRITES,
    get body() {
      return { checkouts: [things['id']] };
    },
  },
  'get /v1/batches': { may: STAFF },
  'get /v1/batches/{id}': { may: STAFF },
  'post /v1/batches/{id}/retry': { may: STAFF_WRITES, body: {} },
  'patch /v1/checkouts/{id}/invoices/{invoice_id}': { may: STAFF_WRITES, body: { amount_cents: 100 } },
  'post /v1/checkouts/{id}/invoices/{invoice_id}/issue': { may: STAFF_WRITES, body: {} },
  'post /v1/checkouts/{id}/invoices/{invoice_id}/cancel': { may: STAFF_WRITES, body: {} },
  'post /v1/checkouts/{id}/invoices/{invoice_id}/close': { may: STAFF_WRITES, body: {} },
  'post /v1/checkouts/{id}/invoices/{invoice_id}/shipments': { may: STAFF_WRITES, body: {} },
  'patch /v1/checkouts/{id}/invoices/{invoice_id}/shipments/{shipment_id}': {
    may: STAFF_WRITES,
    body: { tracking_number: '1Z' },
  },
  'post /v1/checkouts/{id}/invoices/{invoice_id}/returns': { may: STAFF_WRITES, body: { amount_cents: 1, reason: 'DAMAGED' } },
  'get /v1/checkouts/{id}/transactions': { may: STAFF },
  'get /v1/checkouts/{id}/notes': { may: STAFF },
  'post /v1/checkouts/{id}/notes': { may: STAFF_WRITES, body: { text: 'Called the buyer.' } },
  'get /v1/payment-methods': { may: ALL },
  'get /v1/credit': { may: ALL, query: '?email=buyer@example.test' },
  'get /v1/channels': { may: STAFF },
  'get /v1/channels/{id}': { may: STAFF },
  'post /v1/channels': { may: ADMINISTRATORS, body: CHANNEL },
  'patch /v1/channels/{id}': { may: ADMINISTRATORS, body: { name: 'Renamed' } },
  'post /v1/channels/{id}/check': { may: STAFF_WRITES, body: {} },
  'post /v1/channels/{id}/payment-rules/try': { may: STAFF_WRITES, body: { cart: {} } },
  'post /v1/channels/{id}/webhook-token': { may: ADMINISTRATORS, body: {} },
  'get /v1/channels/{id}/receivers': { may: STAFF },
  'post /v1/channels/{id}/receivers': { may: ADMINISTRATORS, body: { url: 'https://shop.test/' } },
  'patch /v1/channels/{id}/receivers/{receiver}': { may: ADMINISTRATORS, body: { enabled: false } },
  'post /v1/channels/{id}/receivers/{receiver}/test': { may: STAFF_WRITES, body: {} },
  'delete /v1/channels/{id}/receivers/{receiver}': { may: ADMINISTRATORS },
  'delete /v1/channels/{id}': { may: ADMINISTRATORS },
  'get /v1/webhook-events': { may: STAFF },
  'post /v1/webhook-events/{uuid}/redeliver': { may: STAFF_WRITES, body: {} },
  'get /v1/notifications': { may: STAFF },
  'post /v1/notifications/{id}/resend': { may: STAFF_WRITES, body: {} },
  'get /v1/me': { may: WHO },
  'get /v1/settings': { may: STAFF },
  'patch /v1/settings': { may: ADMINISTRATORS, body: { time_zone: 'America/Chicago' } },
  'get /v1/users': { may: ADMINISTRATORS },
  'post /v1/users': { may: ADMINISTRATORS, body: { name: 'somebody', roles: [] } },
  'patch /v1/users/{id}': { may: ADMINISTRATORS, body: { roles: [] } },
  'post /v1/users/{id}/invitation': { may: ADMINISTRATORS, body: {} },
  'delete /v1/users/{id}': { may: ADMINISTRATORS },
  'get /v1/sessions': { may: ADMINISTRATORS },
  'delete /v1/sessions/{id}': { may: ADMINISTRATORS },
  'get /v1/api-keys': { may: ADMINISTRATORS },
  'post /v1/api-keys': { may: ADMINISTRATORS, body: { name: 'Shop', scope: 'storefront' } },
  'delete /v1/api-keys/{id}': { may: ADMINISTRATORS },
  'get /v1/setup-changes': { may: ADMINISTRATORS },
  'get /v1/saved-views': { may: STAFF },
  'post /v1/saved-views': { may: STAFF, body: { name: 'Late', list: 'invoices', filters: { owed: 'overdue' } } },
  'delete /v1/saved-views/{id}': { may: STAFF },
  'get /v1/api-requests': { may: ['manager', 'administrator'] },
};

const receiver = withReceiver();
const { rig, api, shop } = withApi({ webhooks: true, env: () => receiver.env });
/** The token of each caller, in the own channel and in another. */
const tokens: Record<'own' | 'other', Record<string, string>> = { own: {}, other: {} };
let things: Record<string, string> = {};

beforeAll(async () => {
  for (const [where, channel] of [
    ['own', 'default'],
    ['other', 'elsewhere'],
  ] as const) {
    for (const scope of ['storefront', 'admin'] as const) tokens[where][scope] = await aKey(rig, { scope, channel });
    for (const role of ['viewer', 'operator']) tokens[where][role] = (await aUser(rig, `${role}@${channel}`)).token;
    tokens[where]['manager'] = (await aUser(rig, `administrator@${channel}`)).token;
  }
  tokens.own['administrator'] = (await aUser(rig, 'administrator')).token;
  const newcomer = await aUser(rig, 'viewer');
  await changeUser(rig.ledger.db, null, newcomer.id, {});
  tokens.own['newcomer'] = newcomer.token;
  const { id, path } = await shop.authorized();
  const invoice = (await api.post(`${path}/invoices`, { amount_cents: 100 })).body;
  await fault(rig, { method: 'POST', path: '/invoices', times: 1, status: 422, body: { errors: [{ title: 'On hold' }] } });
  await api.post(`${path}/invoices`, { amount_cents: 50 });
  const first = (list: string) =>
    until(`an item in ${list}`, async () => (await api.get(list)).body.items[0], { deadlineMs: 60_000 });
  const [event, notification] = [await first('/v1/webhook-events'), await first('/v1/notifications')];
  const invoiceIds = { invoice_id: invoice.id, shipment_id: invoice.shipments[0].id };
  const batch = (await api.post('/v1/batches', { checkouts: [id] })).body.id;
  things = {
    id,
    batch,
    ...invoiceIds,
    code: 'refused-by-apruve',
    receiver: 'environment',
    uuid: event.uuid,
    notification: notification.id,
  };
});

/** Fills a path with what exists. */
function filled(path: string): string {
  const id = path.includes('/notifications/')
    ? things['notification']
    : path.includes('/channels/')
      ? 'default'
      : things[path.includes('/batches/') ? 'batch' : 'id'];
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'id' ? id : things[name]) ?? name);
}

async function call(route: string, key: string | undefined, at?: string): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const { body, query = '' } = ROUTES[route] ?? {};
  const where = (at ?? filled(path)) + query;
  if (key === undefined) throw new Error('no such caller');
  if (method === 'get') return api.get(where, { key });
  if (method === 'delete') return api.remove(where, { key });
  return method === 'patch' ? api.patch(where, body, { key }) : api.post(where, body, { key });
}

/** Nothing exists under these ids, so that nobody changes what the next one is asked about. */
const nowhere = (route: string): string => (route.split(' ')[1] ?? '').replaceAll(/\{\w+\}/g, `chk_${'z'.repeat(26)}`);

describe('who may call what', () => {
  it('is said here of each route', () => {
    const routes = routesOf(api.app).map(({ method, path }) => `${method} ${path}`);
    expect(routes.filter((route) => route.includes('/v1/')).sort()).toEqual(Object.keys(ROUTES).sort());
  });

  it.each(Object.keys(ROUTES))('%s', async (route) => {
    const answers: [Who, number][] = [];
    for (const who of WHO) answers.push([who, (await call(route, tokens.own[who], nowhere(route))).status]);
    expect(answers.filter(([, status]) => status === 401)).toEqual([]);
    const refused = answers.flatMap(([who, status]) => (status === 403 ? [who] : []));
    expect(refused).toEqual(WHO.filter((who) => !ROUTES[route]?.may.includes(who)));
  });
});

/** What somebody of another channel is answered: nothing is there, and nothing can be begun. */
function whenClosed(route: string, who: Who): number | 'an empty list' {
  if (!ROUTES[route]?.may.includes(who)) return 403;
  if (route.includes('{')) return 404;
  return route.startsWith('get') && ROUTES[route]?.query === undefined ? 'an empty list' : 422;
}

const told = (answer: Answer): unknown => (itemsIn(answer) === 0 ? 'an empty list' : answer.status);
/** How many things a list or a table has. */
const itemsIn = ({ status, headers, body }: Answer): number | undefined =>
  status === 200 && headers.get('content-type')?.includes('csv') === true
    ? body.trim().split('\n').length - 1
    : body.items?.length;
/** What tells one answer from another. */
const shown = (answer: Answer): unknown[] => [answer.status, answer.body.code, itemsIn(answer)];

/** What is the caller's own or everybody's, of no channel. */
const OWN = /\/v1\/(?:me|saved-views|settings)/;

describe('another channel', () => {
  const forKeys = Object.keys(ROUTES).filter((route) => ROUTES[route]?.may.includes('admin') && !OWN.test(route));
  it.each(forKeys)('is closed to everybody of this one: %s', async (route) => {
    for (const who of ['storefront', 'admin', 'viewer', 'operator', 'manager'] as const) {
      expect([who, told(await call(route, tokens.other[who]))]).toEqual([who, whenClosed(route, who)]);
    }
    // That it is closed shows only where the same call opens something in the own channel.
    const [mine, theirs] = [await call(route, tokens.own['admin']), await call(route, tokens.other['admin'])];
    expect(shown(mine)).not.toEqual(shown(theirs));
  });
});

describe('several channels', () => {
  it('are each opened as far as the role there goes', async () => {
    const { token: key } = await aUser(rig, 'viewer@default', '--role', 'operator@elsewhere');
    const path = `/v1/checkouts/${things['id']}`;
    expect((await api.get(path, { key })).status).toBe(200);
    const writes: [string, unknown][] = [
      [`${path}/retry`, {}],
      ['/v1/batches', { checkouts: [things['id']] }],
      [`/v1/batches/${things['batch']}/retry`, {}],
      ['/v1/checkouts', orderBody()],
      [`/v1/webhook-events/${things['uuid']}/redeliver`, {}],
      [`/v1/notifications/${things['notification']}/resend`, {}],
      ['/v1/channels/default/check', {}],
      ['/v1/channels/default/payment-rules/try', { cart: {} }],
    ];
    for (const [where, body] of writes) {
      const answer = await api.post(where, body, { key });
      expect([where, answer.status, answer.body.detail]).toEqual([where, 403, expect.stringContaining('is a viewer of default')]);
    }
    expect((await api.post('/v1/checkouts', { ...orderBody(), channel: 'elsewhere' }, { key })).status).toBe(422);
  });

  it('have the role of all but where they have one of their own', async () => {
    const { token: key } = await aUser(rig, 'operator', '--role', 'viewer@default');
    expect((await api.post('/v1/checkouts', orderBody(), { key })).status).toBe(403);
    const other = await aUser(rig, 'viewer', '--role', 'operator@default');
    expect((await api.post('/v1/checkouts', orderBody(), { key: other.token })).status).toBe(201);
  });

  it('are set up by their own administrator, who neither makes nor deletes channels', async () => {
    const made = await api.post('/v1/channels', { ...CHANNEL, id: 'managed' });
    expect(made.status).toBe(201);
    expect(await api.post('/v1/channels', { ...CHANNEL, id: 'new' })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'id' }] },
    });
    const manager = { key: (await aUser(rig, 'administrator@managed')).token };
    expect(await api.patch('/v1/channels/managed', { name: 'Mine' }, manager)).toMatchObject({
      status: 200,
      body: { may_change: true },
    });
    expect((await api.post('/v1/channels/managed/webhook-token', {}, manager)).status).toBe(200);
    expect((await api.get('/v1/channels', manager)).body).toMatchObject({ items: [{ id: 'managed' }], may_create: false });
    for (const refused of [
      await api.patch('/v1/channels/default', { name: 'Mine' }, manager),
      await api.post('/v1/channels/default/webhook-token', {}, manager),
      await api.post('/v1/channels', { ...CHANNEL, id: 'another' }, manager),
      await api.remove('/v1/channels/managed', manager),
    ])
      expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});
