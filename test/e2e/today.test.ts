import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger, type LedgerConnection } from '../../activities/ledger/database.ts';
import { until } from '../stack/wait.ts';
import { barriers, type Page } from '../support/browser.ts';
import { accepted, inDays, invoiced, seedCheckout, type Seed } from '../support/seeding.ts';
import { endListeners } from '../support/tables.ts';
import { storefront } from '../support/storefront.ts';
import { withStackInBrowser } from '../support/with-stack.ts';

describe('the desk of a clerk', () => {
  const { stack, at, operator } = withStackInBrowser();
  let ledger: LedgerConnection;
  beforeAll(async () => {
    ledger = openLedger(stack.config.database.url, { max: 2 });
    await seedDesk();
  });
  afterAll(async () => {
    await ledger.close();
  });

  const seed = (more: Seed) => seedCheckout(ledger.db, stack.config.policy, more);

  /** 40 orders of other days, which no process serves: a third is overdue, a third due, a third to be invoiced. */
  async function seedDesk(): Promise<void> {
    for (let n = 0; n < 40; n += 1) {
      const customer = { name: `Buyer ${n} Works`, email: `buyer${n}@works.example` };
      const invoice = invoiced(10_000 + n, { number: `INV-${n}`, dueAt: inDays(n % 3 === 0 ? -n * 3 - 1 : n + 1) });
      const overdue = { fact: 'invoice-overdue' as const, invoiceId: invoice.invoice.id };
      const facts = [accepted(), ...(n % 3 === 2 ? [] : [invoice]), ...(n % 3 === 0 ? [overdue] : [])];
      await seed({ number: `DSK-${n}`, amountCents: 10_000 + n, customer, facts });
    }
    const why = 'Apruve refused invoice INV-X: the account of this buyer is on hold until its administrator answers Apruve.';
    const refused = { fact: 'attention' as const, attention: { code: 'refused-by-apruve', subject: 'x', message: why } };
    await seed({ number: 'DSK-refused', facts: [accepted(), refused, { fact: 'expiry-warned' }] });
  }

  const centsIn = (text: string | null): number => Number((text ?? '').replaceAll(/[$,.]/g, ''));
  const figure = (page: Page, name: string) =>
    page.locator('dl.today > div').filter({ has: page.getByText(name, { exact: true }) });

  it('tells on one page what is owed and what waits, and leads to each list', async () => {
    const { page, problems } = await operator('/console');
    const outstanding = centsIn(await figure(page, 'Outstanding').locator('.money').textContent());
    const { body } = await stack.api<{ items: { outstanding_cents: number }[] }>(
      'GET',
      '/v1/invoices?outstanding=true&limit=100',
    );
    expect(outstanding).toBe(body.items.reduce((all, each) => all + each.outstanding_cents, 0));

    await page.getByRole('link', { name: 'Up to 30 days overdue' }).click();
    await page.getByRole('heading', { name: 'Invoices' }).waitFor();
    expect(await page.getByRole('rowheader').allTextContents()).toEqual(
      [9, 6, 3, 0].map((n) => expect.stringContaining(`INV-${n} order DSK-${n}`)),
    );
    await page.getByRole('link', { name: 'Today' }).click();
    await page.getByRole('link', { name: 'Refused 1' }).click();
    await page.getByText('the account of this buyer is on hold').waitFor();
    await page.getByRole('link', { name: 'DSK-refused' }).click();
    await page.getByRole('heading', { name: /DSK-refused/ }).waitFor();
    expect(problems).toEqual([]);
  });

  it('prints lists and orders whole, without what only a screen needs', async () => {
    const { page } = await operator('/console/invoices?owed=overdue', { width: 718 });
    const heading = page.getByRole('heading', { name: 'Invoices' });
    const gap = async () =>
      ((await heading.boundingBox())?.y ?? 0) - ((await page.locator('header.site').boundingBox())?.height ?? 0);
    expect(await gap()).toBeLessThan(40);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.getByRole('columnheader', { name: 'Outstanding' }).isVisible()).toBe(true);
    expect(await page.getByRole('row').nth(1).getByRole('cell').nth(3).isVisible()).toBe(true);
    const unseen = ['header.site', 'form.filters', '.views-of-list', 'nav.pages', '.download'];
    for (const each of unseen) expect([each, await page.locator(each).first().isVisible()]).toEqual([each, false]);
    await page.goto(at('/console/checkouts?q=DSK-refused'));
    await page.getByRole('link', { name: 'DSK-refused' }).click();
    await page.getByRole('heading', { name: /DSK-refused/ }).waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await page.locator('#lines dl').isVisible()).toBe(true);
    expect(await page.getByRole('textbox').count()).toBe(0);
    expect(await page.getByText('the account of this buyer is on hold').first().isVisible()).toBe(true);
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(['rgb(255, 255, 255)', 'rgba(0, 0, 0, 0)']).toContain(background);
  });

  it('keeps a list with its filters under a name, one click from Today', async () => {
    const { page, problems } = await operator('/console/invoices?owed=overdue&q=DSK-1');
    await page.getByText('Save this view').click();
    await page.getByLabel('Name').fill('Late ones');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('“Late ones” is one of your views now').waitFor();
    const rows = await page.getByRole('rowheader').allTextContents();
    await page.getByRole('link', { name: 'Today' }).click();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Late ones' }).click();
    await page.getByRole('heading', { name: 'Invoices' }).waitFor();
    expect(await page.getByRole('rowheader').allTextContents()).toEqual(rows);
    await page.getByRole('link', { name: 'Today' }).click();
    await page.getByRole('button', { name: 'Delete Late ones' }).click();
    await page.getByRole('heading', { name: 'Money in USD' }).waitFor();
    expect(await page.getByRole('link', { name: 'Late ones' }).count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it('shows money that comes and goes while it is open', async () => {
    const { page } = await operator('/console');
    const { id } = await storefront(stack).authorized();
    const before = centsIn(await figure(page, 'Outstanding').locator('.money').textContent());
    const { body } = await stack.api<{ id: string }>('POST', `/v1/checkouts/${id}/invoices`, { amount_cents: 5_000 });
    const outstanding = async () => centsIn(await figure(page, 'Outstanding').locator('.money').textContent());
    await expect.poll(outstanding, SOONER).toBe(before + 5_000);
    await stack.control('POST', `/invoices/${body.id}/pay`);
    await expect.poll(outstanding, SOONER).toBe(before);
    expect(await figure(page, 'Paid in 7 days').textContent()).toContain('1 invoice');
  });

  /** Sooner than the page looks by itself: it was told. */
  const SOONER = { timeout: 25_000 };

  /** Keeps in the page what is said to who does not see it. */
  const observeNews = (page: Page) =>
    page.evaluate(`(() => {
      window.said = [];
      const news = document.getElementById('news');
      new MutationObserver(() => window.said.push(news.textContent)).observe(news, { childList: true });
    })()`);

  it('says what happens to an order, and leaves the place, the keyboard, and what is open and typed, as they are', async () => {
    const shop = storefront(stack);
    const { id } = await shop.authorized({ merchant_order_id: 'DSK-live' });
    const send = (number: string) =>
      stack.api('POST', `/v1/checkouts/${id}/invoices`, { amount_cents: 1_000, merchant_invoice_id: number });
    const refusal = { method: 'POST', path: '/invoices', times: 1, status: 422, body: { errors: [{ title: 'On hold' }] } };
    await stack.control('POST', '/faults', refusal);
    await send('LIVE-0');
    const { page, problems } = await operator(`/console/checkouts/${id}`, { height: 400 });
    await page.getByText('Acknowledge…').click();
    await page.getByRole('textbox', { name: 'Note (optional)' }).fill('I call the buyer.');
    const line = page.locator('#timeline summary').last();
    await line.click();
    await line.focus();
    const state = () =>
      page.evaluate<{ top: number }>(`(() => {
        const at = document.activeElement;
        const note = document.querySelector('.acknowledge input').value;
        return { line: at.closest('details')?.id, isOpen: at.closest('details')?.open, note, top: at.getBoundingClientRect().top };
      })()`);
    const { top, ...before } = await state();
    expect(before).toEqual({ line: expect.stringMatching(/./), isOpen: true, note: 'I call the buyer.' });
    const isAsBefore = async () => {
      const { top: now, ...after } = await state();
      expect(after).toEqual(before);
      expect(Math.abs(now - top)).toBeLessThan(5);
    };
    await observeNews(page);
    await send('LIVE-1');
    await page.getByRole('heading', { name: /^LIVE-1 Open/ }).waitFor();
    await expect
      .poll(() => page.evaluate('window.said.join()'), { timeout: 20_000 })
      .toContain('sent invoice LIVE-1 over $10.00');
    await isAsBefore();

    // What nobody tells it of, it looks for; and it is told again as soon as somebody can.
    const again = page.waitForResponse((answer) => answer.url().endsWith('/console/live') && answer.status() === 200, {
      timeout: 60_000,
    });
    await endListeners(ledger.db);
    await send('LIVE-2');
    await page.getByRole('heading', { name: /^LIVE-2 Open/ }).waitFor();
    await again;
    await isAsBefore();
    expect(problems.filter((problem) => !/503|ERR_/.test(problem))).toEqual([]);
  });

  it('leaves the keyboard where it is when a list is renewed, and says once that it was', async () => {
    const { page } = await operator('/console/checkouts');
    const link = page.getByRole('link', { name: 'DSK-refused' });
    await link.focus();
    await observeNews(page);
    for (const number of ['DSK-new', 'DSK-newer']) {
      await storefront(stack).open({ merchant_order_id: number });
      await page.getByRole('link', { name: number, exact: true }).waitFor();
    }
    expect(await page.evaluate('document.activeElement.textContent')).toBe('DSK-refused');
    expect(await page.evaluate('window.said')).toEqual(['Changed: List of checkouts.']);
  });

  it('sends 20 invoices with few clicks, once, whatever dies, and what was refused again', { timeout: 240_000 }, async () => {
    const shop = storefront(stack);
    const number = (n: number) => `BAT-${String(n).padStart(2, '0')}`;
    const made = await Promise.all(Array.from({ length: 20 }, (_, n) => shop.authorized({ merchant_order_id: number(n) })));
    await stack.control('POST', '/faults', {
      method: 'POST',
      path: '/invoices',
      times: 1,
      status: 422,
      body: { errors: [{ title: 'On hold' }] },
    });
    const { page } = await operator('/console/checkouts');
    await page.goto(at('/console/checkouts?queue=to_invoice&q=BAT-'));
    await page.getByRole('button', { name: 'Send 20 invoices: all of this page…' }).click();
    await page.getByRole('heading', { name: 'Send 20 invoices?' }).waitFor();
    await page.getByText('Together $2,300.00').waitFor();
    const { api, worker } = stack.stack.info.pids;
    // Without a worker every line still waits when the API dies.
    process.kill(worker, 'SIGKILL');
    await page.getByRole('button', { name: 'Send 20 invoices now' }).click();
    await page.getByRole('heading', { name: '20 invoices' }).waitFor();
    const batch = page.url();
    process.kill(api, 'SIGKILL');
    await stack.stack.waitForRestart('api', api);
    const read = () =>
      stack.api<{ waiting: number; sent: number; failed: number }>('GET', `/v1/batches/${batch.split('/').at(-1)}`);
    const reaches = (sent: number, failed: number) =>
      until(
        `${sent} sent, ${failed} failed`,
        async () => {
          const { body } = await read().catch(() => ({ body: undefined }));
          return body?.sent === sent && body.failed === failed ? body : undefined;
        },
        { deadlineMs: 100_000 },
      );
    await reaches(19, 1);

    await page.goto(at('/console'));
    await page.getByRole('link', { name: /^1 of the batch of/ }).click();
    await page.getByText('19 of 20 sent, 1 failed').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Send the 1 failed once more' }).click();
    await reaches(20, 0);
    await page.getByText('20 of 20 sent').waitFor();
    await page.goto(at('/console'));
    expect(await page.getByText('of the batch of').count()).toBe(0);
    const numbers = await Promise.all(made.map(async ({ id }) => (await shop.get(id)).invoices.length));
    expect(numbers).toEqual(made.map(() => 1));
  });

  it('makes one batch of two clicks, and names what cannot be sent', async () => {
    const { id } = await storefront(stack).authorized({ merchant_order_id: 'BAT-twice' });
    const { body: open } = await storefront(stack).open({ merchant_order_id: 'BAT-open' });
    const { page } = await operator('/console/checkouts');
    await page.goto(at('/console/checkouts?q=BAT-'));
    await page.getByLabel('Tick BAT-twice').check();
    await page.getByLabel('Tick BAT-open').check();
    await page.getByRole('button', { name: 'Send invoices of the ticked…' }).click();
    await page.getByRole('heading', { name: 'Not sent: 1' }).waitFor();
    expect(await page.getByRole('listitem').filter({ hasText: 'BAT-open' }).textContent()).toContain(':');
    expect(await barriers(page)).toEqual([]);
    const question = page.url();
    const send = page.getByRole('button', { name: 'Send 1 invoice now' });
    await send.click();
    await page.getByRole('heading', { name: '1 invoice' }).waitFor();
    const first = page.url();
    const again = await stack.api<{ id: string }>('POST', '/v1/batches', {
      id: new URL(question).searchParams.get('id'),
      checkouts: [id],
    });
    expect([again.status, first.endsWith(again.body.id)]).toEqual([200, true]);
    await page.getByText('1 of 1 sent').waitFor();
    expect((await storefront(stack).get(id)).invoices).toHaveLength(1);
    expect((await storefront(stack).get(open.id)).invoices).toHaveLength(0);
    await page.goto(at('/console/batches'));
    expect(await page.locator('main li').first().textContent()).toContain('1 of 1 sent');
  });

  it('shows times where the merchant is, once somebody has said where that is', async () => {
    const { body } = await storefront(stack).open({ merchant_order_id: 'DSK-zone' });
    const { page } = await operator('/console/settings');
    await page.getByLabel('Time zone').selectOption('America/Chicago');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The settings are saved.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.goto(at(`/console/checkouts/${body.id}`));
    const opened = page.locator('#facts time').first();
    expect([await opened.textContent(), await opened.getAttribute('title')]).toEqual([
      expect.stringMatching(/GMT-[56]$/),
      expect.stringMatching(/UTC$/),
    ]);
  });

  it.each(['light', 'dark'] as const)(
    'can be used by everybody, from a phone to a wide screen, when it is %s',
    async (colorScheme) => {
      for (const width of [320, 768, 1_600]) {
        const { page } = await operator('/console', { width, colorScheme });
        const found: [string, string[]][] = [];
        for (const path of [
          '/console',
          '/console/checkouts?queue=refused&mode=test',
          '/console/invoices?owed=overdue&currency=USD',
          '/console/batches',
        ]) {
          await page.goto(at(path));
          found.push([path, await barriers(page)]);
        }
        expect([width, found.filter(([, barrier]) => barrier.length > 0)]).toEqual([width, []]);
      }
    },
  );
});
