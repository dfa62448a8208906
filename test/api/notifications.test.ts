import { findCheckout } from '../../activities/ledger/checkouts.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { control } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { aKey } from './api.ts';
import { withReceiver } from '../support/with-rig.ts';
import { withApi } from './with-api.ts';

describe('notifications', () => {
  const receiver = withReceiver();
  const { rig, api, shop } = withApi({ env: () => ({ ...receiver.env, POLICY_NOTIFICATION_RETRY_FOR: '1s' }) });
  afterEach(() => {
    receiver.answer = () => null;
  });

  const listed = async (id: string) => (await api.get(`/v1/notifications?checkout=${id}`)).body.items;
  const shows = async (id: string) => (await api.get(`/v1/checkouts/${id}`)).body;
  const until = (condition: () => Promise<boolean>) => vi.waitUntil(condition, { timeout: 60_000, interval: 50 });
  const refuse = (type: string) => {
    receiver.answer = (told) => (told.type === type ? { status: 500 } : null);
  };

  it('are given up one by one, need a person, and need none once they were sent again', async () => {
    refuse('checkout.authorized');
    const { id } = await shop.authorized();
    await until(async () => (await shows(id)).attention?.code === 'notification-failed');
    await receiver.of(id, (types) => types.includes('checkout.attention'));
    const failed = (await listed(id)).find(({ state }: { state: string }) => state === 'failed');
    expect(failed).toMatchObject({
      type: 'checkout.authorized',
      sequence: 2,
      data: { status: 'authorized' },
      delivered_at: null,
    });
    expect(failed.attempts.length).toBeGreaterThan(1);
    expect(failed.attempts[0]).toMatchObject({ status: 500, error: 'answered 500' });

    receiver.answer = () => null;
    const sent = await api.post(`/v1/notifications/${failed.id}/resend`);
    expect(sent).toMatchObject({ status: 200, body: { id: failed.id, state: 'pending' } });
    const told = await receiver.of(id, (types) => types.includes('checkout.attention_cleared'));
    expect(told.find(({ sequence }) => sequence === 2)).toMatchObject({ id: failed.id, type: 'checkout.authorized' });
    expect(await shows(id)).toMatchObject({ attention: null });
  });

  it('of a checkout that has ended need a person too', async () => {
    refuse('checkout.canceled');
    const { body } = await api.post('/v1/checkouts', orderBody());
    await api.post(`/v1/checkouts/${body.id}/cancel`, {});
    await until(async () => (await shows(body.id)).attention?.code === 'notification-failed');
    expect(await shows(body.id)).toMatchObject({ status: 'canceled' });

    receiver.answer = () => null;
    const [last] = await listed(body.id);
    expect(last).toMatchObject({ type: 'checkout.canceled', state: 'failed' });
    await api.post(`/v1/notifications/${last.id}/resend`);
    await until(async () => (await shows(body.id)).attention === null);
    const row = await findCheckout(rig.ledger.db, body.id);
    expect(row?.facts).toMatchObject({ attentions: [], end: { status: 'canceled' } });
  });

  it('do not wait for a pause when one is sent again by hand', async () => {
    const away = { status: 503, headers: { 'retry-after': '3600' } };
    receiver.answer = () => away;
    const { body } = await api.post('/v1/checkouts', orderBody());
    await until(async () => (await listed(body.id))[0]?.attempts.length === 1);
    receiver.answer = () => null;
    const [only] = await listed(body.id);
    await api.post(`/v1/notifications/${only.id}/resend`);
    const [told] = await receiver.of(body.id, (types) => types.length > 0);
    expect(told).toMatchObject({ id: only.id, type: 'checkout.awaiting_authorization', sequence: 1 });
  });

  it('tell of returns, also after the end', async () => {
    const { id, path } = await shop.authorized();
    const invoice = (await api.post(`${path}/invoices`, {})).body;
    await api.post(`${path}/invoices/${invoice.id}/close`, {});
    await until(async () => (await shows(id)).status === 'paid');
    await api.post(`${path}/invoices/${invoice.id}/returns`, { amount_cents: 500, reason: 'DAMAGED' });
    const told = await receiver.of(id, (types) => types.includes('checkout.refunded'));
    expect(told.at(-1)).toMatchObject({
      type: 'checkout.refunded',
      invoice_id: invoice.id,
      data: { status: 'paid', payment_status: 'refunded_partially', credit: { refunded_cents: 500 } },
    });
  });

  it('tell of a return that others made, also where one of ours finds it and is refused', async () => {
    const { id, path } = await shop.authorized();
    const invoice = (await api.post(`${path}/invoices`, { amount_cents: 1_000 })).body;
    await control(rig, 'POST', `/dashboard/invoices/${invoice.id}/returns`, { amount_cents: 400, silent: true });
    expect(await api.post(`${path}/invoices/${invoice.id}/returns`, { amount_cents: 1_000 })).toMatchObject({
      status: 422,
      body: { code: 'return-exceeded', remaining_cents: 600 },
    });
    const told = await receiver.of(id, (types) => types.includes('checkout.refunded'));
    expect(told.at(-1)).toMatchObject({ type: 'checkout.refunded', data: { credit: { refunded_cents: 400 } } });
  });

  it('are listed in pages, by their state, for their own channel, and for operators only', async () => {
    const { id } = await shop.authorized();
    await receiver.of(id, (types) => types.length === 2);
    await until(async () => (await listed(id)).every(({ state }: { state: string }) => state === 'delivered'));
    const first = (await api.get(`/v1/notifications?checkout=${id}&limit=1`)).body;
    const second = (await api.get(`/v1/notifications?checkout=${id}&limit=1&cursor=${first.next_cursor}`)).body;
    expect([...first.items, ...second.items].map(({ sequence }: { sequence: number }) => sequence)).toEqual([2, 1]);
    expect(second.next_cursor).toBeNull();
    expect((await api.get(`/v1/notifications?checkout=${id}&state=failed`)).body.items).toEqual([]);
    const elsewhere = { key: await aKey(rig, { channel: 'other' }) };
    expect((await api.get(`/v1/notifications?checkout=${id}`, elsewhere)).body.items).toEqual([]);
    expect((await api.post(`/v1/notifications/${first.items[0].id}/resend`, {}, elsewhere)).status).toBe(404);
    expect((await api.get('/v1/notifications', { key: api.storefront })).status).toBe(403);
    expect((await api.post('/v1/notifications/ntf_none/resend')).status).toBe(404);
  });
});
