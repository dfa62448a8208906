import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import {
  authorizeUpdate,
  cancelUpdate,
  completeUpdate,
  finalizeUpdate,
  retryUpdate,
  updateOrderUpdate,
} from '../../../workflows/contract/messages.ts';
import type { AuthorizeRequest } from '../../../workflows/contract/requests.ts';
import { invoicedCents, orderCents } from '../../../workflows/rules/credit.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { locationOf, shownCheckout, shownPending, shownWith } from '../shared/answer.ts';
import type { UpdateArgs } from '../shared/ask-checkout.ts';
import { runCommand, type Command } from '../shared/command.ts';
import { checkoutOf } from '../shared/find.ts';
import { withMetadata } from '../shared/change-metadata.ts';
import { assertUnchanged, seenVersion } from '../shared/if-match.ts';
import { acknowledge } from './acknowledge.ts';
import { registerCheckoutList } from './list.ts';
import { openOrFindCheckout } from './open.ts';
import { askedUpdate, isChangedAlready, isOnlyLightbox } from './order-change.ts';
import * as routes from './routes.ts';
import { actorOf, hasScope, type Caller } from '../../http/identity/caller.ts';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import { missingScope } from '../../http/identity/authenticate.ts';

/** The calls on checkouts themselves. */
export function registerCheckouts(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  registerOpening(app, deps);
  registerCheckoutList(app, deps);
  registerReads(app, deps);
  registerShopActions(app, deps);
  registerOperatorActions(app, deps);
}

function registerOpening(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.open, async (c) => {
    const { status, row, shown } = await openOrFindCheckout(deps, c.get('caller'), c.req.valid('json'));
    c.header('location', locationOf(row));
    return c.json(shownWith(c, row, shown), status);
  });

  app.openapi(routes.openOffline, async (c) => {
    const { corporate_account_id: corporateAccountId = null, ...order } = c.req.valid('json');
    const offline = { corporateAccountId, actor: actorOf(c.get('caller')) };
    const { status, row, shown } = await openOrFindCheckout(deps, c.get('caller'), order, offline);
    c.header('location', locationOf(row));
    return c.json(shownWith(c, row, shown), status);
  });
}

function registerReads(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.show, async (c) => {
    const row = await checkoutOf(c, deps, c.req.valid('param').id);
    return c.json(await shownCheckout(c, deps, row), 200);
  });

  app.openapi(routes.change, async (c) => {
    const row = await checkoutOf(c, deps, c.req.valid('param').id);
    assertUnchanged(c, row);
    const { metadata } = c.req.valid('json');
    return c.json(await shownCheckout(c, deps, await withMetadata(deps, row.id, 'checkout', metadata)), 200);
  });
}

const runAction = <Args extends UpdateArgs>(c: Context<AppEnv>, deps: Deps, command: Command<Args>) =>
  runCommand(c, deps, command, async (row) => c.json(await shownCheckout(c, deps, row), 200));

function registerShopActions(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.authorize, (c) => {
    const { apruve_order_id: apruveOrderId } = c.req.valid('json');
    const isDone = (row: CheckoutRow): boolean => row.apruveOrderId === apruveOrderId;
    return runAction(c, deps, {
      update: authorizeUpdate,
      args: (): [AuthorizeRequest] => [{ apruveOrderId }],
      isDone,
      inTurn: { orderId: apruveOrderId, spaced: [{ apruveOrderId, byNumber: true }] },
      // An order that is named after the end may hold credit that no checkout needs.
      onEnded: async (row) =>
        isDone(row) ? undefined : deps.workflows.releaseOrder({ channel: row.channel, orderId: apruveOrderId }),
    });
  });

  app.openapi(routes.update, (c) => {
    const change = c.req.valid('json');
    const actor = actorOf(c.get('caller'));
    return runAction(c, deps, {
      update: updateOrderUpdate,
      args: (before) => askedUpdate(deps, before, change, actor),
      isDone: ({ order }) => isChangedAlready(order, change),
      isUnchanged: (before) => isOnlyLightbox(before) && isChangedAlready(before.order, change),
      inTurn: {},
    });
  });

  app.openapi(routes.finalize, (c) => {
    const actor = actorOf(c.get('caller'));
    return runAction(c, deps, { update: finalizeUpdate, args: () => [{ actor }], isDone: isFinalized, inTurn: {} });
  });

  app.openapi(routes.cancel, (c) => {
    const { reason } = c.req.valid('json');
    const caller = c.get('caller');
    return runAction(c, deps, {
      update: cancelUpdate,
      args: (before) => {
        assertMayCancel(caller, before);
        const onlyUnauthorized = !hasScope(caller, 'admin');
        return [{ reason: reason ?? undefined, onlyUnauthorized, actor: actorOf(caller), ifVersion: seenVersion(c) }];
      },
      isDone: isCanceledAlready,
      repeatsAfterEnd: true,
      inTurn: hasScope(caller, 'admin') ? undefined : {},
    });
  });
}

function registerOperatorActions(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.acknowledge, async (c) => {
    const { id, code } = c.req.valid('param');
    const { kind, row } = await acknowledge(c, deps, id, { code, ...c.req.valid('json') });
    return kind === 'pending' ? c.json(await shownPending(c, deps, row), 202) : c.json(await shownCheckout(c, deps, row), 200);
  });

  app.openapi(routes.complete, (c) => {
    const actor = actorOf(c.get('caller'));
    return runAction(c, deps, { update: completeUpdate, args: () => [{ actor }], isDone: isCompleted, repeatsAfterEnd: true });
  });

  app.openapi(routes.retry, (c) => {
    return runAction(c, deps, { update: retryUpdate, args: () => [], isDone: ({ facts }) => facts?.unresolved.length === 0 });
  });
}

const isFinalized = ({ facts }: CheckoutRow): boolean => facts?.order != null && facts.order.status !== 'new';

const isCanceledAlready = ({ status }: CheckoutRow): boolean => status === 'canceled' || status === 'abandoned';

/** True when nothing is left to complete: the order was completed, or it is invoiced in full and paid. */
function isCompleted({ facts, status }: CheckoutRow): boolean {
  if (facts === null) return false;
  if (status === 'paid' && invoicedCents(facts) >= orderCents(facts)) return true;
  return facts.completedAt !== null && facts.released;
}

/** A storefront key may cancel only what the buyer has not authorized yet; later it takes an admin key. */
function assertMayCancel(caller: Caller, row: CheckoutRow): void {
  const early = row.status === 'awaiting_authorization' || row.completedAt !== null;
  if (!early && !hasScope(caller, 'admin')) throw missingScope(caller, 'admin', ' once the order is authorized');
}
