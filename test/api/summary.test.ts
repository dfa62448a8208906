import { beforeAll, describe, expect, it } from 'vitest';
import { storeChannel } from '../../activities/ledger/channels.ts';
import { ENVIRONMENT_CHANNEL } from '../../workflows/contract/channel.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { DEFAULT_RULES } from '../../worker/platform/channels.ts';
import { accepted, inDays, invoiced, seedCheckout, type Seed } from '../support/seeding.ts';
import { orderBody } from '../support/storefront.ts';
import { aKey } from './api.ts';
import { withApi } from './with-api.ts';

const AT = new Date('2026-06-15T12:00:00Z');
const NOTHING = { count: 0, amount_cents: 0 };

describe('the summary', () => {
  const { rig, api } = withApi({ clock: () => AT });
  const seed = (facts: Fact[], more: Seed = {}) =>
    seedCheckout(rig.ledger.db, rig.config.policy, { at: AT, facts: [accepted(), ...facts], ...more });
  const due = (days: number) => ({ dueAt: inDays(days, AT) });
  const overdueBy = (cents: number, days: number): Fact[] => {
    const invoice = invoiced(cents, due(-days));
    return [invoice, { fact: 'invoice-overdue', invoiceId: invoice.invoice.id }];
  };
  const paid = (cents: number): Fact[] => {
    const invoice = invoiced(cents, { status: 'closed', amountDueCents: 0 });
    return [invoice, { fact: 'invoice-captured', invoiceId: invoice.invoice.id }, { fact: 'invoices-listed' }];
  };
  const refused = (code: string): Fact => ({ fact: 'attention', attention: { code, subject: 'x', message: 'Look.' } });

  beforeAll(async () => {
    const { db } = rig.ledger;
    const shop = {
      name: 'Shop',
      merchantId: 'm',
      apiKeySealed: '',
      labels: {},
      paidMeans: 'closed',
      rules: DEFAULT_RULES,
      policy: {},
    } as const;
    await storeChannel(db, { ...shop, id: 'real', mode: 'production' });
    await storeChannel(db, { ...shop, id: 'second', mode: 'test' });
    // A process of its own, of which nothing is owed.
    await api.post('/v1/checkouts', orderBody());

    await seed([]);
    await seed([invoiced(5_000, due(30)), { fact: 'expiry-warned' }]);
    await seed([invoiced(11_500, { ...due(6), amountDueCents: 1_500 })], { channel: 'second' });
    await seed([...overdueBy(1_000, 1), ...overdueBy(2_000, 30), ...overdueBy(8_500, 31)]);
    await seed([...overdueBy(4_000, 61), ...overdueBy(5_000, 90), ...overdueBy(2_500, 400), refused('refused-by-apruve')]);
    await seed([refused('invoice-refused'), invoiced(700, { status: 'pending' })]);
    await seed([...paid(11_500)]);
    await seed([...paid(11_500)], { at: new Date(inDays(-8, AT)) });
    await seed([invoiced(900, due(10))], { currency: 'EUR', amountCents: 900 });
    await seed([...overdueBy(99_999, 5), ...paid(1)], { channel: 'real', mode: 'production', amountCents: 100_000 });
    await seedCheckout(db, rig.config.policy, {
      at: AT,
      facts: [{ fact: 'order-read', order: { id: 'p', status: 'pending', expireAt: null } }],
    });
  });

  const summary = async (query = '') => (await api.get(`/v1/summary${query}`)).body;
  const moneyOf = async (mode: string, currency = 'USD', query = '') =>
    (await summary(query)).items
      .find((item: { mode: string }) => item.mode === mode)
      ?.money.find((money: { currency: string }) => money.currency === currency);

  it('adds up what is owed, late, due soon, to invoice and paid, in each currency', async () => {
    expect(await moneyOf('test')).toMatchObject({
      outstanding: { count: 8, amount_cents: 5_000 + 1_500 + 11_500 + 11_500 },
      overdue: { count: 6, amount_cents: 23_000 },
      due_within_week: { count: 1, amount_cents: 1_500 },
      to_invoice: { count: 3, amount_cents: 11_500 + 6_500 + 10_800 },
      paid_within_week: { count: 1, amount_cents: 11_500 },
    });
    expect(await moneyOf('test', 'EUR')).toMatchObject({ outstanding: { count: 1, amount_cents: 900 }, to_invoice: NOTHING });
  });

  it('never adds play money to real money', async () => {
    expect(await moneyOf('production')).toMatchObject({
      outstanding: { count: 1, amount_cents: 99_999 },
      overdue: { count: 1, amount_cents: 99_999 },
      paid_within_week: { count: 1, amount_cents: 1 },
    });
    expect((await summary()).items.map(({ mode }: { mode: string }) => mode)).toEqual(['production', 'test']);
  });

  it('tells how long it is overdue, each age with the filters that list it', async () => {
    const { ageing, outstanding } = await moneyOf('test');
    const shown = ageing.map(({ overdue_days: days, count, amount_cents: cents }: Record<string, unknown>) => [
      days,
      count,
      cents,
    ]);
    expect(shown).toEqual([
      [null, 2, 6_500],
      [{ from: 0, to: 30 }, 2, 3_000],
      [{ from: 31, to: 60 }, 1, 8_500],
      [{ from: 61, to: 90 }, 2, 9_000],
      [{ from: 91, to: null }, 1, 2_500],
    ]);
    let listed = 0;
    for (const { overdue_days: days, due_from, due_before, count, amount_cents } of ageing) {
      const range = Object.entries({ due_from, due_before }).flatMap(([name, at]) => (at === null ? [] : [`${name}=${at}`]));
      const query = [`overdue=${days !== null}`, 'outstanding=true', 'mode=test', ...range].join('&');
      const { items } = (await api.get(`/v1/invoices?${query}`)).body;
      const usd = items.filter(({ currency }: { currency: string }) => currency === 'USD');
      const cents = usd.reduce((all: number, each: { outstanding_cents: number }) => all + each.outstanding_cents, 0);
      expect([days, usd.length, cents]).toEqual([days, count, amount_cents]);
      listed += cents;
    }
    expect(listed).toBe(outstanding.amount_cents);
  });

  it.each([
    ['to_invoice', 'to_invoice=true'],
    ['overdue', 'overdue=true'],
    ['refused', 'attention=refused-by-apruve,invoice-refused'],
    ['in_flight', 'in_flight=true'],
    ['attention', 'attention=any'],
    ['expiring', 'expiring=true'],
    ['awaiting_approval', 'status=awaiting_approval'],
  ])('counts %s as the list does with %s', async (queue, query) => {
    for (const { mode, queues } of (await summary()).items) {
      const { items } = (await api.get(`/v1/checkouts?limit=100&mode=${mode}&${query}`)).body;
      expect([mode, queues[queue]]).toEqual([mode, items.length]);
    }
    const EXPECTED: Record<string, number> = {
      to_invoice: 3,
      overdue: 2,
      refused: 2,
      attention: 2,
      expiring: 1,
      awaiting_approval: 1,
    };
    const test = (await summary()).items.find(({ mode }: { mode: string }) => mode === 'test');
    expect(test.queues[queue]).toBe(EXPECTED[queue] ?? 0);
  });

  it('goes by the mode that a checkout was stored with, where nobody describes its channel any more', async () => {
    const own = { channel: 'gone', currency: 'CAD', amountCents: 1_000 };
    const played = await seed([invoiced(700)], { ...own, mode: 'test' });
    const real = await seed([invoiced(30)], { ...own, mode: 'production' });
    expect(await moneyOf('test', 'CAD')).toMatchObject({ outstanding: { amount_cents: 700 }, to_invoice: { amount_cents: 300 } });
    expect(await moneyOf('production', 'CAD')).toMatchObject({
      outstanding: { amount_cents: 30 },
      to_invoice: { amount_cents: 970 },
    });
    for (const [mode, id] of [
      ['test', played],
      ['production', real],
    ]) {
      const query = `?mode=${mode}&channel=gone`;
      expect((await api.get(`/v1/checkouts${query}`)).body.items).toMatchObject([{ id, mode }]);
      expect((await api.get(`/v1/invoices${query}`)).body.items).toMatchObject([{ checkout_id: id, mode }]);
      const transactions = await api.get(`/v1/checkouts/${id}/transactions`);
      expect(transactions.headers.get('apruve-mode')).toBe(mode === 'test' ? 'test' : null);
    }
  });

  it('is of one channel where it is asked for, or where the key is of one', async () => {
    expect(await moneyOf('test', 'USD', '?channel=second')).toMatchObject({ outstanding: { count: 1, amount_cents: 1_500 } });
    expect((await summary(`?channel=${ENVIRONMENT_CHANNEL}`)).items).toHaveLength(1);
    const key = await aKey(rig, { channel: 'second' });
    const own = (await api.get('/v1/summary', { key })).body;
    expect(own.items).toMatchObject([{ mode: 'test', queues: { to_invoice: 0, overdue: 0 } }]);
    expect((await api.get('/v1/summary?channel=real', { key })).body.items).toEqual([]);
    expect(own.at).toBe(AT.toISOString());
  });
});
