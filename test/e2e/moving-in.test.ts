import { describe, expect, it } from 'vitest';
import { adoptAll, auditFindings, invoicedElsewhere, madeElsewhere } from '../support/made-elsewhere.ts';
import { storefront } from '../support/storefront.ts';
import { withStackInBrowser } from '../support/with-stack.ts';

describe('in a browser, an order that ran at Apruve before', () => {
  const { stack, operator } = withStackInBrowser();

  it('is shown with its invoice, gets its next one, and is paid', async () => {
    const { apruve, sandbox_url: url } = stack.stack.info;
    const merchant = { merchantId: apruve.merchant_id ?? '', apiKey: apruve.api_key ?? '' };
    const there = { sandbox: { url: url ?? '', merchants: { default: merchant } } };
    const order = await madeElsewhere(there);
    const first = await invoicedElsewhere(there, order, 5_000, { merchant_invoice_id: 'R-7' });
    const { ids } = await adoptAll(stack.config, [order]);
    const id = ids[0] ?? '';

    const { page, problems } = await operator(`/console/checkouts/${id}`);
    await page.getByRole('heading', { name: order.number }).waitFor();
    await page.getByText('R-7', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Send invoice…' }).click();
    await page.getByRole('button', { name: /Send invoice/ }).click();
    await page.getByText(`${order.number}-1`, { exact: true }).first().waitFor();

    const shop = storefront(stack);
    const second = (await shop.get(id)).invoices.find(({ merchant_invoice_id: number }) => number === `${order.number}-1`);
    expect(second).toMatchObject({ amount_cents: 6_500, status: 'open' });
    for (const invoice of [first, second?.id]) await stack.control('POST', `/invoices/${invoice}/pay`);
    expect(await shop.reaches(id, 'paid')).toMatchObject({ payment_status: 'full' });
    expect(await auditFindings(stack.config)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
