import type { OpenAPIHono } from '@hono/zod-openapi';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import { listCheckouts } from '../../../activities/ledger/checkout-list.ts';
import { authorizeUpdate, cancelUpdate, completeUpdate, retryUpdate } from '../../../workflows/contract/messages.ts';
import { invoicedCents } from '../../../workflows/rules/credit.ts';
import type { OrphanInput } from '../../../workflows/contract/orphan.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { toCursor } from '../../http/paging.ts';
import { missingScope } from '../../http/identity/authenticate.ts';
import { actorOf, hasScope, type Caller } from '../../http/identity/caller.ts';
import { pathOf, shown, shownPending } from './answer.ts';
import { askCheckout, checkoutOf, settledRow } from './ask.ts';
import { registerOrderChanges } from './change-handlers.ts';
import { openCheckout } from './open.ts';
import * as routes from './routes.ts';
import { checkoutViews } from '../../../activities/ledger/views/checkout-view.ts';
import { modeOf } from '../../channels.ts';

/** The calls on checkouts themselves. */
export function registerCheckouts(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  registerReads(app, deps);
  registerActions(app, deps);
  registerOrderChanges(app, deps);
}

function registerReads(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.open, async (c) => {
    const { status, row } = await openCheckout(deps, c.get('caller'), c.req.valid('json'));
    c.header('location', pathOf(row));
    return c.json(await shown(c, deps, row), status);
  });

  app.openapi(routes.openOffline, async (c) => {
    const { corporate_account_id: corporateAccountId = null, ...order } = c.req.valid('json');
    const offline = { corporateAccountId, actor: actorOf(c.get('caller')) };
    const { status, row } = await openCheckout(deps, c.get('caller'), order, offline);
    c.header('location', pathOf(row));
    return c.json(await shown(c, deps, row), status);
  });

  app.openapi(routes.list, async (c) => {
    const { channel: bound } = c.get('caller');
    const { status, payment_status: paymentStatus, channel, q: text, from, to, limit, cursor: after } = c.req.valid('query');
    if (bound !== null && channel !== undefined && channel !== bound) return c.json({ items: [], next_cursor: null }, 200);
    const filter = { status, paymentStatus, channel: bound ?? channel, text, from, to };
    const { rows, next } = await listCheckouts(deps.db, filter, { limit, after });
    return c.json(
      { items: await checkoutViews(deps.db, rows, (id) => modeOf(deps.channels, id)), next_cursor: toCursor(next) },
      200,
    );
  });

  app.openapi(routes.show, async (c) => {
    const row = await checkoutOf(c, deps, c.req.valid('param').id);
    return c.json(await shown(c, deps, row), 200);
  });
}

function registerActions(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.authorize, async (c) => {
    const before = await checkoutOf(c, deps, c.req.valid('param').id);
    const { apruve_order_id: apruveOrderId } = c.req.valid('json');
    const asked = await askCheckout(
      c,
      deps,
      before,
      authorizeUpdate,
      [{ apruveOrderId }],
      (row) => row.apruveOrderId === apruveOrderId,
    );
    if (asked.kind === 'ended' && asked.row.apruveOrderId !== apruveOrderId)
      await deps.workflows.releaseOrder(orphanOf(asked.row, apruveOrderId));
    const row = settledRow(asked);
    return row === null ? c.json(await shownPending(c, deps, asked.row), 202) : c.json(await shown(c, deps, row), 200);
  });

  app.openapi(routes.cancel, async (c) => {
    const before = await checkoutOf(c, deps, c.req.valid('param').id);
    assertMayCancel(c.get('caller'), before);
    const asked = await askCheckout(c, deps, before, cancelUpdate, [
      {
        reason: c.req.valid('json').reason,
        onlyUnauthorized: !hasScope(c.get('caller'), 'admin'),
        actor: actorOf(c.get('caller')),
      },
    ]);
    const row = settledRow(asked, isCanceled);
    return row === null ? c.json(await shownPending(c, deps, asked.row), 202) : c.json(await shown(c, deps, row), 200);
  });

  app.openapi(routes.complete, async (c) => {
    const before = await checkoutOf(c, deps, c.req.valid('param').id);
    const asked = await askCheckout(c, deps, before, completeUpdate, [{ actor: actorOf(c.get('caller')) }]);
    const row = settledRow(asked, isCompleted);
    return row === null ? c.json(await shownPending(c, deps, asked.row), 202) : c.json(await shown(c, deps, row), 200);
  });

  app.openapi(routes.retry, async (c) => {
    const before = await checkoutOf(c, deps, c.req.valid('param').id);
    const asked = await askCheckout(c, deps, before, retryUpdate, [], ({ facts }) => facts?.unresolved.length === 0);
    const row = settledRow(asked);
    return row === null ? c.json(await shownPending(c, deps, asked.row), 202) : c.json(await shown(c, deps, row), 200);
  });
}

/** An order that comes after its checkout has ended: whether it holds credit for nothing is looked at. */
const orphanOf = ({ channel, input }: CheckoutRow, orderId: string): OrphanInput => ({
  channel,
  orderId,
  unknownOutcomeWaitMs: input.policy.unknownOutcomeWaitMs,
});

/** True where a cancel finds done what it asks for. */
const isCanceled = ({ status }: CheckoutRow): boolean => status === 'canceled' || status === 'abandoned';

/** True where nothing is left to complete: it was done, or the order is invoiced whole and paid. */
function isCompleted({ facts, status }: CheckoutRow): boolean {
  if (facts === null) return false;
  if (status === 'paid' && invoicedCents(facts) >= facts.terms.amountCents) return true;
  return facts.completedAt !== null && facts.released;
}

/** The shop may take back what the buyer has not authorized; later it takes an operator. */
function assertMayCancel(caller: Caller, row: CheckoutRow): void {
  const early = row.status === 'awaiting_authorization' || row.completedAt !== null;
  if (!early && !hasScope(caller, 'admin')) throw missingScope(caller, 'admin', ' once the order is authorized');
}
