import type { Context, Hono } from 'hono';
import { answerPage } from '../pages/render.ts';
import { fetchCheckouts, fetchFailedBatches, fetchInvoices, fetchSummary, search, valueOf } from './api-calls.ts';
import type { ConsoleEnv } from './env.ts';
import { invoiceQuery, InvoicesPage, type InvoiceQuery } from './invoices-page.tsx';
import { withDays } from './list-parts.tsx';
import { checkoutQuery, ListPage, type CheckoutQuery } from './list-page.tsx';
import { isQueue, OWED, QUEUES } from './queues.ts';
import { takeFlash } from './flash.ts';
import { fetchViews } from './saved-views.tsx';
import { TodayPage } from './today-page.tsx';

/** Passes a table of the API on to the browser, which keeps it as a file. */
async function passTable(c: Context<ConsoleEnv>, path: string): Promise<Response> {
  const { body, headers } = valueOf(await c.get('api').table(path));
  for (const name of ['content-type', 'content-disposition']) c.header(name, headers.get(name) ?? undefined);
  c.header('cache-control', 'no-store');
  return c.newResponse(body);
}

/** The filters of the API's list that a page stands for. */
const checkoutFilters = ({ queue, ...filters }: CheckoutQuery) => ({
  ...filters,
  ...(isQueue(queue) && QUEUES[queue].query),
  ...(filters.sort !== '' && { sort: filters.sort }),
});
const invoiceFilters = ({ owed, ...filters }: InvoiceQuery) => ({ ...filters, ...OWED[owed]?.query });

/** The first page, and the lists that it leads to. */
export function registerLists(app: Hono<ConsoleEnv>): void {
  app.get('/', async (c) => {
    const given = c.req.query();
    // Where the list of checkouts was: links to it stay good.
    if (Object.keys(given).length > 0) return c.redirect(`/console/checkouts${search(given)}`);
    const api = c.get('api');
    const [summary, views, failed] = await Promise.all([fetchSummary(api), fetchViews(api), fetchFailedBatches(api)]);
    return answerPage(c, <TodayPage mode={c.get('pageMode')} summary={summary} views={views} failed={failed} />);
  });

  app.get('/checkouts', async (c) => {
    const query = checkoutQuery.parse(c.req.query());
    const filters = withDays(checkoutFilters(query), c.get('timeZone'));
    const [page, views] = await Promise.all([fetchCheckouts(c.get('api'), filters), fetchViews(c.get('api'))]);
    return answerPage(c, <ListPage mode={c.get('pageMode')} page={page} query={query} views={views} done={takeFlash(c)} />);
  });

  app.get('/invoices', async (c) => {
    const query = invoiceQuery.parse(c.req.query());
    const filters = withDays(invoiceFilters(query), c.get('timeZone'));
    const [page, views] = await Promise.all([fetchInvoices(c.get('api'), filters), fetchViews(c.get('api'))]);
    return answerPage(c, <InvoicesPage mode={c.get('pageMode')} page={page} query={query} views={views} done={takeFlash(c)} />);
  });

  app.get('/checkouts.csv', (c) => {
    const query = { ...checkoutQuery.parse(c.req.query()), cursor: '' };
    const filters = withDays(checkoutFilters(query), c.get('timeZone'));
    return passTable(c, `/v1/checkouts.csv${search({ ...filters, sort: '' })}`);
  });

  app.get('/invoices.csv', (c) => {
    const query = { ...invoiceQuery.parse(c.req.query()), cursor: '' };
    const filters = withDays(invoiceFilters(query), c.get('timeZone'));
    return passTable(c, `/v1/invoices.csv${search({ ...filters, sort: '' })}`);
  });
}
