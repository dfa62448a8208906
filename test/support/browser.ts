import chromium from '@sparticuz/chromium';
import axe from 'axe-core';
import { chromium as playwright, type Browser, type Page } from 'playwright-core';

export type { Page } from 'playwright-core';

interface PageOptions {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
}

/** A Chromium that comes with an npm package, and pages in it that share nothing. */
export interface TestBrowser {
  /** A page with cookies of its own. Its errors and what its policy blocked are collected in `problems`. */
  open(options?: PageOptions): Promise<{ page: Page; problems: string[] }>;
  close(): Promise<void>;
}

/** Meant for machines without shared memory. In one process the requests of a page may go without the cookies of its context. */
const ONE_PROCESS = ['--single-process', '--no-zygote'];

/** Starts it, without a window; as root too. */
export async function startBrowser(): Promise<TestBrowser> {
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((arg) => !ONE_PROCESS.includes(arg)),
    headless: true,
  });
  return {
    open: (options = {}) => openPage(browser, options),
    close: () => browser.close(),
  };
}

async function openPage(browser: Browser, { width = 1_280, height = 800, colorScheme = 'light' }: PageOptions) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return { page, problems };
}

/** Signs an operator in where the console asks for it, with an admin key; the page is then the one that was asked for. */
export async function signInWithKey(page: Page, key: string): Promise<void> {
  await page.getByText('Sign in with an API key').click();
  await page.getByLabel('Admin API key').fill(key);
  await page.getByRole('button', { name: 'Sign in with this key' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** What keeps somebody from using the page: by axe's names, and `too-wide` where it is scrolled sideways. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: { id: string }[] }>('axe.run()');
  const isTooWide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
  return [...violations.map(({ id }) => id), ...(isTooWide ? ['too-wide'] : [])];
}
