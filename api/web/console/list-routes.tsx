import type { Hono } from 'hono';
import { answerPage } from '../pages/render.ts';
import { fetchCheckouts, fetchInvoices, fetchSummary, search } from './api-calls.ts';
import type { ConsoleEnv } from './env.ts';
import { invoiceQuery, InvoicesPage } from './invoices-page.tsx';
import { checkoutQuery, ListPage } from './list-page.tsx';
import { isQueue, OWED, QUEUES } from './queues.ts';
import { TodayPage } from './today-page.tsx';

/** The first page, and the lists that it leads to. */
export function registerLists(app: Hono<ConsoleEnv>): void {
  app.get('/', async (c) => {
    const given = c.req.query();
    // Where the list of checkouts was: links to it stay good.
    if (Object.keys(given).length > 0) return c.redirect(`/console/checkouts${search(given)}`);
    return answerPage(c, <TodayPage mode={c.get('pageMode')} summary={await fetchSummary(c.get('api'))} />);
  });

  app.get('/checkouts', async (c) => {
    const query = checkoutQuery.parse(c.req.query());
    const { queue, ...filters } = query;
    const page = await fetchCheckouts(c.get('api'), { ...filters, ...(isQueue(queue) && QUEUES[queue].query) });
    return answerPage(c, <ListPage mode={c.get('pageMode')} page={page} query={query} />);
  });

  app.get('/invoices', async (c) => {
    const query = invoiceQuery.parse(c.req.query());
    const { owed, ...filters } = query;
    const page = await fetchInvoices(c.get('api'), { ...filters, ...OWED[owed]?.query });
    return answerPage(c, <InvoicesPage mode={c.get('pageMode')} page={page} query={query} />);
  });
}
