import { serve } from '@hono/node-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from '../support/browser.ts';
import { anApp } from '../unit/api/an-app.ts';

let browser: TestBrowser;
let server: ReturnType<typeof serve>;
let url: string;
beforeAll(async () => {
  browser = await startBrowser();
  url = await new Promise((resolve) => {
    server = serve({ fetch: anApp().fetch, port: 0 }, ({ port }) => resolve(`http://localhost:${port}`));
  });
});
afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

it.each([
  ['/docs', 1_280],
  ['/docs', 375],
  ['/problems', 375],
  ['/problems/order-conflict', 375],
])('%s is read at %i pixels without scrolling sideways', async (path, width) => {
  const { page, problems } = await browser.open({ width });
  await page.goto(url + path);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  expect(problems).toEqual([]);
});

it('shows the whole of every entry of the contents', async () => {
  const { page } = await browser.open();
  await page.goto(`${url}/docs`);
  const left = await page.locator('main nav a').first().boundingBox();
  const clip = await page.locator('main nav').boundingBox();
  expect((left?.x ?? 0) - (clip?.x ?? 0)).toBeGreaterThanOrEqual(4);
});
