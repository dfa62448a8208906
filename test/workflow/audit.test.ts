import { changeCheckout, changeInvoices, changeTransactions } from '../support/tables.ts';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../activities/upkeep/audit.ts';
import { audit } from '../../worker/commands/audit.ts';
import { authorizeUpdate, cancelUpdate, closeInvoiceUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf, refusal } from '../support/process.ts';
import { anOrder, askApruve, authorizedCheckout, control, fault, openCheckout, sandboxState } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('the audit', () => {
  const rig = withRig();

  const disagreements = async () => {
    const found: string[] = [];
    const count = await audit(rig.config, ({ checkoutId, about }) => found.push(`${checkoutId} ${about}`));
    expect(count).toBe(found.length);
    return found;
  };

  it('finds nothing where rows, workflows and Apruve agree, and tells each thing that does not', async () => {
    await openCheckout(rig);
    const paid = await authorizedCheckout(rig);
    await processOf(rig, paid.id).ask(sendInvoiceUpdate, {});
    const invoiceId = (await processOf(rig, paid.id).facts()).invoices[0]?.id ?? '';
    await processOf(rig, paid.id).ask(closeInvoiceUpdate, { invoiceId });
    await processOf(rig, paid.id).handle.result();
    const open = await authorizedCheckout(rig);
    await processOf(rig, open.id).ask(sendInvoiceUpdate, { amountCents: 5_000 });
    expect(await disagreements()).toEqual([]);

    const late = (await processOf(rig, paid.id).facts()).order?.id ?? '';
    await control(rig, 'POST', `/orders/${late}/cancel`);
    expect(await disagreements()).toEqual([]);

    const { db } = rig.ledger;
    await changeTransactions(db, paid.id, 'capture', { successful: false });
    await changeCheckout(db, paid.id, { status: 'expired' });
    await control(rig, 'POST', `/orders/${open.apruveOrderId}/cancel`);
    const lost = await authorizedCheckout(rig);
    await rig.temporal.client.workflow.getHandle(lost.id).terminate();
    expect(new Set(await disagreements())).toEqual(
      new Set([
        `${paid.id} status`,
        `${paid.id} row capture:${invoiceId}`,
        `${paid.id} payment status`,
        `${open.id} order ${open.apruveOrderId} status`,
        `${lost.id} workflow`,
      ]),
    );
  });

  it('reads every page of an order’s invoices', async () => {
    const before = await disagreements();
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    for (let n = 0; n < 26; n += 1)
      await askApruve(rig, 'POST', `/orders/${apruveOrderId}/invoices`, { amount_cents: 100, issue_on_create: false });
    await processOf(rig, id).ask(cancelUpdate, {});
    expect((await processOf(rig, id).facts()).invoices).toHaveLength(26);
    expect(await disagreements()).toEqual(before);
  });

  it('names a checkout that cannot be read, and goes on', async () => {
    const before = await disagreements();
    const unread = await authorizedCheckout(rig);
    await processOf(rig, unread.id).ask(sendInvoiceUpdate, {});
    const invoiceId = (await processOf(rig, unread.id).facts()).invoices[0]?.id ?? '';
    await fault(rig, { method: 'GET', path: `/invoices/${invoiceId}/shipments`, times: 1, status: 200, body: {} });
    const found: Finding[] = [];
    await expect(audit(rig.config, (finding) => found.push(finding))).resolves.toBe(before.length + 1);
    expect(found).toContainEqual({ checkoutId: unread.id, about: 'unread', why: expect.stringContaining('cannot be read') });
  });

  it('names an invoice that cannot be read, and compares the others and the order', async () => {
    const before = await disagreements();
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'A', amountCents: 4_000 });
    await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'B', amountCents: 4_000 });
    const [unread, paid] = (await checkout.facts()).invoices;
    await control(rig, 'POST', `/invoices/${paid?.id}/payments`, { amount_cents: 1_000, silent: true });
    await control(rig, 'POST', `/dashboard/orders/${apruveOrderId}`, { amount_cents: 20_000, silent: true });
    await fault(rig, { method: 'GET', path: `/invoices/${unread?.id}/shipments`, times: 1, status: 200, body: {} });
    expect((await disagreements()).filter((line) => !before.includes(line))).toEqual([
      `${id} order ${apruveOrderId} amount`,
      `${id} payments of B`,
      `${id} unread`,
    ]);
  });

  it('compares amounts and statuses of shipments, and what a process knows with its rows', async () => {
    const before = await disagreements();
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    await processOf(rig, id).ask(sendInvoiceUpdate, { merchantInvoiceId: 'A' });
    const { shipments } = await sandboxState(rig, apruveOrderId);
    const [shipment] = shipments;
    const path = `/invoices/${shipment?.invoice_id}/shipments`;
    await fault(rig, { method: 'GET', path, times: 1, status: 200, body: [{ ...shipment, amount_cents: 7 }] });
    await changeTransactions(rig.ledger.db, id, 'invoice', { amountCents: 7 });
    expect((await disagreements()).filter((line) => !before.includes(line))).toEqual([
      `${id} row invoice:A`,
      `${id} shipments of A`,
      `${id} row of the process invoice:A`,
    ]);
    await fault(rig, { method: 'GET', path, times: 1, status: 200, body: [{ ...shipment, status: 'partial' }] });
    expect(await disagreements()).toContain(`${id} shipments of A`);
    expect(await disagreements()).not.toContain(`${id} shipments of A`);
  });

  it('compares the rows that lists and sums are made of', async () => {
    const before = await disagreements();
    const { id } = await authorizedCheckout(rig);
    await processOf(rig, id).ask(sendInvoiceUpdate, { merchantInvoiceId: 'A', amountCents: 5_000 });
    expect(await disagreements()).toEqual(before);
    await changeCheckout(rig.ledger.db, id, { toInvoiceCents: 1 });
    await changeInvoices(rig.ledger.db, id, { outstandingCents: 1 });
    const found = (await disagreements()).filter((line) => !before.includes(line));
    expect(found).toEqual([`${id} to invoice`, `${id} row of the invoice A`]);
    await changeInvoices(rig.ledger.db, id, { apruveInvoiceId: 'other' });
    await processOf(rig, id).ask(sendInvoiceUpdate, { merchantInvoiceId: 'B', amountCents: 100 });
    expect((await disagreements()).filter((line) => !before.includes(line))).toEqual([`${id} rows of invoices`]);
  });

  it('finds nothing where the canceled order of an earlier attempt is brought again', async () => {
    const before = await disagreements();
    const order = anOrder();
    const first = await authorizedCheckout(rig, order);
    await processOf(rig, first.id).ask(sendInvoiceUpdate, {});
    await processOf(rig, first.id).ask(cancelUpdate, {});
    const second = await openCheckout(rig, order);
    const again = processOf(rig, second.id).ask(authorizeUpdate, { apruveOrderId: first.apruveOrderId });
    await expect(again).rejects.toMatchObject(refusal('authorization-mismatch'));
    expect(await processOf(rig, second.id).row()).toMatchObject({ attempt: 2, status: 'awaiting_authorization' });
    expect(await disagreements()).toEqual(before);
  });
});
