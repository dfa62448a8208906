import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { gapsIn } from '../../../api/web/shop/received-notifications.ts';
import { aCheckout, aShop, NOTIFICATION_SECRET } from './a-shop.ts';

const ID = 'chk_aaaaaaaaaaaaaaaaaaaaaaaaaa';
const PATH = '/shop/notifications';

const aBody = (type: string, sequence: number, data: Record<string, unknown> = {}): string =>
  JSON.stringify({
    type,
    timestamp: '2026-01-02T03:04:05.000Z',
    sequence,
    data: { id: ID, merchant_order_id: 'NS-1', status: 'authorized', customer: { email: 'bea@buyer.test' }, ...data },
  });

/** A request as the sender makes it: no cookie, no origin. */
function signed(body: string, { id = `ntf_${body.length}`, at = new Date(), secret = NOTIFICATION_SECRET } = {}): RequestInit {
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
  return { method: 'POST', headers, body };
}

async function received(...requests: RequestInit[]) {
  const shop = aShop(() => Response.json(aCheckout({ status: 'authorized', lightbox: null })));
  const answers: Response[] = [];
  for (const request of requests) answers.push(await shop.app.request(PATH, request));
  return { ...shop, answers, page: async () => (await shop.get(PATH)).text() };
}

describe('the receiver of the demo shop', () => {
  test('takes what is signed, and shows it in words, with its number, without anything of the buyer', async () => {
    const { answers, page } = await received(signed(aBody('checkout.authorized', 1)));
    expect(answers.map(({ status }) => status)).toEqual([204]);
    const text = await page();
    for (const shown of ['Order NS-1', 'Order authorized', 'Placed, you pay on terms', '2 Jan 2026, 03:04 UTC']) {
      expect(text).toContain(shown);
    }
    expect(text).not.toContain('buyer.test');
    expect(text).not.toContain('missing');
  });

  test('answers 401 and nothing else to a wrong, old or missing signature, and keeps nothing', async () => {
    const body = aBody('checkout.authorized', 1);
    const { headers: _, ...unsigned } = signed(body);
    const forged = signed(body, { secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` });
    const old = signed(body, { at: new Date(Date.now() - 10 * 60_000) });
    const changed = { ...signed(body), body: body.replace('NS-1', 'NS-2') };
    const { answers, page } = await received(unsigned, forged, old, changed);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['', '', '', '']);
    expect(await page()).toContain('Nothing yet');
  });

  test('answers 400 to what is signed and is no notification', async () => {
    const { answers } = await received(signed('{}'), signed('not JSON'));
    expect(answers.map(({ status }) => status)).toEqual([400, 400]);
  });

  test('counts a copy once, whatever came between', async () => {
    const first = signed(aBody('checkout.authorized', 1), { id: 'ntf_a' });
    const { answers, page } = await received(first, signed(aBody('invoice.open', 2), { id: 'ntf_b' }), first);
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    const text = await page();
    expect(text.match(/<code>checkout\.authorized<\/code>/g)).toHaveLength(1);
    expect(text).toContain('came 2 times, counted once');
  });

  test('shows a gap until the number comes', async () => {
    const shop = await received(
      signed(aBody('checkout.awaiting_authorization', 1), { id: 'a' }),
      signed(aBody('checkout.invoiced', 3), { id: 'c' }),
    );
    expect(await shop.page()).toContain('Number 2 is missing');
    await shop.app.request(PATH, signed(aBody('checkout.authorized', 2), { id: 'b' }));
    expect(await shop.page()).not.toContain('missing');
  });

  test('shows a browser the notifications of its own order, and none of another', async () => {
    const other = aBody('checkout.paid', 1, { id: 'chk_bbbbbbbbbbbbbbbbbbbbbbbbbb', merchant_order_id: 'NS-OTHER' });
    const shop = await received(signed(aBody('checkout.authorized', 1), { id: 'a' }), signed(other, { id: 'b' }));
    expect((await shop.get(`/shop/orders/${ID}`)).status).toBe(404);
    await shop.post('/shop/cart', { sku: 'HEL-200', quantity: '1' });
    await shop.post('/shop/orders', { email: 'buyer@example.test' });
    const text = await (await shop.get(`/shop/orders/${ID}`)).text();
    expect(text).toContain('Notifications to the shop');
    expect(text).toContain('Order authorized');
    expect(text).not.toContain('NS-OTHER');
  });

  test('alone takes what no form of ours sent', async () => {
    const { app } = await received();
    const request = signed(aBody('checkout.authorized', 1));
    expect((await app.request(`${PATH}/`, request)).status).toBe(403);
    expect((await app.request('/shop/orders', request)).status).toBe(403);
  });
});

test('gaps are named by their first and last number', () => {
  const of = (...numbers: number[]) => gapsIn(numbers.map((sequence) => ({ sequence })));
  expect(of(1, 2, 3)).toEqual([]);
  expect(of(3, 4, 7)).toEqual([
    [1, 2],
    [5, 6],
  ]);
});
