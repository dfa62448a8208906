import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { SECOND_API_KEY, SECOND_MERCHANT_ID } from '../sandbox/seeds.ts';
import { barriers, type Page } from '../support/browser.ts';
import { storefront } from '../support/storefront.ts';
import { withStackInBrowser } from '../support/with-stack.ts';

describe('the people of the console', () => {
  const { stack, browser, at } = withStackInBrowser();

  const PASSWORD = 'correct horse battery';
  /** `npm run users` against the stack; answers what it printed. */
  async function users(...args: string[]): Promise<string> {
    const env = { ...process.env, DATABASE_URL: stack.config.database.url, PUBLIC_URL: stack.stack.info.api_url };
    return (await promisify(execFile)(process.execPath, ['--import', 'tsx', 'api/people/cli.ts', ...args], { env })).stdout;
  }

  async function choosePassword(page: Page, link: string): Promise<void> {
    await page.goto(link);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('The same again').fill(PASSWORD);
    await page.getByRole('button', { name: 'Save the password' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  }

  async function signIn(page: Page, name: string): Promise<void> {
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Today' }).waitFor();
  }

  const linkIn = (printed: string): string => /http\S+/.exec(printed)?.[0] ?? '';

  it('choose a password by invitation, sign in, and are named where they acted; a viewer only looks', async () => {
    const shop = storefront(stack);
    const { id } = await shop.authorized();
    const link = linkIn(await users('add', 'ana', '--role', 'operator'));
    const { page, problems } = await browser.open();
    await page.goto(link);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('The same again').fill('another password');
    await page.getByRole('button', { name: 'Save the password' }).click();
    await page.getByText('The two passwords differ').waitFor();
    await choosePassword(page, link);
    await page.goto(link);
    await page.getByText('This invitation is unknown, used or older').waitFor();
    await page.goto(at('/console'));
    await signIn(page, 'Ana');
    await page.goto(at(`/console/checkouts/${id}`));
    await page.getByRole('button', { name: 'Send invoice…' }).click();
    await page.getByRole('button', { name: 'Send invoice now' }).click();
    await page.getByText('Invoiced', { exact: true }).first().waitFor();
    const { body } = await stack.api<{ items: unknown[] }>('GET', `/v1/checkouts/${id}/transactions`);
    expect(JSON.stringify(body.items)).toMatch(/user:ana \(usr_[\da-f]{12}\)/);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();

    const viewer = (await browser.open({ width: 375 })).page;
    await choosePassword(viewer, linkIn(await users('add', 'vera', '--role', 'viewer')));
    await signIn(viewer, 'vera');
    await viewer.goto(at(`/console/checkouts/${id}`));
    await viewer.getByRole('heading', { name: 'Invoices' }).waitFor();
    // Only what opens something or ends the session: nothing that the API would refuse.
    await expect(viewer.getByRole('button').allTextContents()).resolves.toEqual(['Sign out']);
    const { invoices } = await shop.get(id);
    await viewer.goto(at(`/console/checkouts/${id}/invoices/${invoices[0]?.id}/return`));
    await viewer.getByLabel('Amount').fill('1');
    await viewer.getByRole('button', { name: 'Record return now' }).click();
    await viewer.getByText('"vera" is a viewer, who reads and changes nothing').waitFor();
    // What the browser itself says of answers with 404 and 422.
    expect(problems.filter((problem) => !problem.startsWith('Failed to load resource'))).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('have pages that everybody can use, wide and narrow: %s', async (colorScheme) => {
    const link = linkIn(await users('add', `guest-${colorScheme}`, '--role', 'viewer'));
    for (const width of [1_280, 375]) {
      const { page } = await browser.open({ width, colorScheme });
      await page.goto(link);
      expect(await barriers(page)).toEqual([]);
      await page.goto(at('/console/sign-in'));
      expect(await barriers(page)).toEqual([]);
      await page.getByText('Sign in with an API key').click();
      expect(await barriers(page)).toEqual([]);
      await page.getByLabel('Admin API key').fill('apc_wrong');
      await page.getByRole('button', { name: 'Sign in with this key' }).click();
      await page.getByText('This key is unknown').waitFor();
      expect(await barriers(page)).toEqual([]);
    }
  });

  it('who administer set up a channel, see what is wrong with it, mend it and delete it; others only see it', async () => {
    const { page, problems } = await browser.open();
    await choosePassword(page, linkIn(await users('add', 'root', '--role', 'administrator')));
    await signIn(page, 'root');
    await page.getByRole('link', { name: 'Channels' }).click();
    await page.getByRole('row', { name: /Apruve default Test Yes the environment/ }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'New channel' }).click();
    const fill = async (fields: Record<string, string>) => {
      for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
    };
    await fill({ Name: 'Second shop', Id: 'Second Shop', 'Merchant id': SECOND_MERCHANT_ID, 'API key': 'f'.repeat(32) });
    await page.getByRole('button', { name: 'Create the channel' }).click();
    await page.getByText('It is not 1 to 40 small letters, digits and dashes.').waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Second shop');
    await fill({ Id: 'second-shop', 'API key': 'f'.repeat(32) });
    await page.getByRole('button', { name: 'Create the channel' }).click();
    await page.getByText('Shown this once').waitFor();
    expect(await page.content()).toMatch(/webhooks\/apruve\/[0-9a-f]{64}/);
    expect(await barriers(page)).toEqual([]);

    const check = async (answer: string) => {
      await page.getByRole('button', { name: 'Check the connection' }).click();
      await page.getByText(answer).waitFor();
    };
    await page.goto(at('/console/channels/second-shop'));
    expect(await page.content()).not.toMatch(/[0-9a-f]{64}/);
    await check('Not connected.');
    await fill({ 'API key': SECOND_API_KEY });
    await page.getByRole('button', { name: 'Change the channel' }).click();
    await page.getByText('It is changed.').waitFor();
    await vi.waitFor(() => check('Connected.'), { timeout: 60_000, interval: 500 });
    await page.getByRole('button', { name: 'Make a new address', exact: true }).click();
    await page.getByText('There is a new webhook address.').waitFor();

    const { page: other } = await browser.open();
    await choosePassword(other, linkIn(await users('add', 'opal', '--role', 'operator')));
    await signIn(other, 'opal');
    await other.goto(at('/console/channels/second-shop'));
    expect(await other.getByRole('button', { name: 'Change the channel' }).count()).toBe(0);

    for (const path of ['new', 'second-shop/delete', 'second-shop/disable']) {
      expect((await other.goto(at(`/console/channels/${path}`)))?.status()).toBe(403);
      await other.getByRole('heading', { name: 'This needs another role or key' }).waitFor();
    }
    const { page: manager } = await browser.open();
    await choosePassword(manager, linkIn(await users('add', 'mona', '--role', 'administrator@second-shop')));
    await signIn(manager, 'mona');
    await manager.goto(at('/console/channels/second-shop'));
    await manager.getByRole('link', { name: 'Disable the channel…' }).waitFor();
    expect(await manager.getByRole('link', { name: 'Delete the channel…' }).count()).toBe(0);
    expect((await manager.goto(at('/console/channels/second-shop/delete')))?.status()).toBe(403);
    expect((await page.goto(at('/console/channels/default/delete')))?.status()).toBe(403);
    await page.getByText('The channel default is set up in the environment').waitFor();
    await page.goto(at('/console/channels/second-shop'));

    await page.getByRole('link', { name: 'Delete the channel…' }).click();
    await page.getByRole('button', { name: 'Delete the channel' }).click();
    await page.getByText('The channel second-shop is deleted').waitFor();
    expect(problems.filter((problem) => !/\b4(03|22)\b/.test(problem))).toEqual([]);
  });
});
