import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { listTransactions, type TransactionRow } from '../../../activities/ledger/transactions.ts';
import { checkoutOf } from '../checkouts/ask.ts';
import { checkoutParams } from '../checkouts/checkout-schema.ts';
import { modeOf } from '../../channels.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { json, needs, problems } from '../../http/route.ts';

const exchange = (fields: Record<string, z.ZodType>) => z.object(fields).nullable();

const transactionSchema = z
  .object({
    id: z.int(),
    action: z.string().openapi({ description: "Oro's word: purchase, authorize, invoice, shipment, capture, refund, cancel, …" }),
    amount_cents: z.int(),
    currency: z.string(),
    reference: z.string().nullable().openapi({ description: "Apruve's id of what the step made." }),
    source_id: z.int().nullable().openapi({ description: 'The transaction that this one follows from.' }),
    active: z.boolean(),
    successful: z.boolean(),
    request: exchange({ method: z.string(), path: z.string(), body: z.unknown() }),
    response: exchange({ status: z.int(), body: z.unknown() }),
    actor: z.string().nullable().openapi({ description: 'Who asked for it; null: the process by itself.' }),
    note: z.string().nullable().openapi({ description: 'Why, in the words of whoever asked.' }),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .openapi('Transaction');
type TransactionView = z.infer<typeof transactionSchema>;

const list = createRoute({
  method: 'get',
  path: '/v1/checkouts/{id}/transactions',
  ...needs('admin'),
  tags: ['Checkouts'],
  summary: 'List the payment transactions of a checkout',
  description: 'Oldest first; one row per step, however often it was retried, with what was sent and what Apruve answered.',
  request: { params: checkoutParams },
  responses: { 200: json(z.object({ items: z.array(transactionSchema) }), 'All of them.'), ...problems('not-found') },
});

/** The payment history. */
export function registerTransactions(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(list, async (c) => {
    const row = await checkoutOf(c, deps, c.req.valid('param').id);
    c.set('mode', await modeOf(deps.channels, row.channel));
    const rows = await listTransactions(deps.db, row.id);
    return c.json({ items: rows.map(transactionView) }, 200);
  });
}

/** A row of the ledger as the API shows it; integer cents, ISO times. */
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
    request: row.request === null ? null : { ...row.request },
    response: row.response === null ? null : { ...row.response },
    actor: row.actor,
    note: row.note,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
