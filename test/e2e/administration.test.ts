import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { barriers, type Page } from '../support/browser.ts';
import { storefront } from '../support/storefront.ts';
import { withStackInBrowser } from '../support/with-stack.ts';
import { until } from '../stack/wait.ts';

const PASSWORD = 'correct horse battery';

describe('an administrator in the console', () => {
  const { stack, browser, at } = withStackInBrowser();
  let root: Page;
  beforeAll(async () => {
    await storefront(stack).authorized();
    root = await signedIn('root', await printedLink('root', 'administrator'));
  });

  /** Invites somebody at the command line. */
  async function printedLink(name: string, role: string): Promise<string> {
    const env = { ...process.env, DATABASE_URL: stack.config.database.url, PUBLIC_URL: stack.stack.info.api_url };
    const args = ['--import', 'tsx', 'api/people/cli.ts', 'add', name, '--role', role];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    return /http\S+/.exec(stdout)?.[0] ?? '';
  }

  async function signIn(page: Page, name: string): Promise<void> {
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  }

  /** A page of somebody who has chosen a password by their link. */
  async function signedIn(name: string, link: string, options = {}): Promise<Page> {
    const { page } = await browser.open(options);
    // The stack says its address; a link says the one that browsers use.
    await page.goto(at(new URL(link).pathname));
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('The same again').fill(PASSWORD);
    await page.getByRole('button', { name: 'Save the password' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(page, name);
    return page;
  }

  const isSignedOut = (page: Page) =>
    until(
      'the page of signing in',
      async () => {
        await page.goto(at('/console/checkouts'));
        return page.url().includes('/console/sign-in') ? true : undefined;
      },
      { deadlineMs: 60_000 },
    );

  const shownOnce = async (): Promise<string> => (await root.locator('.notice code.secret').textContent()) ?? '';

  /** Invites somebody on the page; answers their link. */
  async function invite(name: string, roles: Record<string, string>): Promise<string> {
    await root.goto(at('/console/people'));
    await root.getByLabel('Name', { exact: true }).fill(name);
    for (const [channel, role] of Object.entries(roles)) await root.getByLabel(channel, { exact: true }).selectOption(role);
    await root.getByRole('button', { name: 'Invite', exact: true }).click();
    await root.getByText('Shown this once').waitFor();
    return shownOnce();
  }

  it('invites somebody by a link that is shown once, gives them a role for a channel, and takes it back', async () => {
    await root.getByRole('link', { name: 'People' }).click();
    await root.getByRole('row', { name: /root administrator of all channels Yes/ }).waitFor();
    const link = await invite('Ana', { default: 'viewer' });
    expect(link).toMatch(/\/console\/invitation\/[\w-]{43}$/);
    await root.goto(at('/console/people'));
    expect(await root.content()).not.toContain(link);
    await root.getByRole('row', { name: /ana viewer of default Invited/ }).waitFor();
    const ana = await signedIn('ana', link);
    expect(await ana.getByRole('link', { name: 'People' }).count()).toBe(0);
    expect((await ana.goto(at('/console/people')))?.status()).toBe(403);
    await ana.getByText('Only administrators of all channels do this').waitFor();

    await root.getByRole('link', { name: 'ana' }).click();
    await root.getByLabel('default', { exact: true }).selectOption('operator');
    await root.getByRole('button', { name: 'Change the roles' }).click();
    await root.getByText('The roles are changed.').waitFor();
    await root.getByText('operator of default').first().waitFor();
    await root.getByLabel('default', { exact: true }).selectOption('');
    await root.getByRole('button', { name: 'Change the roles' }).click();
    await root.getByText('No role yet').waitFor();
    const isShut = async () => ((await ana.goto(at('/console/checkouts')))?.status() === 403 ? true : undefined);
    await until('ana to see nothing', isShut, { deadlineMs: 60_000 });
    await ana.getByText('has no role yet').waitFor();

    await root.getByLabel('Yes, remove ana').check();
    await root.getByRole('button', { name: 'Remove the user' }).click();
    await root.getByText('The user is removed').waitFor();
    await isSignedOut(ana);
  });

  it('is told what is wrong with a name, and neither removes nor demotes the last administrator', async () => {
    await root.goto(at('/console/people'));
    await root.getByLabel('Name', { exact: true }).fill('two words');
    await root.getByLabel('All other channels', { exact: true }).selectOption('viewer');
    await root.getByRole('button', { name: 'Invite', exact: true }).click();
    await root.getByText('A name is up to 100 letters').first().waitFor();
    expect(await root.getByLabel('Name', { exact: true }).inputValue()).toBe('two words');
    expect(await root.getByLabel('All other channels', { exact: true }).inputValue()).toBe('viewer');
    await root.getByLabel('Name', { exact: true }).fill('ROOT');
    await root.getByRole('button', { name: 'Invite', exact: true }).click();
    await root.getByText('There is a user "root" already.').waitFor();
    await root.getByRole('link', { name: 'root' }).click();
    await root.getByLabel('All other channels', { exact: true }).selectOption('operator');
    await root.getByRole('button', { name: 'Change the roles' }).click();
    await root.getByText('is the last administrator of all channels who can sign in').waitFor();
    await root.getByLabel('Yes, remove root').check();
    await root.getByRole('button', { name: 'Remove the user' }).click();
    await root.getByText('is the last administrator of all channels who can sign in').waitFor();
  });

  it('sees who is signed in, ends a session, and finds the change with who made it', async () => {
    const bob = await signedIn('bob', await invite('bob', { 'All other channels': 'operator' }));
    await root.getByRole('link', { name: 'Sessions' }).click();
    await root.getByRole('button', { name: 'End the session of bob' }).click();
    await root.getByText('The session is ended').waitFor();
    await isSignedOut(bob);
    await root.getByRole('link', { name: 'Changes' }).click();
    await root.getByRole('row', { name: /Session ended ses_[0-9a-f]+ user:root \(usr_[0-9a-f]+\)/ }).waitFor();
    expect(await root.getByRole('row', { name: /User invited usr_[0-9a-f]+ command line/ }).count()).toBe(1);
  });

  it('makes a key that is shown once and works, and revokes it', async () => {
    await root.goto(at('/console/keys'));
    await root.getByLabel('Name', { exact: true }).fill('Web shop');
    await root.getByLabel('Channel').selectOption('default');
    await root.getByLabel('Ends after').fill('soon');
    await root.getByRole('button', { name: 'Create the key' }).click();
    await root.getByText('It is not a duration such as 90d.').waitFor();
    await root.getByLabel('Ends after').fill('90d');
    await root.getByRole('button', { name: 'Create the key' }).click();
    await root.getByText('Shown this once').waitFor();
    const authorization = `Bearer ${await shownOnce()}`;
    const methods = () => stack.api('GET', '/v1/payment-methods', undefined, { authorization });
    expect((await methods()).status).toBe(200);
    await root.goto(at('/console/keys'));
    const row = root.getByRole('row', { name: /Web shop key_[0-9a-f]+ storefront of default Valid/ });
    await row.getByRole('button', { name: 'Revoke' }).click();
    await root.getByText('The key “Web shop” is revoked.').waitFor();
    await until('the key to be refused', async () => ((await methods()).status === 401 ? true : undefined), {
      deadlineMs: 60_000,
    });
  });

  it.each(['light', 'dark'] as const)('has pages that everybody can use, wide and narrow: %s', async (colorScheme) => {
    const { page } = await browser.open({ colorScheme });
    await page.goto(at('/console/sign-in'));
    await signIn(page, 'root');
    for (const width of [1_280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      for (const path of ['people', 'sessions', 'keys', 'changes']) {
        await page.goto(at(`/console/${path}`));
        expect([path, width, await barriers(page)]).toEqual([path, width, []]);
      }
      await page.goto(at('/console/people'));
      await page.getByRole('link', { name: 'root' }).click();
      await page.getByRole('heading', { name: 'root' }).waitFor();
      expect(await barriers(page)).toEqual([]);
      await page.goto(at('/console/keys'));
      await page.getByLabel('Name', { exact: true }).fill(`Key ${colorScheme} ${width}`);
      await page.getByRole('button', { name: 'Create the key' }).click();
      await page.getByText('Shown this once').waitFor();
      expect(await barriers(page)).toEqual([]);
    }
  });
});
