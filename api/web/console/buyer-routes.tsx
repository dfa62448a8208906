import type { Hono } from 'hono';
import { formatMoney } from '../../../workflows/rules/money.ts';
import { creditSchema } from '../../v1/credit/schemas.ts';
import type { ListedInvoiceView } from '../../v1/invoices/schemas.ts';
import type { ApiClient } from '../pages/api-client.ts';
import { answerPage } from '../pages/render.ts';
import { fetchCheckouts, fetchInvoices, search } from './api-calls.ts';
import { BuyerPage, type Owed, type Who } from './buyer-page.tsx';
import type { ConsoleEnv } from './env.ts';

const PAGE = '100';
/** So many pages of what is owed are read. */
const MOST_PAGES = 10;

/** The page of one buyer, by email or by the shop's id of them. */
export function registerBuyer(app: Hono<ConsoleEnv>): void {
  app.get('/buyers', async (c) => {
    const { customer = '', channel = '' } = c.req.query();
    if (customer.trim() === '') return c.redirect('/console/checkouts', 303);
    const api = c.get('api');
    const who = { customer, channel };
    const [orders, owed] = await Promise.all([fetchCheckouts(api, { ...who, limit: PAGE }), readOwed(api, who)]);
    const [newest] = orders.items;
    const credit = newest?.customer.email == null ? 'not known' : await readCredit(api, newest.customer.email, newest.channel);
    return answerPage(c, <BuyerPage {...{ mode: c.get('pageMode'), who, orders, owed, credit }} />);
  });
}

async function readOwed(api: ApiClient, who: Who): Promise<Owed> {
  const invoices: ListedInvoiceView[] = [];
  let cursor: string | null = '';
  for (let n = 0; n < MOST_PAGES && cursor !== null; n += 1) {
    const page = await fetchInvoices(api, { ...who, outstanding: 'true', limit: PAGE, cursor });
    invoices.push(...page.items);
    cursor = page.next_cursor;
  }
  return { invoices, isAll: cursor === null };
}

/** What Apruve says now; it may not know the buyer, or not answer. */
async function readCredit(api: ApiClient, email: string, channel: string): Promise<string> {
  const answer = await api.get(`/v1/credit${search({ email, channel })}`, creditSchema);
  if (!answer.ok) return `not known: ${answer.refusal.title}`;
  const { available_cents: cents, currency } = answer.value;
  return cents === null ? 'not told by Apruve' : formatMoney(cents, currency);
}
