import { describe, expect, it } from 'vitest';
import { completeUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { adoptAll, invoicedElsewhere, madeElsewhere } from '../support/made-elsewhere.ts';
import { goOnInNewRun, withTwoBuilds } from '../support/new-runs.ts';
import { processOf } from '../support/process.ts';
import { control } from '../support/shop.ts';

describe('the process of an adopted order', () => {
  const rig = withTwoBuilds();

  it('goes on in a new run with what has happened since, and not with what it began with', async () => {
    const order = await madeElsewhere(rig);
    const theirs = await invoicedElsewhere(rig, order, 1_000, { merchant_invoice_id: 'R-7' });
    const { ids } = await adoptAll(rig.config, [order]);
    const checkout = processOf(rig, ids[0] ?? '');
    expect(await checkout.facts()).toMatchObject({ version: 1, invoices: [{ number: 'R-7' }] });
    for (const merchantInvoiceId of ['A', 'B', 'C'])
      await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId, amountCents: 500 });
    await goOnInNewRun(rig, checkout.handle);
    const { invoices } = await checkout.facts();
    expect(invoices.map(({ number }) => number)).toEqual(['R-7', 'A', 'B', 'C']);
    await checkout.ask(completeUpdate, {});
    for (const invoice of [theirs, ...invoices.slice(1).map(({ id }) => id)]) {
      await control(rig, 'POST', `/invoices/${invoice}/pay`);
      await checkout.hear('invoice.closed', { invoiceId: invoice });
    }
    await checkout.reaches('paid');
    expect(await checkout.handle.result()).toMatchObject({ status: 'paid' });
  });
});
