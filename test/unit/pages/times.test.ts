import { describe, expect, it } from 'vitest';
import { fieldTime, formatDay, formatTime, startOfDay, timeOfField } from '../../../api/web/pages/times.tsx';
import { FULL, ID, signedIn } from './a-console.ts';

describe('times where the merchant is', () => {
  it.each([
    ['2026-12-25T05:59:00.000Z', 'UTC', '25 Dec 2026, 05:59 UTC', '25 Dec 2026'],
    ['2026-12-25T05:59:00.000Z', 'America/Chicago', '24 Dec 2026, 23:59 GMT-6', '24 Dec 2026'],
    ['2026-07-01T05:59:00.000Z', 'America/Chicago', '1 Jul 2026, 00:59 GMT-5', '1 Jul 2026'],
    ['2026-12-25T05:59:00.000Z', 'Asia/Kathmandu', '25 Dec 2026, 11:44 GMT+5:45', '25 Dec 2026'],
  ])('are shown with how far they are from UTC: %s in %s', (iso, zone, time, day) => {
    expect([formatTime(iso, zone), formatDay(iso, zone)]).toEqual([time, day]);
  });

  it.each([
    ['2026-12-24T23:59', 'UTC', '2026-12-24T23:59:00.000Z'],
    ['2026-12-24T23:59', 'America/Chicago', '2026-12-25T05:59:00.000Z'],
    ['2026-07-01T00:00', 'Asia/Kathmandu', '2026-06-30T18:15:00.000Z'],
    ['2026-03-08T01:59', 'America/Chicago', '2026-03-08T07:59:00.000Z'],
    ['2026-03-08T03:00', 'America/Chicago', '2026-03-08T08:00:00.000Z'],
    ['2026-11-01T00:59', 'America/Chicago', '2026-11-01T05:59:00.000Z'],
    ['2026-11-01T02:00', 'America/Chicago', '2026-11-01T08:00:00.000Z'],
  ])('are read from a field and written to it: %s in %s', (text, zone, iso) => {
    expect([timeOfField(text, zone), fieldTime(iso, zone)]).toEqual([iso, text]);
  });

  it.each([
    ['2026-11-01', 'America/Chicago', '2026-11-01T05:00:00.000Z'],
    ['2026-11-02', 'America/Chicago', '2026-11-02T06:00:00.000Z'],
    // Midnight is skipped there: the day begins at one o'clock.
    ['2026-03-29', 'Asia/Beirut', '2026-03-28T22:00:00.000Z'],
  ])('begin with the day of a list: %s in %s', (day, zone, iso) => {
    expect(startOfDay(day, zone)).toBe(iso);
  });

  it('take an hour that is skipped for the one beside it, and one that is there twice for one of both', () => {
    expect(timeOfField('2026-03-08T02:30', 'America/Chicago')).toBe('2026-03-08T07:30:00.000Z');
    expect(timeOfField('2026-11-01T01:30', 'America/Chicago')).toBe('2026-11-01T06:30:00.000Z');
  });
});

describe('the console of a merchant in Chicago', () => {
  const CREATED = '2026-01-02T03:04:05.000Z';
  const aMerchant = async () => {
    const merchant = await signedIn(() => Response.json({}), {
      ...FULL,
      created_at: CREATED,
      deadlines: { authorization_at: null, approval_at: null, expires_at: '2026-12-25T05:59:00.000Z' },
    });
    merchant.state.me = { ...merchant.state.me, time_zone: 'America/Chicago' };
    return merchant;
  };

  it('shows times there, with UTC on hover', async () => {
    const text = await (await (await aMerchant()).get(`/console/checkouts/${ID}`)).text();
    expect(text).toContain(`<time datetime="${CREATED}" title="2 Jan 2026, 03:04 UTC">1 Jan 2026, 21:04 GMT-6</time>`);
  });

  it('finds by days there, in lists and their files', async () => {
    const { get, reads } = await aMerchant();
    await get('/console/checkouts?from=2026-01-01&to=2026-07-01');
    await get('/console/invoices.csv?due_before=2026-01-02&due_from=yesterday');
    const text = await (await get('/console/invoices?due_before=2026-01-02T03:04:05Z')).text();
    expect(text).toContain('type="date" name="due_before" value="2026-01-01"');
    expect(reads.slice(1, 3)).toEqual([
      '/v1/checkouts?from=2026-01-01T06%3A00%3A00.000Z&to=2026-07-01T05%3A00%3A00.000Z&count=true',
      '/v1/invoices.csv?due_from=yesterday&due_before=2026-01-02T06%3A00%3A00.000Z',
    ]);
  });

  it('takes times there, and leaves what was not changed as it is', async () => {
    const { get, post, calls } = await aMerchant();
    const at = `/console/checkouts/${ID}/update`;
    const form = await (await get(at)).text();
    expect(form).toContain('Credit held until (America/Chicago)');
    expect(form).toContain('name="expire_at" value="2026-12-24T23:59"');
    await post(at, { confirmed: 'key-1', expire_at: '2026-12-24T23:59', po_number: 'PO-1' });
    await post(at, { confirmed: 'key-2', expire_at: '2026-12-31T23:59' });
    expect(calls.map(({ body }) => JSON.parse(body))).toEqual([{ po_number: 'PO-1' }, { expire_at: '2027-01-01T05:59:00Z' }]);
  });

  it('is set among the settings, in which every zone can be chosen', async () => {
    const { post, get, calls, state } = await aMerchant();
    await post('/console/settings', { time_zone: 'Europe/Berlin' });
    expect(calls).toMatchObject([{ method: 'PATCH', path: '/v1/settings', body: '{"time_zone":"Europe/Berlin"}' }]);
    state.me = { ...state.me, time_zone: 'Europe/Berlin' };
    const text = await (await get('/console/settings')).text();
    expect(text).toContain('<option value="Europe/Berlin" selected="">Europe/Berlin</option>');
    expect(text).toContain('<option value="UTC">');
  });
});
