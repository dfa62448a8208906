import { describe, expect, onTestFinished, test } from 'vitest';
import { checkedOut, openSandbox } from './sandbox-rig.ts';
import { deliveries, rigWithReceiver } from './webhook-rig.ts';

describe('how it is delivered', () => {
  test('again until it is answered with 200, with the same bytes; another 2xx is not enough', async () => {
    const { rig, receiver } = await rigWithReceiver((count) => [500, 202, 409][count] ?? 200);
    await rig.control('PUT', '/webhooks/mode', { hold: true });
    const order = await checkedOut(rig, {}, { outcome: 'pending' });
    await rig.control('POST', `/orders/${order}/cancel`);
    await rig.control('PUT', '/webhooks/mode', { hold: false });
    const attempts = async () => (await deliveries(rig)).flatMap((item) => item.attempts.map(({ status }) => status));
    await expect.poll(attempts).toEqual([500, 202, 409, 200]);
    expect(new Set(receiver.receipts.filter(({ event }) => event === 'order.canceled').map(({ body }) => body)).size).toBe(1);
  });

  test('the REST answer does not wait for it', async () => {
    const silent = 'http://127.0.0.1:9/nobody';
    const rig = await openSandbox({ webhookUrl: silent });
    onTestFinished(() => rig.close());
    expect(await checkedOut(rig)).toMatch(/^[0-9a-f]{32}$/);
    await expect.poll(async () => (await deliveries(rig))[0]?.attempts[0]).toMatchObject({ status: null });
  });

  test('held back until hold is switched off; other fields of the mode stay', async () => {
    const { rig, receiver } = await rigWithReceiver();
    await rig.control('PUT', '/webhooks/mode', { hold: true, duplicate: true });
    await checkedOut(rig);
    expect((await deliveries(rig)).map(({ attempts, signature }) => [attempts.length, signature])).toEqual([
      [0, null],
      [0, null],
    ]);
    const mode = await rig.control('PUT', '/webhooks/mode', { hold: false });
    expect(mode.body).toEqual({ duplicate: true, shuffle: false, hold: false, bad_signature: false });
    await expect
      .poll(() => receiver.events().toSorted())
      .toEqual(['order.accepted', 'order.accepted', 'payment_term.accepted', 'payment_term.accepted']);
    expect(new Set(receiver.receipts.map(({ uuid }) => uuid)).size).toBeLessThan(receiver.receipts.length);
  });

  test('flush releases what is held and keeps holding', async () => {
    const { rig, receiver } = await rigWithReceiver();
    await rig.control('PUT', '/webhooks/mode', { hold: true });
    await checkedOut(rig);
    expect((await rig.control('POST', '/webhooks/flush')).body).toEqual({ released: 2 });
    await expect.poll(receiver.events).toHaveLength(2);
    await checkedOut(rig);
    await expect.poll(async () => (await deliveries(rig)).map(({ attempts }) => attempts.length)).toEqual([1, 1, 0, 0]);
  });

  test('never, where it was lost: what is held then says so, what comes later does not', async () => {
    const { rig } = await rigWithReceiver();
    const states = async () => (await deliveries(rig)).map(({ state }) => state);
    await rig.control('PUT', '/webhooks/mode', { hold: true });
    await checkedOut(rig);
    expect((await rig.control('POST', '/webhooks/lose')).body).toEqual({ lost: 2 });
    await checkedOut(rig);
    expect(await states()).toEqual(['failed', 'failed', 'held', 'held']);
    await rig.control('POST', '/webhooks/flush');
    await expect.poll(states).toEqual(['failed', 'failed', 'delivered', 'delivered']);
  });

  test('in another order than it happened', async () => {
    const { rig, receiver } = await rigWithReceiver();
    await rig.control('PUT', '/webhooks/mode', { shuffle: true });
    await checkedOut(rig);
    await expect.poll(receiver.events).toEqual(['order.accepted', 'payment_term.accepted']);
  });

  test('wrongly signed, and signed anew for the retry', async () => {
    const { rig, receiver } = await rigWithReceiver((count) =>
      receiver.receipts[count]?.valid === true || wellBehaved ? 200 : 401,
    );
    let wellBehaved = false;
    await rig.control('PUT', '/webhooks/mode', { bad_signature: true });
    await checkedOut(rig);
    await expect.poll(() => receiver.receipts.length).toBeGreaterThan(2);
    expect(receiver.receipts.every(({ valid }) => !valid)).toBe(true);
    await rig.control('PUT', '/webhooks/mode', { bad_signature: false });
    wellBehaved = true;
    await expect.poll(() => receiver.receipts.some(({ valid }) => valid)).toBe(true);
  });
});
