import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type Page, type TestBrowser } from '../support/browser.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { storefront } from '../support/storefront.ts';

describe('in a browser', () => {
  let stack: TestStack;
  let browser: TestBrowser;
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), startBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await stack.stop();
  });

  const at = (path: string): string => `${stack.stack.info.api_url}${path}`;
  const frameOf = (page: Page) => page.frameLocator('iframe');

  /** Puts something into the cart and places the order; resolves in front of Apruve's lightbox. */
  async function placeOrder(page: Page): Promise<void> {
    await page.goto(at('/shop'));
    await page.getByRole('button', { name: 'Add Steel shelving to cart' }).click();
    await page.getByRole('link', { name: 'Go to cart' }).click();
    await page.getByRole('button', { name: /Place order/ }).click();
    await frameOf(page).getByRole('button', { name: 'Pay on terms' }).waitFor();
  }

  async function signIn(page: Page): Promise<void> {
    await page.goto(at('/console'));
    await page.getByLabel('Admin API key').fill(stack.stack.info.admin_key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Checkouts' }).waitFor();
  }

  it('a buyer orders on terms, the operator invoices, Apruve’s side pays, and everything is recorded', async () => {
    const { page, problems } = await browser.open();
    await placeOrder(page);
    await frameOf(page).getByRole('button', { name: 'Pay on terms' }).click();
    await page.getByRole('heading', { name: 'Order placed – you pay on terms' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const shop = storefront(stack);
    const order = await shop.get(id);
    expect(order).toMatchObject({ status: 'authorized', payment_status: 'authorized' });

    const operator = (await browser.open()).page;
    await signIn(operator);
    await operator.goto(at(`/console/checkouts/${id}`));
    await operator.getByRole('button', { name: 'Send invoice…' }).click();
    await operator.getByRole('button', { name: /Send invoice/ }).click();
    await operator.getByText('Invoiced', { exact: true }).first().waitFor();
    expect(await shop.get(id)).toMatchObject({ status: 'invoiced', payment_status: 'invoiced', invoices: [{ status: 'open' }] });

    const buyersSide = (await browser.open()).page;
    await buyersSide.goto(stack.stack.info.sandbox_url ?? '');
    await buyersSide.getByRole('button', { name: /^Pay/ }).first().click();
    expect(await shop.reaches(id, 'paid')).toMatchObject({ payment_status: 'full' });
    await operator.reload();
    await operator.getByText('Payment: paid in full').waitFor();

    const [authorize, invoice, shipment, capture] = await shop.rows(id);
    const [made] = (await shop.get(id)).invoices;
    const amounts = { amount_cents: 22_039, active: false, successful: true };
    expect(authorize).toMatchObject({ ...amounts, action: 'authorize', reference: order.apruve_order_id, source_id: null });
    expect(invoice).toMatchObject({ ...amounts, action: 'invoice', reference: made?.id, source_id: authorize?.id });
    expect(shipment).toMatchObject({ ...amounts, action: 'shipment', reference: made?.shipments[0]?.id, source_id: invoice?.id });
    expect(capture).toMatchObject({ ...amounts, action: 'capture', reference: made?.id, source_id: invoice?.id });
    expect(problems).toEqual([]);
  });

  it('a buyer who closes the lightbox is told so, tries again, and asks for approval', async () => {
    const { page } = await browser.open();
    await placeOrder(page);
    await frameOf(page).getByRole('button', { name: 'Close' }).click();
    await page.getByText('Nothing was charged').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await frameOf(page).getByRole('button', { name: 'Ask for approval' }).click();
    await page.getByRole('heading', { name: 'Waiting for approval' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const shop = storefront(stack);
    const pending = await shop.reaches(id, 'awaiting_approval');
    await stack.control('POST', `/orders/${pending.apruve_order_id}/accept`);
    await shop.reaches(id, 'authorized');
    await page.reload();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Order placed – you pay on terms');
  });
});
