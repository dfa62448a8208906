import { createServer } from 'node:http';
import chromium from '@sparticuz/chromium';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { POOR_BUYER } from '../../sandbox/server.ts';
import { type Rig, hashOf, openSandbox, someOrder } from './sandbox-rig.ts';

let browser: Browser;
let rig: Rig;
let page: Page;
let shop: Awaited<ReturnType<typeof startShop>>;

/** A shop at another origin, whose page allows nothing but its own script and the sandbox. `/wrong` signs wrongly. */
const startShop = async (sandbox: Rig) => {
  const order = someOrder(sandbox, { po_number: 'PO-1' });
  const hash = hashOf(sandbox.merchants.default.apiKey, order);
  const server = createServer((incoming, outgoing) => {
    const signed = incoming.url === '/wrong' ? '0'.repeat(64) : hash;
    outgoing.setHeader('content-type', 'text/html; charset=utf-8');
    outgoing.setHeader(
      'content-security-policy',
      `default-src 'none'; script-src 'unsafe-inline' ${sandbox.url}; frame-src ${sandbox.url}`,
    );
    outgoing.end(`<!doctype html><title>Shop</title><h1>Shop</h1><div id="apruveDiv"></div><output></output>
      <script src="${sandbox.url}/js/v4/apruve.js"></script>
      <script>
        const say = (...words) => { document.querySelector('output').textContent += words.join(' ') + ';'; };
        apruve.registerApruveCallback(apruve.APRUVE_LAUNCHED_EVENT, (...given) => say('launched', ...given));
        apruve.registerApruveCallback(apruve.APRUVE_COMPLETE_EVENT, (...given) => say('complete', ...given));
        apruve.registerApruveCallback(apruve.APRUVE_CLOSED_EVENT, (...given) => say('closed', ...given));
        apruve.setOrder(${JSON.stringify(order)}, '${signed}');
      </script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  return { server, url: `http://localhost:${typeof address === 'object' ? address?.port : ''}` };
};

// Not in one process, which ends with its first page; and with web security, which the checks of origins are about.
const UNWANTED = [
  '--single-process',
  '--disable-web-security',
  '--disable-site-isolation-trials',
  '--allow-running-insecure-content',
];
const args = chromium.args.filter((argument) => !UNWANTED.includes(argument));

beforeAll(async () => {
  browser = await playwright.launch({ args, executablePath: await chromium.executablePath(), headless: true });
});
afterAll(() => browser.close());

beforeEach(async () => {
  rig = await openSandbox();
  shop = await startShop(rig);
  page = await browser.newPage();
});
afterEach(async () => {
  await page.close();
  shop.server.closeAllConnections();
  shop.server.close();
  await rig.close();
});

const said = () => page.locator('output').textContent();
const frame = () => page.frameLocator('iframe');
const open = async (path = '/'): Promise<void> => {
  await page.goto(`${shop.url}${path}`);
  await page.getByRole('button', { name: 'Buy now with Apruve' }).click();
  await frame().getByRole('button', { name: 'Close' }).waitFor();
};

describe('the lightbox in a browser', () => {
  test('shows the order, and paying on terms completes with the order id', async () => {
    await open();
    await expect.poll(() => frame().getByRole('row', { name: 'Total $115.00' }).count()).toBe(1);
    expect(await frame().getByRole('row', { name: /Shelf/ }).textContent()).toContain('$100.00');
    expect(await said()).toBe('launched;');
    await frame().getByLabel('PO number').fill('PO-2');
    await frame().getByRole('button', { name: 'Pay on terms' }).click();
    await expect.poll(said).toMatch(/^launched;complete [0-9a-f]{32};$/);
    expect(await page.locator('iframe').count()).toBe(0);
    expect((await rig.api('GET', '/orders')).body).toMatchObject([{ status: 'accepted', payment_terms: { po_number: 'PO-2' } }]);
  });

  test('is played by keyboard alone: focus goes in, Escape closes, focus comes back', async () => {
    await page.goto(shop.url);
    await page.getByRole('button', { name: 'Buy now with Apruve' }).press('Enter');
    await expect.poll(() => frame().locator('select:focus').count()).toBe(1);
    expect(await page.locator('h1').evaluate((heading) => Reflect.get(heading, 'inert'))).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(said).toBe('launched;closed;');
    expect(await page.locator('#apruveBtn:focus').count()).toBe(1);
    expect((await rig.api('GET', '/orders')).body).toEqual([]);
  });

  test('asking for approval completes with a pending order', async () => {
    await open();
    await frame().getByLabel('Buyer').selectOption(POOR_BUYER);
    await frame().getByRole('button', { name: 'Pay on terms' }).click();
    await expect.poll(() => frame().getByRole('alert').textContent()).toContain('Not enough credit');
    await frame().getByRole('button', { name: 'Ask for approval' }).click();
    await expect.poll(said).toMatch(/complete [0-9a-f]{32};$/);
    expect((await rig.api('GET', '/orders')).body).toMatchObject([{ status: 'pending' }]);
  });

  test('with a wrong hash shows an error, makes no order, and says closed when dismissed', async () => {
    await open('/wrong');
    expect(await frame().getByRole('alert').textContent()).toContain('Secure hash does not match');
    expect(await frame().getByRole('button', { name: 'Pay on terms' }).count()).toBe(0);
    await frame().getByRole('button', { name: 'Close' }).click();
    await expect.poll(said).toBe('launched;closed;');
    expect((await rig.api('GET', '/orders')).body).toEqual([]);
  });

  test('believes no message that does not come from its frame', async () => {
    await open();
    await page.evaluate("window.postMessage({ type: 'complete', orderId: 'forged' }, '*')");
    await frame().getByRole('button', { name: 'Close' }).click();
    await expect.poll(said).toBe('launched;closed;');
  });

  test('can be started from code, again and again', async () => {
    await page.goto(shop.url);
    for (const times of [1, 2]) {
      await page.evaluate('apruve.startCheckout()');
      await frame().getByRole('button', { name: 'Close' }).click();
      await expect.poll(said).toBe('launched;closed;'.repeat(times));
    }
  });
});
