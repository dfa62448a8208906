import { describe, expect, it } from 'vitest';
import { barriers, type Page } from '../support/browser.ts';
import { storefront } from '../support/storefront.ts';
import { withStackInBrowser } from '../support/with-stack.ts';

describe('the page of an order', () => {
  const { stack, operator } = withStackInBrowser();
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

  /** Nothing keeps anybody from using a page, from a phone to a wide screen, light or dark. */
  async function expectOpenToAll(page: Page): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [320, 768, 1_600]) {
        await page.setViewportSize({ width, height: 900 });
        expect([page.url(), colorScheme, width, await barriers(page)]).toEqual([page.url(), colorScheme, width, []]);
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1_280, height: 800 });
  }

  it(
    'invoices, ships and takes back a part by its lines, over an amount that was shown before',
    { timeout: 240_000 },
    async () => {
      const shop = storefront(stack);
      const { id } = await shop.authorized({ merchant_order_id: 'PART-1' });
      const { page } = await operator(`/console/checkouts/${id}`);
      const howMany = (title: string) => page.getByRole('textbox', { name: `How many of ${title}` });
      const comesTo = page.locator('.price strong');

      await press(page, 'Send invoice…');
      expect([await howMany('Safety gloves').inputValue(), await howMany('Work boots').inputValue()]).toEqual(['10', '1']);
      expect(await comesTo.textContent()).toBe('$115.00');
      await howMany('Safety gloves').fill('11');
      await press(page, 'Send invoice now');
      await page.getByText('10 of Safety gloves, GLV-1 are left, not 11.').waitFor();
      await howMany('Safety gloves').fill('3');
      await howMany('Work boots').fill('0');
      await page.getByLabel('Shipping').fill('0');
      await press(page, 'Send invoice now');
      // 3 of 10 gloves are $18.00, and their share of $8.00 of tax is $1.44: nobody has seen that yet.
      await page.getByText('It comes to $19.44: look at it once more and confirm.').waitFor();
      expect((await shop.get(id)).invoices).toHaveLength(0);
      await expectOpenToAll(page);
      await press(page, 'Send invoice now');
      await page.getByText('Invoice PART-1-1 over $19.44 is at Apruve').waitFor();
      const gloves = { title: 'Safety gloves', quantity: 3, price_ea_cents: 600, price_total_cents: 1_800, sku: 'GLV-1' };
      expect((await shop.get(id)).invoices).toMatchObject([
        { amount_cents: 1_944, tax_cents: 144, shipping_cents: 0, invoice_items: [gloves] },
      ]);

      await press(page, 'Send invoice…');
      expect([await howMany('Safety gloves').inputValue(), await comesTo.textContent()]).toEqual(['7', '$95.56']);
      await press(page, 'Send invoice now');
      await page.getByText('Invoice PART-1-2 over $95.56 is at Apruve').waitFor();
      const [, second] = (await shop.get(id)).invoices;
      expect(second).toMatchObject({ tax_cents: 656, shipping_cents: 700 });

      await press(page, 'Add shipment… PART-1-2');
      await howMany('Safety gloves').fill('2');
      await howMany('Work boots').fill('0');
      await page.getByLabel('Shipping').fill('0');
      await page.getByLabel('Tax').fill('0');
      await press(page, 'Show what it comes to');
      expect(await comesTo.textContent()).toBe('$12.00');
      await expectOpenToAll(page);
      await press(page, 'Add shipment now');
      await page.getByText('the shipment of invoice PART-1-2 is recorded').waitFor();
      await press(page, 'Add shipment… PART-1-2');
      expect([await howMany('Safety gloves').inputValue(), await comesTo.textContent()]).toEqual(['5', '$83.56']);
      await press(page, 'Add shipment now');
      await page.getByText('the shipment of invoice PART-1-2 is recorded').waitFor();

      await press(page, 'Return… PART-1-2');
      await press(page, 'Record return now');
      await page.getByText('Choose how many of the lines, or give an amount.').waitFor();
      await howMany('Work boots').fill('1');
      await press(page, 'Record return now');
      await page.getByText('It comes to $43.20: look').waitFor();
      await expectOpenToAll(page);
      await press(page, 'Record return now');
      await page.getByText('the return on invoice PART-1-2 is recorded').waitFor();
      const boots = { title: 'Work boots', quantity: 1, price_total_cents: 4_000 };
      const tax = { title: 'Tax', price_total_cents: 320 };
      expect((await shop.get(id)).invoices[1]).toMatchObject({
        shipments: [
          { amount_cents: 1_200, status: 'partial', shipment_items: [{ title: 'Safety gloves', quantity: 2 }] },
          { amount_cents: 8_356, status: 'fulfilled' },
        ],
        returns: [{ amount_cents: 4_320, return_items: [boots, tax] }],
      });
      await press(page, 'Return… PART-1-2');
      expect(await howMany('Work boots').count()).toBe(0);
    },
  );

  it(
    'has one action that comes next, until it is a matter of the buyer, and keeps what people note',
    { timeout: 240_000 },
    async () => {
      const shop = storefront(stack);
      const { id } = await shop.authorized({ merchant_order_id: 'NEXT-1' });
      const { page } = await operator(`/console/checkouts/${id}`);
      const next = page.locator('#actions > form button:not(.secondary), #actions > p');
      const reads = async (text: string) => page.locator('#actions').getByText(text).first().waitFor();
      await reads('Send invoice…');
      expect(await next.allTextContents()).toEqual(['Send invoice…']);
      await next.click();
      await page.getByLabel('Issue now').uncheck();
      await press(page, 'Send invoice now');
      await reads('Issue invoice NEXT-1-1…');
      expect(await next.allTextContents()).toEqual(['Issue invoice NEXT-1-1…']);
      await next.click();
      await press(page, 'Issue invoice now');
      await reads('Record shipment of NEXT-1-1…');
      expect(await next.allTextContents()).toEqual(['Record shipment of NEXT-1-1…']);
      await next.click();
      await page.getByLabel('Carrier').fill('UPS');
      await press(page, 'Add shipment now');
      await reads('Waiting for the buyer to pay.');
      expect(await next.allTextContents()).toEqual(['Waiting for the buyer to pay.']);

      await page.getByLabel('Note', { exact: true }).fill('Bea calls   back on <b>Monday</b>');
      await press(page, 'Add note');
      const noted = page.getByRole('region', { name: 'What happened' }).getByRole('listitem').filter({ hasText: 'noted:' });
      expect(await noted.locator('.what').allTextContents()).toEqual([
        expect.stringContaining('noted: Bea calls back on Monday'),
      ]);
      const { body } = await stack.api<{ items: unknown[] }>('GET', `/v1/checkouts/${id}/notes`);
      expect(body.items).toMatchObject([{ text: 'Bea calls back on Monday', actor: expect.stringMatching(/^person:/) }]);
      await expectOpenToAll(page);
    },
  );

  it('leads to its buyer: what is owed, overdue and free, and every order', { timeout: 240_000 }, async () => {
    const shop = storefront(stack);
    const customer = { email: 'owner@works.example', name: 'Olga Owner' };
    const { id } = await shop.authorized({ merchant_order_id: 'BUY-1', customer });
    await shop.authorized({ merchant_order_id: 'BUY-2', customer });
    await shop.authorized({ merchant_order_id: 'OTHER-1' });
    await stack.api('POST', `/v1/checkouts/${id}/invoices`, { amount_cents: 5_000 });
    const { page } = await operator(`/console/checkouts/${id}`);
    await page.getByRole('link', { name: 'Olga Owner (owner@works.example)' }).click();
    await page.getByRole('heading', { name: 'Olga Owner' }).waitFor();
    const figure = (name: string) => page.locator('dl.today > div').filter({ hasText: name }).locator('dd').textContent();
    expect([await figure('Outstanding'), await figure('Overdue')]).toEqual(['$50.001 invoice', '$0.000 invoices']);
    // Apruve knows no such buyer.
    expect(await figure('Free credit')).toMatch(/^not known: /);
    expect(await page.getByRole('rowheader').allTextContents()).toEqual(['BUY-2', 'BUY-1']);
    await expectOpenToAll(page);
    await page.goto(page.url().replace('owner%40works.example', 'buyer%40example.test'));
    expect(await figure('Free credit')).toMatch(/^\$[\d,]+\.\d\d$/);
  });
});
