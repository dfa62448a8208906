import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { checkoutOf } from '../shared/find.ts';
import * as routes from './routes.ts';
import type { TransactionView } from './schemas.ts';
import { listTransactions, type TransactionRow } from '../../../activities/ledger/transactions.ts';

/** The payment history. */
export function registerTransactions(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.list, async (c) => {
    const row = await checkoutOf(c, deps, c.req.valid('param').id);
    c.set('mode', row.mode);
    const rows = await listTransactions(deps.db, row.id);
    return c.json({ items: rows.map(transactionView) }, 200);
  });
}

function transactionView(row: TransactionRow): TransactionView {
  return {
    id: row.id,
    action: row.action,
    amount_cents: row.amountCents,
    currency: row.currency,
    reference: row.reference,
    source_id: row.sourceId,
    active: row.active,
    successful: row.successful,
    request: row.request,
    response: row.response,
    actor: row.actor,
    note: row.note,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
