import { beforeAll, describe, expect, it } from 'vitest';
import { accepted, inDays, invoiced, seedCheckout } from '../support/seeding.ts';
import { orderBody } from '../support/storefront.ts';
import { withApi } from './with-api.ts';

const AT = new Date('2026-06-15T12:00:00Z');

describe('a list as a table', () => {
  const { rig, api } = withApi({ clock: () => AT });

  beforeAll(async () => {
    const { db } = rig.ledger;
    const { policy } = rig.config;
    for (let n = 0; n < 600; n += 1) {
      const invoice = invoiced(100_050 + n, { number: `T-${n}`, dueAt: inDays(-10, AT) });
      const late = { fact: 'invoice-overdue' as const, invoiceId: invoice.invoice.id };
      const customer = { name: n === 0 ? '=HYPERLINK("http://evil.test";"x")' : `Änne "Ä" ${n}, Ltd`, email: '+1@buyer.test' };
      await seedCheckout(db, policy, {
        number: `T-${n}`,
        amountCents: 200_000,
        customer,
        at: AT,
        facts: [accepted(), invoice, late],
      });
    }
    await api.post('/v1/checkouts', orderBody());
  }, 120_000);

  const linesOf = async (path: string): Promise<string[]> => {
    const { status, headers, body } = await api.get(path);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    return body.trimEnd().split('\n');
  };

  it('has every invoice of the list, however many pages there are', async () => {
    const [heading, ...lines] = await linesOf('/v1/invoices.csv');
    expect(heading).toMatch(/^﻿?invoice,order,po_number,buyer,/);
    expect(lines).toHaveLength(600);
    expect(new Set(lines.map((line) => line.split(',')[0])).size).toBe(600);
  });

  it('is narrowed as the list is', async () => {
    const lines = await linesOf('/v1/invoices.csv?q=T-599&overdue=true');
    expect(lines[1]).toMatch(
      /^T-599,T-599,,"Änne ""Ä"" 599, Ltd",'\+1@buyer.test,default,test,open,USD,1006\.49,1006\.49,0\.00,,2026-06-05T12:00:00\.000Z,10,,,/,
    );
    expect(await linesOf('/v1/invoices.csv?overdue=false')).toHaveLength(1);
  });

  it('holds no formula', async () => {
    for (const path of ['/v1/invoices.csv?q=T-0', '/v1/checkouts.csv?q=T-0']) {
      const text = (await linesOf(path)).join('\n');
      expect(text).toContain(`"'=HYPERLINK(""http://evil.test"";""x"")"`);
      expect(text).not.toMatch(/(^|,)"?[=+@-]/m);
    }
  });

  it('has checkouts with what is invoiced of them', async () => {
    const [heading, line] = await linesOf('/v1/checkouts.csv?q=T-599&status=invoiced');
    const cells = Object.fromEntries((heading ?? '').split(',').map((name, i) => [name, i]));
    const plain = (line ?? '').replace(/"(?:[^"]|"")*"/, 'buyer').split(',');
    expect([plain[cells['amount'] ?? 0], plain[cells['invoiced'] ?? 0]]).toEqual(['2000.00', '1006.49']);
    expect(await linesOf('/v1/checkouts.csv')).toHaveLength(602);
  });

  it('is a file, and is refused as the list is', async () => {
    expect((await api.get('/v1/invoices.csv')).headers.get('content-disposition')).toBe('attachment; filename="invoices.csv"');
    for (const path of ['/v1/invoices.csv?status=late', '/v1/checkouts.csv?limit=5'])
      expect(await api.get(path)).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    expect(await api.get('/v1/checkouts.csv?merchant_order_id=T-1', { key: api.storefront })).toMatchObject({ status: 403 });
  });
});
