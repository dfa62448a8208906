import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { pageSchema } from '../../http/paging.ts';
import { batchSchema, listedBatchSchema, MAX_LINES } from '../../v1/batches/schemas.ts';
import { answerPage, readForm } from '../pages/render.ts';
import { checkoutSchema, type CheckoutView } from '../../v1/checkouts/schemas.ts';
import type { ApiClient } from '../pages/api-client.ts';
import { checkoutPath, Refused, search, valueOf } from './api-calls.ts';
import { BatchesPage, BatchPage, NewBatchPage } from './batch-pages.tsx';
import type { ConsoleEnv } from './env.ts';

const PATH = '/console/batches';
const idForm = z.uuid();

/** Invoices that are sent together: the question before, what becomes of each, and who has sent which. */
export function registerBatchPages(app: Hono<ConsoleEnv>): void {
  app.get('/batches', async (c) => {
    const { cursor = '' } = c.req.query();
    const page = valueOf(await c.get('api').get(`/v1/batches${search({ cursor })}`, pageSchema(listedBatchSchema)));
    return answerPage(c, <BatchesPage mode={c.get('pageMode')} page={page} cursor={cursor} />);
  });

  app.get('/batches/new', async (c) => {
    const ids = chosen(c);
    if (ids.length === 0) throw refused('Nothing is ticked', 'Go back and tick the orders whose invoices are to be sent.');
    if (ids.length > MAX_LINES) throw refused('Too many', `${MAX_LINES} invoices at most are sent at once.`);
    // The address names the batch, so that whoever comes back to it sends the same one.
    const { id } = c.req.query();
    if (!idForm.safeParse(id).success) {
      return c.redirect(`${PATH}/new${search({ id: randomUUID(), checkouts: ids.join(',') })}`, 303);
    }
    const sent = await c.get('api').get(`/v1/batches/${id}`, batchSchema);
    if (sent.ok) return c.redirect(`${PATH}/${id}`, 303);
    const found = await Promise.all(ids.map((each) => findCheckout(c.get('api'), each)));
    const checkouts = found.filter((each) => each !== null);
    const missing = ids.filter((_, i) => found[i] === null);
    return answerPage(c, <NewBatchPage mode={c.get('pageMode')} id={id ?? ''} checkouts={checkouts} missing={missing} />);
  });

  app.post('/batches', async (c) => {
    const { id = '', checkouts = '', amounts = '' } = await readForm(c);
    const ids = checkouts.split(',');
    const shown = amounts.split(',').map(Number);
    const amounts_cents = Object.fromEntries(ids.map((each, i) => [each, shown[i]]));
    const made = valueOf(await c.get('api').post('/v1/batches', { id, checkouts: ids, amounts_cents }, batchSchema));
    return c.redirect(`${PATH}/${made.id}`, 303);
  });

  app.get('/batches/:id', async (c) => {
    const batch = valueOf(await c.get('api').get(apiPath(c), batchSchema));
    return answerPage(c, <BatchPage mode={c.get('pageMode')} batch={batch} />);
  });

  app.post('/batches/:id/retry', async (c) => {
    const { id } = valueOf(await c.get('api').post(`${apiPath(c)}/retry`, {}, batchSchema));
    return c.redirect(`${PATH}/${id}`, 303);
  });
}

/** Null where there is none that the operator sees: the others can be sent all the same. */
async function findCheckout(api: ApiClient, id: string): Promise<CheckoutView | null> {
  const answer = await api.get(checkoutPath(id), checkoutSchema);
  return !answer.ok && answer.status === 404 ? null : valueOf(answer);
}

const apiPath = (c: Context<ConsoleEnv>): string => `/v1/batches/${encodeURIComponent(c.req.param('id') ?? '')}`;

const refused = (title: string, detail: string): Refused =>
  new Refused(422, { code: 'invalid-request', title, detail, errors: [] });

/** What is ticked on the list, or all that it shows; afterwards the address names them in one field. */
function chosen(c: Context<ConsoleEnv>): string[] {
  const { checkouts = '', all } = c.req.query();
  const named = all === undefined ? (c.req.queries('checkout') ?? []) : all.split(',');
  return [...new Set([...checkouts.split(','), ...named])].filter((id) => id !== '');
}
