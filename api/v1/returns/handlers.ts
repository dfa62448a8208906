import { randomUUID } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { returnView } from '../../../activities/ledger/views/invoice-view.ts';
import { returnInvoiceUpdate, type ReturnRequest } from '../../../workflows/contract/returns.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { updateIdOf } from '../../temporal/workflows.ts';
import { shownPending } from '../shared/answer.ts';
import { checkoutOf, invoiceOf } from '../shared/find.ts';
import { returnStep } from '../../../workflows/rules/rows.ts';
import { linesCents } from '../../../workflows/rules/lines.ts';
import type { LineItem } from '../../../workflows/contract/requests.ts';
import { keepLinesOf } from '../../../activities/ledger/kept-lines.ts';
import { Problem } from '../../http/problem.ts';
import { centsOfReturn, linesOfReturn } from './schemas.ts';
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
    const input = c.req.valid('json');
    const { reason, merchant_notes: notes } = input;
    const amountCents = centsOfReturn(input);
    const lines = linesOfReturn(input);
    assertAgreed(lines, amountCents);
    const keyed = c.get('idempotency');
    const requestId = keyed === null ? randomUUID() : updateIdOf(returnInvoiceUpdate, id, keyed);
    const merchantNotes = notes ?? undefined;
    const request: ReturnRequest = { requestId, invoiceId, amountCents, reason, merchantNotes, actor: actorOf(c.get('caller')) };
    if (lines !== undefined) await keepLinesOf(deps.db, id, returnStep(requestId), lines);
    await deps.workflows.requestReturn(checkout, request);
    const row = await findRefund(deps.db, id, requestId);
    if (row === null) return c.json(await shownPending(c, deps, await checkoutOf(c, deps, id)), 202);
    c.set('mode', checkout.mode);
    return c.json(returnView(row), 201);
  });
}

/** Throws `amount-mismatch` where lines and amount differ, `invalid-request` where they come to nothing. */
function assertAgreed(items: LineItem[] | undefined, amountCents: number): void {
  const given = linesCents({ items });
  if (given !== undefined && given !== amountCents)
    throw new Problem('amount-mismatch', `The lines of the return give ${given} cents, its amount says ${amountCents}.`);
  if (amountCents <= 0)
    throw new Problem('invalid-request', `A return needs an amount above 0 in whole cents; this one has ${amountCents}.`);
}
