import { describe, expect, it, vi } from 'vitest';
import { refusal } from '../support/process.ts';
import { invoicedCheckout, returnPosts } from '../support/returning.ts';
import { control, fault } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';
import { PERSON } from '../../workflows/rules/attention.ts';

describe('returns that cannot get through', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '1s', POLICY_STEP_RETRY: '500ms' });

  async function ended() {
    const checkout = await running();
    await checkout.pay();
    await checkout.reaches('paid');
    return checkout;
  }

  async function running() {
    const checkout = await invoicedCheckout(rig);
    const shows = (code: string | null) =>
      vi.waitUntil(async () => ((await checkout.row()).attention?.code ?? null) === code, { timeout: 60_000, interval: 50 });
    const path = `/invoices/${checkout.invoiceId}/invoice_returns`;
    const answers = async (status: number) => {
      await control(rig, 'DELETE', '/faults');
      await fault(rig, { method: 'POST', path, times: 1_000, status });
    };
    return { ...checkout, shows, answers, path };
  }

  it('wait for a person where the key is refused, and are made when they are asked for again', async () => {
    const checkout = await ended();
    await checkout.answers(401);
    await expect(checkout.giveBack(500, { requestId: 'r' })).resolves.toEqual({ outcome: 'unresolved' });
    await checkout.returns.result();
    expect(await returnPosts(rig, checkout.invoiceId)).toHaveLength(1);
    const { attention, facts } = await checkout.row();
    expect(attention).toMatchObject({ code: 'apruve-auth', message: expect.stringContaining('(return:r)') });
    expect(facts?.attentions).toMatchObject([{ code: 'apruve-auth', subject: 'return:r' }]);
    await control(rig, 'DELETE', '/faults');
    await expect(checkout.giveBack(500, { requestId: 'r' })).resolves.toMatchObject({ outcome: 'done' });
    expect(await checkout.row()).toMatchObject({ attention: null, facts: { attentions: [] }, status: 'paid' });
    expect(await checkout.refunds()).toEqual([['refund', 500, false, true]]);
  });

  it('are shown by a running checkout in the same way, until they are made', async () => {
    const checkout = await running();
    await checkout.answers(401);
    await checkout.giveBack(500, { requestId: 'r' });
    await checkout.shows('apruve-auth');
    expect(await checkout.facts()).toMatchObject({ attentions: [{ code: 'apruve-auth', subject: 'return:r' }], unresolved: [] });
    await control(rig, 'DELETE', '/faults');
    await checkout.giveBack(500, { requestId: 'r' });
    await checkout.shows(null);
    expect(await checkout.row()).toMatchObject({ status: 'invoiced' });
  });

  it('are no more shown once they are refused to a person who asked for them again', async () => {
    const checkout = await running();
    await checkout.answers(401);
    await checkout.giveBack(500, { requestId: 'r' });
    await checkout.shows('apruve-auth');
    await checkout.answers(422);
    const again = checkout.giveBack(500, { requestId: 'r', actor: `${PERSON}ada` });
    await expect(again).rejects.toMatchObject(refusal('refused-by-apruve'));
    await checkout.shows(null);
    expect(await checkout.facts()).toMatchObject({ attentions: [], unresolved: [] });
  });

  it('are shown with the refusal, and with nothing else, where a program has asked for them again', async () => {
    const checkout = await running();
    await checkout.answers(401);
    await checkout.giveBack(500, { requestId: 'r' });
    await checkout.shows('apruve-auth');
    await checkout.answers(422);
    await expect(checkout.giveBack(500, { requestId: 'r' })).rejects.toMatchObject(refusal('refused-by-apruve'));
    await checkout.shows('refused-by-apruve');
    expect((await checkout.facts()).attentions).toHaveLength(1);
  });

  it('are shown while they are tried again, are one however often they are asked for, and shown no more', async () => {
    const checkout = await ended();
    await checkout.answers(503);
    const ask = () => checkout.giveBack(500, { requestId: 'r' }, { stepRetryMs: 4_000 });
    await expect(Promise.all([ask(), ask()])).resolves.toEqual([{ outcome: 'unresolved' }, { outcome: 'unresolved' }]);
    const posts = (await returnPosts(rig, checkout.invoiceId)).length;
    await expect(ask()).resolves.toEqual({ outcome: 'unresolved' });
    expect(await returnPosts(rig, checkout.invoiceId)).toHaveLength(posts);
    expect(await checkout.row()).toMatchObject({ attention: { code: 'apruve-unreachable' } });
    await control(rig, 'DELETE', '/faults');
    await checkout.shows(null);
    await checkout.returns.result();
    expect(await checkout.refunds()).toEqual([['refund', 500, false, true]]);
  });

  it('go on where their process is canceled in Temporal while one waits', async () => {
    const checkout = await ended();
    await checkout.answers(503);
    await expect(checkout.giveBack(500, {}, { stepRetryMs: 1_500 })).resolves.toEqual({ outcome: 'unresolved' });
    await checkout.returns.cancel();
    await control(rig, 'DELETE', '/faults');
    await checkout.shows(null);
    await checkout.returns.result();
    expect(await checkout.refunds()).toEqual([['refund', 500, false, true]]);
  });

  it('and are refused later are shown with the refusal, for nobody waits for it', async () => {
    const checkout = await ended();
    await checkout.answers(503);
    await checkout.giveBack(500);
    await checkout.answers(422);
    await checkout.shows('refused-by-apruve');
    await checkout.returns.result();
    expect((await checkout.row()).facts?.attentions).toHaveLength(1);
  });

  it('answer all who ask for the same one while it is made', async () => {
    const checkout = await ended();
    await fault(rig, { method: 'POST', path: checkout.path, times: 1, delay_ms: 400 });
    const ask = () => checkout.giveBack(500, { requestId: 'r' });
    const [one, other] = await Promise.all([ask(), ask()]);
    expect([one, one.outcome]).toEqual([other, 'done']);
    expect(await returnPosts(rig, checkout.invoiceId)).toHaveLength(1);
  });

  it('count among those that wait', async () => {
    const checkout = await ended();
    await checkout.answers(503);
    const ask = () => checkout.giveBack(10, {}, { stepBoundMs: 300, stepRetryMs: 60_000 });
    for (let n = 0; n < 8; n += 1) await expect(ask()).resolves.toEqual({ outcome: 'unresolved' });
    await expect(ask()).rejects.toMatchObject(refusal('busy'));
    await checkout.returns.terminate();
  });
});
