import { randomUUID } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { returnView } from '../../../activities/ledger/views/invoice-view.ts';
import { returnInvoiceUpdate, type ReturnRequest } from '../../../workflows/contract/returns.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { updateIdOf } from '../../temporal/workflows.ts';
import { shownPending } from '../shared/answer.ts';
import { checkoutOf, invoiceOf } from '../shared/find.ts';
import { assertUnchanged } from '../shared/if-match.ts';
import * as routes from './routes.ts';
import { actorOf } from '../../http/identity/caller.ts';
import { findRefund } from '../../../activities/ledger/returns.ts';

/** The call on returns. They have a separate process, which also serves checkouts that have ended. */
export function registerReturns(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.create, async (c) => {
    const { id, invoice_id: invoiceId } = c.req.valid('param');
    const checkout = await checkoutOf(c, deps, id);
    assertUnchanged(c, checkout);
    invoiceOf(checkout, invoiceId);
    const { amount_cents: amountCents, reason, merchant_notes: notes } = c.req.valid('json');
    const keyed = c.get('idempotency');
    const requestId = keyed === null ? randomUUID() : updateIdOf(returnInvoiceUpdate, id, keyed);
    const merchantNotes = notes ?? undefined;
    const request: ReturnRequest = { requestId, invoiceId, amountCents, reason, merchantNotes, actor: actorOf(c.get('caller')) };
    await deps.workflows.requestReturn(checkout, request);
    const row = await findRefund(deps.db, id, requestId);
    if (row === null) return c.json(await shownPending(c, deps, await checkoutOf(c, deps, id)), 202);
    c.set('mode', checkout.mode);
    return c.json(returnView(row), 201);
  });
}
