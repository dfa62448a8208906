import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { AppEnv } from '../../../api/http/app-env.ts';
import { aCheckout, aShop } from './a-shop.ts';

test('every page says at its top what the operator of the service wants said, as text', async () => {
  const shop = aShop(() => Response.json(aCheckout()));
  const app = new Hono<AppEnv>();
  app.use(async (c, next) => {
    c.set('banner', 'A day lasts 2 s here <b>');
    await next();
  });
  app.route('/', shop.app);
  for (const path of ['/shop', '/shop/cart', '/shop/no-such-page'])
    expect(await (await app.request(path)).text()).toContain('<span class="container">A day lasts 2 s here &lt;b&gt;</span>');
  expect(await (await shop.app.request('/shop')).text()).not.toContain('A day lasts');
});
