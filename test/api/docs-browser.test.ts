import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, type RunningServer } from '../../api/http/server.ts';
import { barriers, startBrowser, type TestBrowser } from '../support/browser.ts';
import { withApi } from './with-api.ts';

const { api, shop } = withApi();
let browser: TestBrowser;
let server: RunningServer;
let url: string;
beforeAll(async () => {
  browser = await startBrowser();
  server = await listen(api.app.fetch, 0);
  url = `http://localhost:${server.port}`;
});
afterAll(async () => {
  await browser.close();
  await server.drain(1_000);
});

const SCHEMES = ['light', 'dark'] as const;

describe('the pages of problems', () => {
  it.each(['/problems', '/problems/order-conflict'])('%s is read by everybody, light and dark, at 320 pixels', async (path) => {
    for (const colorScheme of SCHEMES) {
      const { page, problems } = await browser.open({ width: 320, colorScheme });
      await page.goto(url + path);
      expect(await barriers(page)).toEqual([]);
      expect(problems).toEqual([]);
    }
  });
});

describe('the reference', () => {
  it.each([
    [320, 'dark', ['', '#?route=post-/v1/checkouts']],
    [1_600, 'light', ['#?route=post-invoice.closed', '#?route=auth']],
  ] as const)('is read by everybody at %i pixels, %s', async (width, colorScheme, places) => {
    for (const place of places) {
      const { page, problems } = await browser.open({ width, colorScheme });
      await page.goto(`${url}/docs${place}`);
      await page.locator('openapi-explorer .operations-root').waitFor();
      expect({ place, barriers: await barriers(page) }).toEqual({ place, barriers: [] });
      expect(problems).toEqual([]);
    }
  });

  it('finds a call by a word, and tries it with a key on this server', async () => {
    const { page, problems } = await browser.open();
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(url)) elsewhere.push(request.url());
    });
    await shop.accepted();
    await page.goto(`${url}/docs#?route=auth`);
    await page.getByPlaceholder('api-token').fill(api.admin);
    await page.getByRole('button', { name: 'Set' }).click();
    await page.getByPlaceholder('Filter').fill('who you are');
    await page.getByRole('link', { name: 'Read who you are' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.getByText('"scope": "admin"').waitFor();
    expect([elsewhere, problems]).toEqual([[], []]);
  });
});
