import { describe, expect, it } from 'vitest';
import { barriers, type Page } from '../support/browser.ts';
import { storefront } from '../support/storefront.ts';
import { withStackInBrowser } from '../support/with-stack.ts';

describe('in a browser', () => {
  const { stack, browser, at, operator: signedIn } = withStackInBrowser();

  const frameOf = (page: Page) => page.frameLocator('iframe');

  /** Puts something into the cart and places the order; resolves in front of Apruve's lightbox. */
  async function placeOrder(page: Page): Promise<void> {
    await page.goto(at('/shop'));
    await page.getByRole('button', { name: 'Add Steel shelving to cart' }).click();
    await page.getByRole('link', { name: 'Go to cart' }).click();
    await page.getByRole('button', { name: /Place order/ }).click();
    await frameOf(page).getByRole('button', { name: 'Pay on terms' }).waitFor();
  }

  it('a buyer orders on terms, the operator invoices, Apruve’s side pays, and everything is recorded', async () => {
    const { page, problems } = await browser.open();
    await placeOrder(page);
    await frameOf(page).getByRole('button', { name: 'Pay on terms' }).click();
    await page.getByRole('heading', { name: 'Order placed – you pay on terms' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const told = page.getByRole('region', { name: 'Notifications to the shop' }).getByRole('listitem');
    await told.filter({ hasText: 'Order authorized' }).waitFor();
    const shop = storefront(stack);
    const order = await shop.get(id);
    expect(order).toMatchObject({ status: 'authorized', payment_status: 'authorized' });

    const { page: operator } = await signedIn(`/console/checkouts/${id}`);
    await operator.getByRole('button', { name: 'Send invoice…' }).click();
    await operator.getByRole('button', { name: /Send invoice/ }).click();
    await operator.getByText('Invoiced', { exact: true }).first().waitFor();
    expect(await shop.get(id)).toMatchObject({ status: 'invoiced', payment_status: 'invoiced', invoices: [{ status: 'open' }] });

    const buyersSide = (await browser.open()).page;
    await buyersSide.goto(stack.stack.info.sandbox_url ?? '');
    await buyersSide.getByRole('button', { name: /^Pay/ }).first().click();
    expect(await shop.reaches(id, 'paid')).toMatchObject({ payment_status: 'full' });
    await operator.getByText('Payment: paid in full').waitFor();

    // The buyer's page has not been loaded again since the order was placed.
    await told.filter({ hasText: 'Order paid' }).waitFor();
    expect(await told.locator('code').allTextContents()).toEqual([
      'checkout.awaiting_authorization',
      'checkout.authorized',
      'invoice.open',
      'checkout.invoiced',
      'invoice.closed',
      'checkout.paid',
    ]);
    const timeline = operator.getByRole('region', { name: 'What happened' });
    const line = timeline.getByRole('listitem').filter({ hasText: 'Order authorized · the shop was told' });
    await line.locator('summary').click();
    await operator.getByRole('button', { name: 'Resend number 2' }).click();
    await operator.getByText('is being sent again').waitFor();
    await told.filter({ hasText: 'Order authorized' }).getByText('came 2 times').waitFor();
    await line.locator('summary').click();
    await line
      .getByText(/taken, with/)
      .nth(1)
      .waitFor();

    expect(await timeline.locator('.what').allTextContents()).toContainEqual(
      expect.stringMatching(/ sent invoice .+ over \$220\.39 · Apruve took it/),
    );
    await operator.evaluate("for (const each of document.querySelectorAll('#timeline details')) each.open = true");
    for (const colorScheme of ['light', 'dark'] as const) {
      await operator.emulateMedia({ colorScheme });
      for (const width of [320, 768, 1_280]) {
        await operator.setViewportSize({ width, height: 900 });
        expect([colorScheme, width, await barriers(operator)]).toEqual([colorScheme, width, []]);
      }
    }

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

  it('what a colleague does is said on an open page, which keeps focus, open lines and what is typed, and goes on after the session', async () => {
    const shop = storefront(stack);
    const { id } = await shop.authorized();
    const { page } = await signedIn(`/console/checkouts/${id}`);
    const opening = page.locator('#timeline details').filter({ hasText: 'opened the checkout' });
    await opening.locator('summary').click();
    const { page: colleague } = await signedIn(`/console/checkouts/${id}/send-invoice?amount_cents=12`);
    await colleague.getByRole('button', { name: 'Send invoice now' }).click();
    await colleague.getByText('is at Apruve').waitFor();

    await page.locator('#news', { hasText: 'sent invoice' }).waitFor({ state: 'attached' });
    expect(await opening.getAttribute('open')).not.toBeNull();
    const focused = await page.evaluate("document.activeElement.closest('summary')?.parentElement.id");
    expect(focused).toBe(await opening.getAttribute('id'));

    await page.goto(at('/console/checkouts'));
    const find = page.getByRole('searchbox');
    await find.fill('half a word');
    const kept = await page.context().cookies();
    await page.context().clearCookies();
    const notice = page.getByText('Your session has ended');
    await notice.waitFor();
    expect(await find.inputValue()).toBe('half a word');
    await page.context().addCookies(kept);
    await notice.waitFor({ state: 'hidden' });
  });

  it('an operator on a phone changes an order, is refused an invoice, sees the page renewed, and records a return', async () => {
    const shop = storefront(stack);
    const { id } = await shop.authorized({ finalize_on_create: false });
    const { page } = await signedIn(`/console/checkouts/${id}`, { width: 375 });
    const fits = async () => expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
    const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
    await fits();
    await press('Change order…');
    await page.getByRole('group', { name: 'Line 1' }).getByLabel('Total').fill('75.00');
    await fits();
    await press('Change order now');
    await page.getByText('Done: the order is changed').waitFor();
    await press('Finalize order…');
    await press('Finalize order now');
    await page.getByText('Done: the order is final').waitFor();
    expect(await shop.reaches(id, 'authorized')).toMatchObject({ amount_cents: 13_000 });

    await press('Send invoice…');
    await page.getByLabel('Amount').fill('999');
    await press('Send invoice now');
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Amount').inputValue()).toBe('999');
    await fits();
    await page.getByRole('link', { name: 'Back, change nothing' }).click();
    await page.getByRole('button', { name: 'Send invoice…' }).waitFor();
    await stack.api('POST', `/v1/checkouts/${id}/invoices`, { amount_cents: 5_000, merchant_invoice_id: 'INV-1' });
    await page.getByRole('heading', { name: /^INV-1/ }).waitFor();
    await fits();

    await press('Return… INV-1');
    await fits();
    await page.getByLabel('Amount').fill('51');
    await press('Record return now');
    await page.getByText('$50.00 of invoice INV-1 is not returned yet').waitFor();
    await page.getByLabel('Amount').fill('20');
    await page.getByLabel('Reason').fill('DAMAGED');
    await press('Record return now');
    await page.getByText('Return over $20.00 (DAMAGED)').waitFor();
    for (const path of ['/console/notifications', '/console/events', '/shop/notifications']) {
      await page.goto(at(path));
      await fits();
    }
  });

  it('an operator sees what is on its way and what was refused, mends it, and says that somebody knows', async () => {
    const shop = storefront(stack);
    const { id } = await shop.authorized();
    const { page } = await signedIn(`/console/checkouts/${id}`, { width: 375 });
    const send = (number: string) =>
      stack.api('POST', `/v1/checkouts/${id}/invoices`, { amount_cents: 5_000, merchant_invoice_id: number });
    const path = '/invoices';

    await stack.control('POST', '/faults', {
      method: 'POST',
      path,
      times: 1,
      status: 422,
      body: { errors: [{ title: 'On hold' }] },
    });
    expect((await send('INV-1')).status).toBe(422);
    const refused = page.getByRole('region', { name: 'Refused' });
    await refused.getByText('On hold').waitFor();
    await page.getByText('Acknowledge…').click();
    await page.getByRole('textbox', { name: 'Note (optional)' }).fill('I call the buyer.');
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('Acknowledged: it is shown below').waitFor();
    expect(await shop.get(id)).toMatchObject({ attention: null });
    await refused.getByRole('button', { name: 'Edit and send again…' }).click();
    expect(await page.getByLabel('Amount').inputValue()).toBe('50.00');
    await page.getByRole('button', { name: 'Send invoice now' }).click();
    await page.getByRole('heading', { name: /^INV-1 Open/ }).waitFor();
    expect(await refused.count()).toBe(0);

    await stack.control('POST', '/faults', { method: 'POST', path, times: 1_000, status: 503 });
    const sent = send('INV-2');
    const onItsWay = page.getByRole('region', { name: 'On its way to Apruve' });
    await onItsWay.getByText('$50.00').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
    await stack.control('DELETE', '/faults');
    await sent;
    await page.getByRole('heading', { name: /^INV-2 Open/ }).waitFor();
    expect(await onItsWay.count()).toBe(0);
  });
});
