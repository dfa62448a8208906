import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { selectCheckouts, type CheckoutFilter } from '../../activities/ledger/checkout-list.ts';
import { openLedger, type LedgerConnection } from '../../activities/ledger/database.ts';
import { selectInvoices, type InvoiceFilter } from '../../activities/ledger/invoice-list.ts';
import { copyDatabase } from '../support/databases.ts';
import { accepted, inDays, invoiced, seedCheckout } from '../support/seeding.ts';
import { copyCheckout, planOf } from '../support/tables.ts';
import { policy } from '../unit/rules/a-policy.ts';

describe('a list reads an index, however many there are', () => {
  let ledger: LedgerConnection;
  beforeAll(async () => {
    ledger = openLedger(await copyDatabase(inject('services').databaseUrl), { max: 1 });
    const { db } = ledger;
    const paid = invoiced(9_000, { status: 'closed', amountDueCents: 0, number: 'DONE' });
    const done = [accepted(), paid, { fact: 'invoice-captured' as const, invoiceId: paid.invoice.id }];
    await copyCheckout(db, await seedCheckout(db, policy, { number: 'DONE', facts: done, amountCents: 9_000 }), 20_000);
    const owed = invoiced(5_000, { dueAt: inDays(-1), number: 'OWED' });
    const late = { fact: 'invoice-overdue' as const, invoiceId: owed.invoice.id };
    const needed = { code: 'refused-by-apruve', subject: 'x', message: 'Look.' };
    const facts = [accepted(), owed, late, { fact: 'attention' as const, attention: needed }, { fact: 'expiry-warned' as const }];
    await copyCheckout(db, await seedCheckout(db, policy, { number: 'OWED', facts }), 50);
  });
  afterAll(() => ledger.close());

  it.each<[CheckoutFilter, string]>([
    [{}, 'checkouts_newest'],
    [{ mode: 'production' }, 'checkouts_newest'],
    [{ text: 'OWED-17' }, 'checkouts_search'],
    [{ text: 'buyer1234@copy' }, 'checkouts_search'],
    [{ overdue: true }, 'checkouts_overdue'],
    [{ attention: ['any'] }, 'checkouts_attention'],
    [{ expiring: true }, 'checkouts_expiring'],
    [{ toInvoice: true }, 'checkouts_to_invoice'],
    [{ status: 'invoiced' }, 'checkouts_status'],
    [{ customer: 'c-17' }, 'checkouts_customer_id'],
    [{ sort: '-amount_cents' }, 'checkouts_amount'],
  ])('checkouts with %j: %s', async (filter, index) => {
    const plan = await planOf(ledger.db, selectCheckouts(ledger.db, filter, { limit: 25 }));
    expect(plan).toContain(index);
    expect(plan).not.toContain('Seq Scan');
  });

  it.each<[InvoiceFilter, string]>([
    [{}, 'invoices_pkey'],
    [{ text: 'OWED-17' }, 'invoices_search'],
    [{ overdue: true }, 'invoices_overdue'],
    [{ overdue: true, mode: 'production' }, 'invoices_'],
    [{ sort: 'due_at' }, 'invoices_due'],
    [{ sort: '-amount_cents' }, 'invoices_amount'],
    [{ outstanding: true }, 'invoices_'],
    [{ dueBefore: new Date(inDays(-0.5)) }, 'invoices_due'],
  ])('invoices with %j: %s', async (filter, index) => {
    const plan = await planOf(ledger.db, selectInvoices(ledger.db, filter, { limit: 25 }));
    expect(plan).toContain(index);
    expect(plan).not.toContain('Seq Scan on invoices');
  });
});
