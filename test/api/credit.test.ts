import { describe, expect, it } from 'vitest';
import { BUYER, FOREIGN_BUYER, POOR_BUYER, SANDBOX_MERCHANT_ID, SECOND_API_KEY, SECOND_MERCHANT_ID } from '../sandbox/seeds.ts';
import { control, fault } from '../support/shop.ts';
import { aKey } from './api.ts';
import { withApi } from './with-api.ts';

describe("a buyer's free credit", () => {
  const { rig, api, shop } = withApi();
  const credit = (email: string, more = '', key = api.storefront) =>
    api.get(`/v1/credit?email=${encodeURIComponent(email)}${more}`, { key });

  it('is what Apruve says now, less what an order holds', async () => {
    const before = await credit(BUYER);
    expect(before).toMatchObject({ status: 200, body: { available_cents: expect.any(Number), currency: 'USD' } });
    expect(before.headers.get('apruve-mode')).toBe('test');
    const { order } = await shop.authorized();
    const after = (await credit(BUYER.toUpperCase())).body.available_cents;
    expect(after).toBe(before.body.available_cents - Number(order['amount_cents']));
    expect((await credit(POOR_BUYER)).body.available_cents).toBe(10_000);
  });

  it('is unknown of a stranger, of a buyer of another merchant, and of one who has several accounts', async () => {
    const TWICE = 'twice+shop@example.test';
    const account = { merchant_id: SANDBOX_MERCHANT_ID, email: TWICE, credit_amount_cents: 500 };
    await control(rig, 'POST', '/accounts', account);
    expect((await credit(TWICE)).body).toEqual({ available_cents: 500, currency: 'USD' });
    await control(rig, 'POST', '/accounts', account);
    for (const email of ['nobody@example.test', FOREIGN_BUYER, TWICE]) {
      expect(await credit(email)).toMatchObject({ status: 404, body: { code: 'unknown-buyer', status: 404 } });
    }
  });

  it('is asked with the key of the channel that is named, which the caller must see', async () => {
    const shop2 = { id: 'second', name: 'Second', mode: 'test', merchant_id: SECOND_MERCHANT_ID, api_key: SECOND_API_KEY };
    await api.post('/v1/channels', shop2);
    const own = await aKey(rig, { scope: 'storefront', channel: 'second' });
    expect((await credit(FOREIGN_BUYER, '&channel=second', own)).body.available_cents).toBeGreaterThan(0);
    expect((await credit(BUYER, '&channel=second', own)).status).toBe(404);
    expect(await credit(BUYER, '', own)).toMatchObject({ status: 422, body: { errors: [{ path: 'channel' }] } });
    expect((await credit(BUYER, '&channel=nowhere')).status).toBe(422);
  });

  it('is not told where Apruve does not tell it, and the answer says so', async () => {
    await fault(rig, { method: 'GET', path: '/corporate_accounts', times: 1, status: 503 });
    expect(await credit(BUYER)).toMatchObject({ status: 503, body: { code: 'apruve-unreachable' } });
    await fault(rig, { method: 'GET', path: '/corporate_accounts', times: 1, status: 401 });
    expect(await credit(BUYER)).toMatchObject({ status: 502, body: { code: 'apruve-auth' } });
    await fault(rig, { method: 'GET', path: '/corporate_accounts', times: 1, status: 200, body: { odd: true } });
    expect(await credit(BUYER)).toMatchObject({ status: 502, body: { code: 'apruve-unreadable' } });
    expect(await credit('not an address')).toMatchObject({ status: 422, body: { errors: [{ path: 'email' }] } });
    expect((await credit(BUYER)).status).toBe(200);
  });
});
