import { describe, expect, it } from 'vitest';
import { SECOND_API_KEY, SECOND_MERCHANT_ID } from '../sandbox/seeds.ts';
import { barriers, type Page } from '../support/browser.ts';
import { orderBody } from '../support/storefront.ts';
import { withStackInBrowser } from '../support/with-stack.ts';

describe('the rules of a channel in the console', () => {
  const { stack, at, operator } = withStackInBrowser();

  /** A channel of the sandbox's second merchant. */
  async function aChannel(id: string, more: object = {}): Promise<void> {
    const account = { mode: 'test', merchant_id: SECOND_MERCHANT_ID, api_key: SECOND_API_KEY };
    expect((await stack.api('POST', '/v1/channels', { id, name: 'Second shop', ...account, ...more })).status).toBe(201);
  }

  /** An administrator in front of a page of the console. */
  async function administrator(...where: Parameters<typeof operator>) {
    const { page, problems } = await operator(...where);
    page.setDefaultTimeout(10_000);
    const fill = async (fields: Record<string, string>) => {
      for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
    };
    const press = (name: string) => page.getByRole('button', { name }).click();
    return { page, problems, fill, press };
  }
  const orderLink = (page: Page, id: string) => page.locator(`main a[href="/console/checkouts/${id}"]`);
  const own = (problems: string[]): string[] => problems.filter((problem) => !/\b4(04|09|22)\b/.test(problem));

  it('are typed, tried on a cart with a reason for each no, and saved; what is wrong is said where it is', async () => {
    await aChannel('ruled');
    const { page, problems, fill, press } = await administrator('/console/channels/ruled');
    await page.getByRole('link', { name: 'Payment rules' }).click();
    await fill({ 'Largest order': 'much', Expression: 'cart.amount > 1' });
    await press('Save the rules');
    await page.getByText('It is not an amount such as 115.00.').waitFor();
    await fill({ 'Largest order': '50' });
    await press('Save the rules');
    await page.getByText('It is no expression that can be used: No such key: amount, at character 6 (“amount”).').waitFor();
    expect(await page.getByLabel('Expression').getAttribute('aria-invalid')).toBe('true');
    expect(await barriers(page)).toEqual([]);

    await fill({
      Expression: 'customer.group != "gov"',
      "Buyers' countries": 'us, ca',
      'Customer groups': 'b2b\nbig ones',
      Country: 'de',
    });
    await page.getByLabel('Country', { exact: true }).press('Enter');
    await page.getByText('The cart is not taken.').waitFor();
    const row = (rule: string) => page.getByRole('row', { name: new RegExp(`^${rule} `) });
    expect(await row('Currencies').textContent()).toContain('Yes');
    expect(await row('Largest order').textContent()).toContain('It takes orders up to $50.00.');
    expect(await row("Buyers' countries").textContent()).toContain("It does not take the buyer's country.");
    expect(await row('Expression').textContent()).toContain('cannot be evaluated for this cart: No such key: group.');
    expect(await barriers(page)).toEqual([]);
    const saved = async () => (await stack.api<{ rules: unknown }>('GET', '/v1/channels/ruled')).body.rules;
    expect(await saved()).toMatchObject({ countries: null, expression: null });

    await fill({ Country: 'ca', Group: 'big ones', Amount: '49.99' });
    await press('Try the cart');
    await page.getByText('The cart is taken.').waitFor();
    await fill({ 'Place among the payment methods': '-2' });
    await stack.api('PATCH', '/v1/channels/ruled', { name: 'Renamed by a colleague' });
    await press('Save the rules');
    await page.getByText('Somebody has changed the channel since you saw it.').waitFor();
    expect(await saved()).toMatchObject({ sort_order: 0 });
    expect(await page.getByLabel('Place among the payment methods').inputValue()).toBe('-2');
    await press('Save the rules');
    await page.getByText('The rules are saved.').waitFor();
    expect(await saved()).toEqual({
      currencies: ['USD'],
      min_amount_cents: null,
      max_amount_cents: 5_000,
      countries: ['US', 'CA'],
      customer_groups: ['b2b', 'big ones'],
      expression: 'customer.group != "gov"',
      sort_order: -2,
    });
    const open = (group: string) =>
      stack.api<{ code: string }>('POST', '/v1/checkouts', {
        ...orderBody(),
        channel: 'ruled',
        amount_cents: 100,
        tax_cents: 0,
        shipping_cents: 0,
        order_items: [{ title: 'Thing', price_total_cents: 100 }],
        customer: { country: 'CA', group },
      });
    expect(await open('b2c')).toMatchObject({ status: 422, body: { code: 'payment-method-unavailable' } });
    expect((await open('b2b')).status).toBe(201);
    expect(own(problems)).toEqual([]);
  });

  it('come with labels in several languages, and policies', async () => {
    await aChannel('labelled');
    const { page, problems, press } = await administrator('/console/channels/labelled');
    await page.getByRole('link', { name: 'Labels and policies' }).click();
    const more = page.getByRole('group', { name: 'One more language' });
    await more.getByLabel('Label', { exact: true }).fill('Kauf auf Rechnung');
    await more.getByLabel('Language').fill('deutsch');
    await press('Save the labels');
    await page.getByText('is not a language of two letters').first().waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('group', { name: 'Language deutsch' }).getByLabel('Language').fill('de');
    await press('Save the labels');
    await page.getByText('The labels are saved.').waitFor();
    await page.getByLabel('Buyers have to authorize within').fill('soon');
    await press('Save the policies');
    await page.getByText('It is not a duration such as 15m, 24h or 45d.').waitFor();
    await page.getByLabel('Buyers have to authorize within').fill('3h');
    await page.getByLabel('An order is paid when').selectOption('funded');
    await press('Save the policies');
    await page.getByText('The policies are saved.').waitFor();
    const { body } = await stack.api<Record<string, unknown>>('GET', '/v1/channels/labelled');
    expect(body).toMatchObject({
      labels: {
        en: { label: 'Pay on credit with Apruve', short_label: 'Apruve' },
        de: { label: 'Kauf auf Rechnung', short_label: 'Kauf auf Rechnung' },
      },
      paid_means: 'funded',
      policy: { authorization_window: '3h' },
    });
    const window = page.getByLabel('Buyers have to authorize within');
    expect(await window.inputValue()).toBe('3h');
    await page.getByText("Its own. Empty: the environment's again.").waitFor();
    await window.fill('');
    await press('Save the policies');
    await expect.poll(() => window.inputValue()).toBe('1d');
    expect(await page.getByText("Its own. Empty: the environment's again.").count()).toBe(0);
    const german = page.getByRole('group', { name: 'Language de' });
    await german.getByLabel('Label', { exact: true }).fill('');
    await german.getByLabel('Short label').fill('');
    await press('Save the labels');
    await page.getByRole('group', { name: 'Language de' }).waitFor({ state: 'detached' });
    expect(own(problems)).toEqual([]);
  });

  it('end with their channel, once an administrator has seen what hangs on it and nothing of it runs', async () => {
    await aChannel('ending', { rules: { countries: ['US'] }, notification_url: 'https://shop.test/told' });
    const customer = { country: 'US' };
    const opened = await stack.api('POST', '/v1/checkouts', { ...orderBody({ customer }), channel: 'ending' });
    expect(opened.status).toBe(201);
    const key = { name: 'Its shop', scope: 'storefront', channel: 'ending' };
    const { id: keyId } = (await stack.api<{ id: string }>('POST', '/v1/api-keys', key)).body;
    await stack.api('POST', '/v1/users', { name: 'vera', roles: [{ channel: 'ending', role: 'viewer' }] });
    const { page, problems, press } = await administrator('/console/channels/ending');
    await page.getByRole('link', { name: 'Delete the channel…' }).click();
    await page.getByText('Not now: checkouts of it are running').waitFor();
    await page.getByRole('heading', { name: 'Running checkouts: 1' }).waitFor();
    expect(await page.getByRole('button', { name: 'Delete the channel' }).count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    const order = orderLink(page, opened.body.id);
    for (const link of [
      order,
      page.getByRole('link', { name: "Currencies, Buyers' countries" }),
      page.getByRole('link', { name: 'https://shop.test/told' }),
    ]) {
      await link.waitFor();
    }
    await page.getByRole('heading', { name: 'API keys of it alone: 1' }).waitFor();
    await page.getByRole('heading', { name: 'Users with a role in it: 1' }).waitFor();
    await page.getByRole('link', { name: 'Its shop' }).click();
    expect(await page.locator(`tr[id="${keyId}"]`).textContent()).toContain('storefront of ending');
    await page.goBack();
    await page.getByRole('link', { name: 'vera' }).click();
    await page.getByRole('heading', { name: 'vera' }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Disable it' }).click();
    await page.getByText('It takes no new orders, and its rules offer nothing').waitFor();
    expect(await barriers(page)).toEqual([]);
    await press('Disable the channel');
    await page.getByText('It is disabled').waitFor();
    const offered = async () => {
      const { body } = await stack.api<{ items: { channel: string }[] }>(
        'GET',
        '/v1/payment-methods?country=US&amount_cents=100',
      );
      return body.items.some(({ channel }) => channel === 'ending');
    };
    await expect.poll(offered).toBe(false);
    await press('Enable the channel');
    await page.getByText('It is enabled').waitFor();
    await expect.poll(offered).toBe(true);

    await page.goto(at('/console/channels/ending/delete'));
    await orderLink(page, opened.body.id).click();
    await page.getByText(opened.body.id).first().waitFor();
    expect((await stack.api('POST', `/v1/checkouts/${opened.body.id}/cancel`, {})).status).toBe(200);
    await page.goto(at('/console/channels/ending/delete'));
    await press('Delete the channel');
    await page.getByText('The channel ending is deleted').waitFor();
    expect(await offered()).toBe(false);
    await page.goto(at(`/console/checkouts/${opened.body.id}`));
    await page.getByText('Canceled').first().waitFor();
    expect(own(problems)).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('are on pages that everybody can use, wide and narrow: %s', async (colorScheme) => {
    await aChannel(`seen-${colorScheme}`);
    for (const width of [1_280, 375]) {
      const { page, press } = await administrator(`/console/channels/seen-${colorScheme}/rules`, { width, colorScheme });
      expect(await barriers(page)).toEqual([]);
      await press('Try the cart');
      await page.getByText('The cart is taken.').waitFor();
      expect(await barriers(page)).toEqual([]);
      await page.goto(at(`/console/channels/seen-${colorScheme}/texts`));
      await page.getByRole('heading', { name: 'Policies', exact: true }).waitFor();
      expect(await barriers(page)).toEqual([]);
    }
  });
});
