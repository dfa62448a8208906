import { describe, expect, test } from 'vitest';
import { CREDIT, FULL, ID, SAVED_VIEW, signedIn, SUMMARY, UNSEEN } from './a-console.ts';
import { aRefusal } from './a-shop.ts';

/** The addresses that a page leads to, as a browser reads them. */
const linksOf = (text: string): string[] =>
  [...text.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));

async function page(path: string, checkout?: Record<string, unknown>) {
  const { get, reads } = await signedIn(undefined, checkout);
  reads.length = 0;
  const text = await (await get(path)).text();
  return { text, links: linksOf(text), reads };
}

describe('Today', () => {
  test('says what is owed, late, due and to invoice, each with the list that it is of', async () => {
    const { text, links } = await page('/console');
    for (const each of ['$1,500.00', '$500.00', '$400.00', '$700.00', '3 invoices', '1 invoice', '3 checkouts'])
      expect(text).toContain(each);
    expect(links).toEqual(
      expect.arrayContaining([
        '/console/invoices?owed=outstanding',
        '/console/invoices?owed=overdue',
        '/console/invoices?owed=due&due_before=2026-02-17T09%3A00%3A00.000Z',
        '/console/invoices?paid_from=2026-02-03T09%3A00%3A00.000Z',
        '/console/checkouts?queue=to_invoice',
      ]),
    );
  });

  test('shows ages as a table, each with the invoices of that age', async () => {
    const { text, links } = await page('/console');
    expect(text).toContain('<caption>Outstanding by age</caption>');
    for (const age of ['Not overdue', '31–60 days overdue', 'Over 90 days overdue']) expect(text).toContain(age);
    expect(links).toContain(
      '/console/invoices?owed=overdue&due_from=2025-12-12T09%3A00%3A00.000Z&due_before=2026-01-11T09%3A00%3A00.000Z',
    );
  });

  test('counts what waits, and leads to it', async () => {
    const { text, links } = await page('/console');
    expect(text).toMatch(/Waiting for approval<\/strong> <span class="count">4</);
    expect(text).toMatch(/Needs attention<\/strong> <span class="count">2</);
    for (const queue of Object.keys(SUMMARY.items[0]?.queues ?? {})) expect(links).toContain(`/console/checkouts?queue=${queue}`);
  });

  test('is where the list was, whose links stay good', async () => {
    const { get } = await signedIn();
    expect((await get('/console?status=paid&q=a%20b')).headers.get('location')).toBe('/console/checkouts?status=paid&q=a+b');
  });
});

describe('the list of checkouts', () => {
  const attention = { code: 'apruve-auth', message: 'Apruve does not accept the API key.', since: '2026-01-02T03:04:05.000Z' };

  test('says why a checkout needs a person', async () => {
    const { text, reads } = await page('/console/checkouts?queue=attention', { ...FULL, attention });
    expect(text).toContain('Apruve does not accept the API key.');
    expect(text).toContain('Needs attention: A person has to look.');
    expect(reads).toEqual(['/v1/checkouts?sort=oldest&attention=any&count=true']);
    expect(text).toContain('More than 10,000 checkouts');
    expect((await page('/console/checkouts.csv?queue=attention')).reads).toEqual(['/v1/checkouts.csv?attention=any']);
  });

  test.each([
    ['queue=to_invoice', 'to_invoice=true'],
    ['queue=refused&mode=test', 'mode=test&attention=refused-by-apruve%2Cinvoice-refused'],
    ['queue=awaiting_approval&status=paid', 'status=awaiting_approval'],
    ['queue=nothing', ''],
    ['sort=-amount_cents', 'sort=-amount_cents'],
    [
      'from=2026-01-01&to=2026-02-01&customer=a%40b',
      'from=2026-01-01T00%3A00%3A00.000Z&to=2026-02-01T00%3A00%3A00.000Z&customer=a%40b',
    ],
  ])('asks the API for %s with %s', async (query, asked) => {
    const { reads, text } = await page(`/console/checkouts?${query}`);
    expect(reads).toEqual([`/v1/checkouts?${asked === '' ? '' : `${asked}&`}count=true`]);
    expect(text).toContain('List of checkouts');
  });

  test('says in which order it is, which of what needs attention is the oldest first', async () => {
    expect((await page('/console/checkouts')).text).toContain('<option value="">Newest first</option>');
    const attentions = (await page('/console/checkouts?queue=attention')).text;
    expect(attentions).toContain('<option value="">Oldest first</option>');
    const newest = await page('/console/checkouts?queue=attention&sort=newest');
    expect(newest.text).toMatch(/<option value="newest" selected="">Newest first</);
    expect(newest.reads).toEqual(['/v1/checkouts?sort=newest&attention=any&count=true']);
  });

  test('keeps filters that its form does not show, and names them', async () => {
    const { text } = await page('/console/checkouts?currency=EUR&mode=test');
    expect(text).toContain('<input type="hidden" name="currency" value="EUR"');
    expect(text).toContain('mode <bdi>test</bdi>');
  });
});

describe('the list of invoices', () => {
  test('shows whose it is, what is owed and when it is due', async () => {
    const { text, links, reads } = await page('/console/invoices?owed=overdue&due_before=2026-01-11T09:00:00.000Z');
    for (const each of ['INV-1', 'NS-1', 'Evergreen Farms', 'Overdue', '$500.00', '1 Jan 2026']) expect(text).toContain(each);
    expect(links).toContain(`/console/checkouts/${ID}`);
    expect(reads).toEqual(['/v1/invoices?due_before=2026-01-11T09%3A00%3A00.000Z&outstanding=true&overdue=true&count=true']);
    expect(text).toMatch(/\d+ days ago/);
    expect(text).toContain('1 invoice<');
    expect(text).toContain('name="due_before" value="2026-01-11"');
  });
});

describe('invoices that are sent together', () => {
  const ASKED = `/console/batches/new?id=2b1f0e6a-6a53-4c5d-9a35-0d3c1f6d7a11&checkouts=${ID},${UNSEEN}`;

  test('are asked about without those that are not there or not seen, which are named', async () => {
    const { text } = await page(ASKED);
    expect(text).toContain('Send 1 invoice?');
    expect(text).toContain('Not sent: 1');
    expect(text).toContain(UNSEEN);
    expect(text).toContain(`name="checkouts" value="${ID}"`);
    expect(text).toContain('name="amounts" value="4545"');
  });

  test('are over what is neither invoiced nor may be at Apruve', async () => {
    const left = (uninvoiced_cents: number) => ({ ...FULL, credit: { ...CREDIT, uninvoiced_cents } });
    expect((await page(ASKED, left(3_000))).text).toContain('name="amounts" value="3000"');
    expect((await page(ASKED, left(0))).text).toContain('Everything of it is invoiced.');
  });
});

describe('the page of a buyer', () => {
  test('that has no email is of one channel, as two shops may give two buyers the same id', async () => {
    const customer = { email: null, name: null, id: 'C-1', country: null, group: null };
    const order = await page(`/console/checkouts/${ID}`, { ...FULL, customer });
    expect(order.links).toContain('/console/buyers?customer=C-1&channel=default');
    const { reads, links } = await page('/console/buyers?customer=C-1&channel=default', { ...FULL, customer });
    expect(reads).toEqual([
      '/v1/checkouts?customer=C-1&channel=default&limit=100&count=true',
      '/v1/invoices?customer=C-1&channel=default&outstanding=true&limit=100&count=true',
    ]);
    expect(links).toContain('/console/checkouts?customer=C-1&channel=default');
    expect(links).toContain('/console/invoices?customer=C-1&channel=default&owed=outstanding&mode=test&currency=USD');
  });

  test('asks Apruve for the free credit every half minute, and not at each change of the shop', async () => {
    const { text, reads } = await page('/console/buyers?customer=buyer%40example.test');
    expect(reads).toContain('/v1/credit?email=buyer%40example.test&channel=default');
    expect(text).toContain('$123.00');
    expect(text).toContain('data-refresh="30"');
    expect(text).not.toContain('data-stream');
  });
});

describe('a list as a file', () => {
  test.each([
    ['/console/invoices', 'owed=overdue&currency=USD', '/v1/invoices.csv?currency=USD&outstanding=true&overdue=true'],
    // The API knows no order of a table.
    ['/console/invoices', 'sort=due_at&q=x', '/v1/invoices.csv?q=x'],
    ['/console/checkouts', 'queue=attention&sort=newest', '/v1/checkouts.csv?attention=any'],
    ['/console/checkouts', 'queue=expiring&q=x', '/v1/checkouts.csv?q=x&expiring=true'],
  ])('is all that %s?%s has', async (at, query, asked) => {
    const { links } = await page(`${at}?${query}&cursor=abc`);
    const file = links.find((href) => href.includes('.csv')) ?? '';
    const { get, reads } = await signedIn();
    reads.length = 0;
    const answer = await get(file);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/csv; charset=utf-8',
      'invoice\n',
    ]);
    expect(reads).toEqual([asked]);
  });
});

describe('the requests to the API', () => {
  test('are shown with their answer in words, and lead to those like them', async () => {
    const { text, links, reads } = await page('/console/requests?status=4xx&checkout=chk_x&cursor=abc');
    expect(reads).toEqual(['/v1/api-requests?status=4xx&checkout=chk_x&cursor=abc']);
    for (const each of ['422 credit-exceeded', 'Nothing is left &lt;to invoice&gt;.', '12 ms', 'key:Shop (key_1)'])
      expect(text).toContain(each);
    expect(text).toContain('checkout <bdi>chk_x</bdi>');
    expect(links).toEqual(
      expect.arrayContaining([
        '/console/requests?status=4xx&route=%2Fv1%2Fcheckouts%2F%7Bid%7D%2Finvoices&checkout=chk_x',
        '/console/requests?status=4xx&checkout=chk_x&caller=key_1',
        '/console/requests?request_id=req-7',
        `/console/checkouts/${ID}`,
      ]),
    );
  });

  test('of an order are one click from its page, for who administers its channel', async () => {
    expect((await page(`/console/checkouts/${ID}`)).links).toContain(`/console/requests?checkout=${ID}`);
  });
});

describe('a view that somebody keeps', () => {
  const href = '/console/invoices?owed=overdue&currency=USD';

  test('is a link on Today and on its list, where it says which one is shown', async () => {
    const today = await page('/console');
    expect(today.links).toContain(href);
    expect(today.text).toContain('<bdi>Late &lt;ones&gt;</bdi>');
    expect((await page('/console/checkouts')).links).not.toContain(href);
    expect((await page('/console/invoices')).links).toContain(href);
    expect((await page(`${href}&cursor=abc`)).text).toMatch(/<a [^>]*aria-current="page"[^>]*><bdi>Late/);
    expect((await page('/console/invoices?owed=due')).text).not.toMatch(/aria-current="page"[^>]*><bdi>Late/);
  });

  test('is saved with the filters of the list and without the place in it, and deleted', async () => {
    const { get, post, calls } = await signedIn((call) => Response.json({ ...SAVED_VIEW, id: call.method }));
    const form = await (await get(`${href}&cursor=abc`)).text();
    const [, filters = ''] = /name="filters" value="([^"]*)"/.exec(form) ?? [];
    expect(await (await get('/console/invoices')).text()).not.toContain('name="filters"');
    const saved = await post('/console/views', { name: ' Mine ', list: 'invoices', filters: filters.replaceAll('&quot;', '"') });
    expect([saved.status, saved.headers.get('location')]).toEqual([303, href]);
    expect(JSON.parse(calls.at(-1)?.body ?? '')).toEqual({ name: 'Mine', list: 'invoices', filters: SAVED_VIEW.filters });
    expect((await post('/console/views/view_1/delete', {})).status).toBe(303);
    expect(calls.at(-1)).toMatchObject({ method: 'DELETE', path: '/v1/saved-views/view_1' });
  });

  test('of which the API does not take the name is refused with its words, not as an error of ours', async () => {
    const { post } = await signedIn(() => aRefusal(422, 'invalid-request'));
    const refused = await post('/console/views', { name: '   ', list: 'invoices', filters: '{"owed":"overdue"}' });
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('invalid-request, in words')]);
  });
});
