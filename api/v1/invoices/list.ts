import type { OpenAPIHono } from '@hono/zod-openapi';
import type { z } from 'zod';
import { countInvoices, listInvoices, type InvoiceFilter } from '../../../activities/ledger/invoice-list.ts';
import { listedInvoiceView } from '../../../activities/ledger/views/invoice-view.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { answerCsv, inUnits, type Columns } from '../../http/csv.ts';
import type { Caller } from '../../http/identity/caller.ts';
import { channelsOf } from '../../http/identity/roles.ts';
import { toCursor } from '../../http/paging.ts';
import * as routes from './list-routes.ts';
import type { ListedInvoiceView } from './schemas.ts';

const TABLE_PAGE = 500;

/** The list of the invoices of all checkouts, in pages and as a table. */
export function registerInvoiceList(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const read = async (filter: InvoiceFilter, page: { limit: number; after: string | undefined }) => {
    const { rows, next } = await listInvoices(deps.lists, filter, page);
    return { items: rows.map(listedInvoiceView), next };
  };

  app.openapi(routes.list, async (c) => {
    const { limit, cursor: after, sort, count: isCounted, ...filters } = c.req.valid('query');
    const filter = filterOf(c.get('caller'), filters);
    const { items, next } = await read({ ...filter, sort }, { limit, after });
    const count = isCounted === true ? await countInvoices(deps.lists, filter) : null;
    return c.json({ items, next_cursor: toCursor(next), count }, 200);
  });

  app.openapi(routes.table, async (c) => {
    const filter = filterOf(c.get('caller'), c.req.valid('query'));
    return answerCsv(c, 'invoices', columnsAt(deps.clock()), (after) => read(filter, { limit: TABLE_PAGE, after }));
  });
}

type Filters = z.output<typeof routes.filters>;

function filterOf({ roles }: Caller, filters: Filters): InvoiceFilter {
  const { q: text, channel, ...given } = filters;
  return {
    ...given,
    text,
    dueFrom: given.due_from,
    dueBefore: given.due_before,
    paidFrom: given.paid_from,
    paidBefore: given.paid_before,
    among: channelsOf(roles, channel),
  };
}

const DAY_MS = 86_400_000;

const columnsAt = (now: Date): Columns<ListedInvoiceView> => ({
  invoice: ({ merchant_invoice_id }) => merchant_invoice_id,
  order: ({ merchant_order_id }) => merchant_order_id,
  po_number: ({ po_number }) => po_number,
  buyer: ({ customer }) => customer.name,
  email: ({ customer }) => customer.email,
  channel: ({ channel }) => channel,
  mode: ({ mode }) => mode,
  status: ({ status }) => status,
  currency: ({ currency }) => currency,
  amount: ({ amount_cents }) => inUnits(amount_cents),
  outstanding: ({ outstanding_cents }) => inUnits(outstanding_cents),
  returned: ({ returned_cents }) => inUnits(returned_cents),
  issued_at: ({ issued_at }) => issued_at,
  due_at: ({ due_at }) => due_at,
  days_overdue: ({ overdue, due_at }) =>
    overdue && due_at !== null ? Math.floor((now.getTime() - Date.parse(due_at)) / DAY_MS) : null,
  paid_at: ({ paid_at }) => paid_at,
  closed_at: ({ closed_at }) => closed_at,
  apruve_invoice_id: ({ id }) => id,
  checkout_id: ({ checkout_id }) => checkout_id,
});
