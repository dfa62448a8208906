import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listen, type RunningServer } from '../../api/http/server.ts';
import { root } from '../stack/paths.ts';
import { freePort } from '../support/free-port.ts';
import { control, fault } from '../support/shop.ts';
import { withApi } from './with-api.ts';

/** The first block of code of the page: the shop as a reader copies it. */
async function shopOfTheDocs(): Promise<string> {
  const page = await readFile(join(root, 'docs', 'integrating.md'), 'utf8');
  return /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
}

describe('the shop of docs/integrating.md', () => {
  const { rig, api } = withApi({ env: { POLICY_STEP_BOUND: '1500ms' }, webhooks: true });
  let dir = '';
  let server: RunningServer | undefined;
  const shops: ChildProcess[] = [];
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-shop-'));
    server = await listen(api.app.fetch, 0);
  });
  afterAll(async () => {
    for (const shop of shops) shop.kill('SIGKILL');
    await server?.drain(1_000);
    await rm(dir, { recursive: true, force: true });
  });

  /** Starts the shop with an order number of its own; answers how its pages are asked for. */
  async function start(number: string, url = `http://127.0.0.1:${server?.port}`) {
    const file = join(dir, `${number}.mjs`);
    await writeFile(file, (await shopOfTheDocs()).replace("'WEB-1'", JSON.stringify(number)));
    const port = await freePort();
    const env = { ...process.env, API: url, SHOP_KEY: api.storefront, PORT: String(port) };
    shops.push(spawn('node', [file], { env, stdio: 'ignore' }));
    const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
    await vi.waitUntil(() => ask('/').catch(() => null), { timeout: 60_000, interval: 50 });
    const text = async (path: string, init?: RequestInit) => (await ask(path, init)).text();
    return {
      page: () => text('/'),
      status: async () => (await ask('/')).status,
      bring: (id: string, orderId: string) =>
        text(`/return/${id}`, { method: 'POST', body: new URLSearchParams({ apruve_order_id: orderId }) }),
    };
  }

  /** The checkout that the shop has opened, and what the buyer makes of its lightbox. */
  async function buyer(number: string, outcome: 'accept' | 'pending' = 'accept') {
    const { items } = (await api.get(`/v1/checkouts?merchant_order_id=${number}`)).body;
    const { id, lightbox } = items[0];
    const { order, secure_hash } = lightbox;
    const made = await control<{ apruve_order_id: string }>(rig, 'POST', '/lightbox', { order, secure_hash, outcome });
    return { id, orderId: made.apruve_order_id };
  }

  it('shows the lightbox, takes the order id back, and says that the order is placed', async () => {
    const shop = await start('DOCS-1');
    expect(await shop.page()).toContain('apruve.setOrder({');
    const { id, orderId } = await buyer('DOCS-1');
    expect(await shop.bring(id, orderId)).toBe('Order placed: authorized');
    expect(await shop.page()).toBe('Order placed: authorized');
  });

  it('does not call an order placed that Apruve has not confirmed yet, or has declined', async () => {
    const shop = await start('DOCS-2');
    const { id, orderId } = await buyer('DOCS-2', 'pending');
    await fault(rig, { method: 'GET', path: `/orders/${orderId}`, status: 503, times: 1_000 });
    expect(await shop.bring(id, orderId)).toContain('Your order is kept');
    await control(rig, 'DELETE', '/faults');
    await expect.poll(shop.page).toBe('Order placed: awaiting_approval');
    await control(rig, 'POST', `/orders/${orderId}/cancel`);
    const isDeclined = async () => (await api.get(`/v1/checkouts/${id}`)).body.status === 'declined';
    await vi.waitUntil(isDeclined, { timeout: 60_000, interval: 50 });
    expect(await shop.bring(id, orderId)).toMatch(/^Not possible now: The checkout .* has ended/);
  });

  it('answers where it cannot reach the API, and goes on', async () => {
    const shop = await start('DOCS-3', `http://127.0.0.1:${await freePort()}`);
    expect([await shop.status(), await shop.status()]).toEqual([503, 503]);
  });
});
