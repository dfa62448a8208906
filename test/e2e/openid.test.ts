import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../stack/wait.ts';
import { startBrowser, type Page, type TestBrowser } from '../support/browser.ts';
import { startOpenIdProvider, type TestProvider } from '../support/openid-provider.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { storefront } from '../support/storefront.ts';

interface User {
  id: string;
  name: string;
  roles: unknown[];
  sign_in: string;
}

describe('signing in with OpenID Connect', () => {
  let provider: TestProvider;
  let stack: TestStack;
  let browser: TestBrowser;
  beforeAll(async () => {
    provider = await startOpenIdProvider();
    [stack, browser] = await Promise.all([startTestStack({ ...provider.env, RATE_LIMIT_REFUSED: '5' }), startBrowser()]);
    provider.register(at('/console'));
    await storefront(stack).authorized();
  });
  afterAll(async () => {
    await browser.close();
    await stack.stop();
    await provider.close();
  });

  const at = (path: string): string => `${stack.stack.info.api_url}${path}`;
  const users = async (): Promise<User[]> => (await stack.api<{ items: User[] }>('GET', '/v1/users')).body.items;

  /** Signs in at the provider, in a browser that nobody has used. `who`: the subject there; its last part is the name. */
  async function signIn(who: string, place = '/console'): Promise<Page> {
    const { page } = await browser.open();
    await page.goto(at(place === '/console' ? '/console/sign-in' : place));
    await page.getByRole('button', { name: 'Sign in with OpenID Connect' }).click();
    await page.locator('input[name=login]').fill(who);
    await page.locator('input[name=password]').fill('any');
    await page.locator('button[type=submit]').click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(at(place));
    return page;
  }

  it('gives no role: an administrator does, and the same person has it ever after', async () => {
    const page = await signIn('1|Ana@idp.test');
    await page.getByText('"ana@idp.test" has no role yet').waitFor();
    const [ana] = await users();
    expect(ana).toMatchObject({ name: 'ana@idp.test', roles: [], sign_in: 'openid', state: 'active' });
    await stack.api('PATCH', `/v1/users/${ana?.id}`, { roles: [{ channel: 'default', role: 'operator' }] });
    await until('the console to open', async () => ((await page.goto(at('/console')))?.status() === 200 ? true : undefined), {
      deadlineMs: 60_000,
    });
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    const again = await signIn('1|Ana@idp.test', '/console/invoices?owed=overdue&q=a+b');
    await again.getByRole('heading', { name: 'Invoices' }).waitFor();
    expect(await users()).toHaveLength(1);
    const { body } = await stack.api<{ items: { action: string; actor: string }[] }>(
      'GET',
      `/v1/setup-changes?subject=${ana?.id}`,
    );
    expect(body.items.map(({ action }) => action)).toEqual(['user-changed', 'user-joined']);
    expect(body.items[1]?.actor).toBe(`user:ana@idp.test (${ana?.id})`);
  });

  it('knows somebody by issuer and subject, never by the name that they have there', async () => {
    await stack.api('POST', '/v1/users', { name: 'root', roles: [{ channel: null, role: 'administrator' }] });
    const page = await signIn('2|root');
    await page.getByText('has no role yet').waitFor();
    const named = (await users()).filter(({ name }) => name.startsWith('root'));
    expect(named).toMatchObject([
      { name: 'root', sign_in: 'password', roles: [{ role: 'administrator' }] },
      { name: expect.stringMatching(/^root-[0-9a-f]+$/), sign_in: 'openid', roles: [] },
    ]);
  });

  it('of somebody who was removed begins anew, without the roles of before', async () => {
    const page = await signIn('3|bob');
    await page.getByText('has no role yet').waitFor();
    const find = async () => (await users()).find(({ name }) => name === 'bob');
    const before = await find();
    await stack.api('PATCH', `/v1/users/${before?.id}`, { roles: [{ channel: null, role: 'operator' }] });
    expect((await stack.api('DELETE', `/v1/users/${before?.id}`)).status).toBe(200);
    await (await signIn('3|bob')).getByText('has no role yet').waitFor();
    const after = await find();
    expect(after).toMatchObject({ roles: [] });
    expect(after?.id).not.toBe(before?.id);
  });

  it('refuses an answer that was not asked for, and counts it as a refused sign-in', async () => {
    const { page } = await browser.open();
    const callback = at('/console/openid/callback?code=stolen&state=guessed');
    expect((await page.goto(callback))?.status()).toBe(401);
    await page.getByText('The sign-in at the provider was not completed').waitFor();
    // With the cookie of a sign-in that this browser has begun, and the state of another.
    await page.request.get(at('/console/openid'), { maxRedirects: 0 });
    expect((await page.goto(callback))?.status()).toBe(401);
    // The name of this machine has two addresses, and each has a count of its own.
    for (const door of [callback, at('/console/invitation/no-such-token')]) {
      const statuses: (number | undefined)[] = [];
      for (let i = 0; i < 12; i += 1) statuses.push((await page.goto(door))?.status());
      expect(statuses.slice(-3)).toEqual([429, 429, 429]);
    }
  });
});
