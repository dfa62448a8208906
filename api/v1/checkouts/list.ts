import type { OpenAPIHono } from '@hono/zod-openapi';
import type { z } from 'zod';
import { countCheckouts, listCheckouts, type CheckoutFilter } from '../../../activities/ledger/checkout-list.ts';
import { checkoutViews } from '../../../activities/ledger/views/checkout-view.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { answerCsv, inUnits, type Columns } from '../../http/csv.ts';
import { missingScope } from '../../http/identity/authenticate.ts';
import { hasScope, type Caller } from '../../http/identity/caller.ts';
import { channelsOf } from '../../http/identity/roles.ts';
import { toCursor } from '../../http/paging.ts';
import * as routes from './list-routes.ts';
import type { CheckoutView } from './schemas.ts';

const TABLE_PAGE = 250;

/** The list of checkouts, in pages and as a table. */
export function registerCheckoutList(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const read = async (filter: CheckoutFilter, page: { limit: number; after: string | undefined }) => {
    const { rows, next } = await listCheckouts(deps.lists, filter, page);
    return { items: await checkoutViews(deps.db, rows), next };
  };

  app.openapi(routes.list, async (c) => {
    const { limit, cursor: after, sort, count: isCounted, ...filters } = c.req.valid('query');
    assertMayList(c.get('caller'), { ...filters, sort, isCounted });
    const filter = filterOf(c.get('caller'), filters);
    const { items, next } = await read({ ...filter, sort }, { limit, after });
    const count = isCounted === true ? await countCheckouts(deps.lists, filter) : null;
    return c.json({ items, next_cursor: toCursor(next), count }, 200);
  });

  app.openapi(routes.table, async (c) => {
    const filter = filterOf(c.get('caller'), c.req.valid('query'));
    return answerCsv(c, 'checkouts', COLUMNS, (after) => read(filter, { limit: TABLE_PAGE, after }));
  });
}

type Filters = z.output<typeof routes.filters>;

function filterOf({ roles }: Caller, filters: Filters): CheckoutFilter {
  const { payment_status: paymentStatus, q: text, merchant_order_id: merchantOrderId, channel, ...same } = filters;
  return {
    ...same,
    paymentStatus,
    text,
    inFlight: same.in_flight,
    toInvoice: same.to_invoice,
    merchantOrderId,
    among: channelsOf(roles, channel),
  };
}

const COLUMNS: Columns<CheckoutView> = {
  order: ({ merchant_order_id }) => merchant_order_id,
  attempt: ({ attempt }) => attempt,
  po_number: ({ po_number }) => po_number,
  buyer: ({ customer }) => customer.name,
  email: ({ customer }) => customer.email,
  channel: ({ channel }) => channel,
  mode: ({ mode }) => mode,
  status: ({ status }) => status,
  payment_status: ({ payment_status }) => payment_status,
  currency: ({ currency }) => currency,
  amount: ({ amount_cents }) => inUnits(amount_cents),
  invoiced: ({ credit }) => inUnits(credit.invoiced_cents),
  captured: ({ credit }) => inUnits(credit.captured_cents),
  refunded: ({ credit }) => inUnits(credit.refunded_cents),
  overdue: ({ overdue }) => (overdue ? 'yes' : 'no'),
  attention: ({ attention }) => attention?.message ?? null,
  expires_at: ({ deadlines }) => deadlines.expires_at,
  created_at: ({ created_at }) => created_at,
  completed_at: ({ completed_at }) => completed_at,
  apruve_order_id: ({ apruve_order_id }) => apruve_order_id,
  id: ({ id }) => id,
};

/** A storefront key may list only an order whose number it names. Anything else would show it other shops' orders. */
function assertMayList(caller: Caller, { merchant_order_id: order, ...others }: Readonly<Record<string, unknown>>): void {
  const isLookUp = order !== undefined && Object.values(others).every((value) => value === undefined);
  if (!isLookUp && !hasScope(caller, 'admin')) throw missingScope(caller, 'admin', ' unless it asks by merchant_order_id alone');
}
