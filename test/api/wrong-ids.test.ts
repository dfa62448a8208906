import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NO_CALLS } from '../../workflows/rules/shop-calls.ts';
import { costOf } from '../support/history.ts';
import { control, fault, readCheckout, useLightbox } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { changeCheckout } from '../support/tables.ts';
import type { Answer } from './api.ts';
import { anEvent, signatureOf } from './signed.ts';
import { withApi } from './with-api.ts';

/** An order id that Apruve does not know. */
const aWrongId = (): string => randomBytes(16).toString('hex');

describe('order ids that are not of the checkout, with every webhook held,', () => {
  let now = Date.now();
  const { rig, api } = withApi({ clock: () => new Date(now) });
  const later = (seconds: number): void => {
    now += seconds * 1_000;
  };

  const open = async (changes = {}) => {
    const { body } = await api.post('/v1/checkouts', orderBody(changes));
    const path = `/v1/checkouts/${body.id}`;
    const bring = (orderId: string): Promise<Answer> =>
      api.post(`${path}/authorization`, { apruve_order_id: orderId }, { key: api.storefront });
    const bringWrong = async (n: number): Promise<string[]> => {
      const ids = Array.from({ length: n }, aWrongId);
      for (const id of ids) expect(await bring(id)).toMatchObject(refused('authorization-mismatch', 422));
      return ids;
    };
    /** So many wrong ids have been brought before. */
    const hasHad = (wrongIds: number) =>
      changeCheckout(rig.ledger.db, body.id, { shopCalls: { ...NO_CALLS, content: 1, calls: wrongIds, wrongIds } });
    const history = () => rig.temporal.client.workflow.getHandle(body.id).fetchHistory();
    /** How often the process was asked. */
    const updates = async (): Promise<number> =>
      (await history()).events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes != null).length ?? 0;
    return { path, body, bring, bringWrong, hasHad, history, updates };
  };
  const refused = (code: string, status = 409) => ({ status, body: { code } });
  const tooMany = refused('too-many-attempts', 429);
  const askedFor = async (ids: readonly string[]): Promise<number> => {
    const { items } = await control<{ items: { path: string }[] }>(rig, 'GET', '/requests');
    return items.filter(({ path }) => ids.some((id) => path.endsWith(id))).length;
  };
  const hear = (orderId: string, number: string): Promise<Answer> => {
    const event = JSON.stringify(anEvent('order.accepted', { id: orderId, merchant_order_id: number }));
    const headers = { 'x-apruve-signature': signatureOf(event) };
    return api.post(`/webhooks/apruve/${rig.env['APRUVE_WEBHOOK_TOKEN']}`, event, { key: null, headers });
  };

  it('are turned away by the ledger after ten, and the right one is authorized after the wait that the last answer named', async () => {
    const checkout = await open();
    const first = await checkout.bringWrong(10);
    const more = Array.from({ length: 2_090 }, aWrongId);
    const answers = await inParts(more, 50, checkout.bring);
    for (const answer of answers) expect(answer).toMatchObject(tooMany);
    const right = await useLightbox(rig, checkout.body.lightbox);
    const last = await checkout.bring(right);
    expect(last).toMatchObject(tooMany);
    later(Number(last.headers.get('retry-after')));
    expect(await checkout.bring(right)).toMatchObject({ status: 200, body: { status: 'authorized', apruve_order_id: right } });
    const { body: invoice } = await api.post(`${checkout.path}/invoices`, {});
    await api.post(`${checkout.path}/invoices/${invoice.id}/close`, {});
    expect((await api.get(checkout.path)).body).toMatchObject({ status: 'paid', attention: null });
    expect(costOf(await checkout.history()).events).toBeLessThan(200);
    expect([await askedFor(first), await askedFor([...more, right])]).toEqual([10, 0]);
  }, 300_000);

  it('are ten also where twenty come at once', async () => {
    const checkout = await open();
    const ids = Array.from({ length: 20 }, aWrongId);
    const answers = await Promise.all(ids.map(checkout.bring));
    const turnedAway = answers.filter(({ body }) => body.code === 'too-many-attempts');
    // One that finds the mailbox full is no wrong id: another may take its place.
    expect(turnedAway.length).toBeGreaterThanOrEqual(8);
    expect(await askedFor(ids)).toBeLessThanOrEqual(10);
  }, 120_000);

  it('are answered from their row when they come again, and are counted once', async () => {
    const checkout = await open();
    const [known = ''] = await checkout.bringWrong(1);
    const before = await checkout.updates();
    for (let n = 0; n < 3; n += 1) expect(await checkout.bring(known)).toMatchObject(refused('authorization-mismatch', 422));
    expect([await checkout.updates(), await askedFor([known])]).toEqual([before, 1]);
    expect((await readCheckout(rig, checkout.body.id)).shopCalls).toMatchObject({ calls: 1, wrongIds: 1 });
    await checkout.hasHad(10);
    expect(await checkout.bring(aWrongId())).toMatchObject(tooMany);
    expect(await checkout.bring(known)).toMatchObject(refused('authorization-mismatch', 422));
  });

  it('are looked up again when the content has changed, because they may fit now', async () => {
    const checkout = await open();
    const [known = ''] = await checkout.bringWrong(1);
    await checkout.hasHad(10);
    expect(await checkout.bring(aWrongId())).toMatchObject(tooMany);
    const { body: changed } = await api.post(`${checkout.path}/update`, { po_number: 'PO-1' });
    expect(await checkout.bring(known)).toMatchObject(refused('authorization-mismatch', 422));
    expect(await askedFor([known])).toBe(2);
    const right = await useLightbox(rig, changed.lightbox);
    expect(await checkout.bring(right)).toMatchObject({ status: 200, body: { apruve_order_id: right } });
  });

  it('let one call through when a wait has run out: it adopts what fits, whatever id it brings', async () => {
    const checkout = await open();
    await checkout.hasHad(10);
    const wrong = aWrongId();
    const waits = async (seconds: number): Promise<void> => {
      const answer = await checkout.bring(wrong);
      expect(answer).toMatchObject(tooMany);
      expect(answer.headers.get('retry-after')).toBe(String(seconds));
      later(seconds);
    };
    await waits(5);
    expect(await checkout.bring(wrong)).toMatchObject(refused('authorization-mismatch', 422));
    await waits(10);
    const right = await useLightbox(rig, checkout.body.lightbox);
    expect(await checkout.bring(wrong)).toMatchObject(refused('already-authorized'));
    expect(await checkout.bring(right)).toMatchObject({ status: 200, body: { apruve_order_id: right, attention: null } });
    expect(await askedFor([wrong])).toBeLessThanOrEqual(1);
  });

  it('do not keep an event from adopting the order, whose id is then answered at once', async () => {
    const checkout = await open();
    await checkout.hasHad(10);
    const right = await useLightbox(rig, checkout.body.lightbox);
    expect(await checkout.bring(right)).toMatchObject(tooMany);
    await hear(right, checkout.body.merchant_order_id);
    await expect.poll(async () => (await api.get(checkout.path)).body.status).toBe('authorized');
    const before = await checkout.updates();
    for (let n = 0; n < 3; n += 1) expect(await checkout.bring(right)).toMatchObject({ status: 200 });
    expect(await checkout.updates()).toBe(before);
  });

  it('are not those that only came second, however many', async () => {
    const checkout = await open({ amount_cents: 100, tax_cents: 0, shipping_cents: 0, order_items: [LINE] });
    const first = await useLightbox(rig, checkout.body.lightbox);
    expect(await checkout.bring(first)).toMatchObject({ status: 200 });
    await checkout.hasHad(10);
    const before = await checkout.updates();
    for (let n = 0; n < 3; n += 1) {
      const second = await useLightbox(rig, checkout.body.lightbox);
      expect(await checkout.bring(second)).toMatchObject(refused('already-authorized'));
      const handle = rig.temporal.client.workflow.getHandle(`rel_${second}`);
      await expect(handle.result()).resolves.toBe('released');
    }
    expect(await checkout.updates()).toBe(before);
  });

  it('are not those that Apruve did not answer for', async () => {
    const checkout = await open();
    await fault(rig, { method: 'GET', path: '/orders/', times: 1_000, status: 401 });
    for (let n = 0; n < 2; n += 1) expect(await checkout.bring(aWrongId())).toMatchObject({ status: 202 });
    expect((await readCheckout(rig, checkout.body.id)).shopCalls).toMatchObject({ calls: 2, wrongIds: 0 });
    await control(rig, 'DELETE', '/faults');
    await checkout.hasHad(9);
    await checkout.bringWrong(1);
    expect(await checkout.bring(aWrongId())).toMatchObject(tooMany);
  });
});

const LINE = { title: 'A', price_total_cents: 100 };

/** Asks for all, so many at once. */
async function inParts<T, A>(all: readonly T[], size: number, ask: (one: T) => Promise<A>): Promise<A[]> {
  const answers: A[] = [];
  for (let from = 0; from < all.length; from += size) answers.push(...(await Promise.all(all.slice(from, from + size).map(ask))));
  return answers;
}
