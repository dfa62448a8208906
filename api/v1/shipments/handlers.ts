import type { OpenAPIHono } from '@hono/zod-openapi';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import { addShipmentUpdate, updateShipmentUpdate } from '../../../workflows/contract/messages.ts';
import { shownPending, shownShipment, type InvoicedShipment } from '../checkouts/answer.ts';
import { askCheckout, checkoutOf, finished, settledRow } from '../checkouts/ask.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { Problem } from '../../http/problem.ts';
import { invoiceOf } from '../invoices/handlers.ts';
import { actorOf } from '../../http/identity/caller.ts';
import * as routes from './routes.ts';
import { toNewShipment, toShipmentUpdate } from './schemas.ts';

/** The calls on shipments. */
export function registerShipments(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.create, async (c) => {
    const { id, invoice_id: invoiceId } = c.req.valid('param');
    const before = await checkoutOf(c, deps, id);
    invoiceOf(before, invoiceId);
    const request = toNewShipment(c.req.valid('json'), { invoiceId, actor: actorOf(c.get('caller')) });
    const asked = await askCheckout(c, deps, before, addShipmentUpdate, [request]);
    if (asked.kind === 'ended') throw finished(asked.row);
    const { row, answer } = asked;
    const invoice = invoiceOf(row, invoiceId);
    const shipment = invoice.shipments.find(({ number }) => number === answer?.shipmentNumber);
    if (shipment === undefined) return c.json(await shownPending(c, deps, row), 202);
    return c.json(await shownShipment(c, deps, row, { invoice, shipment }), answer?.created === false ? 200 : 201);
  });

  app.openapi(routes.update, async (c) => {
    const { id, invoice_id: invoiceId, shipment_id: shipmentId } = c.req.valid('param');
    const before = await checkoutOf(c, deps, id);
    const shown = await shownShipment(c, deps, before, shipmentOf(before, invoiceId, shipmentId));
    const request = toShipmentUpdate(c.req.valid('json'), shown, { invoiceId, actor: actorOf(c.get('caller')) });
    const asked = await askCheckout(c, deps, before, updateShipmentUpdate, [request]);
    const row = settledRow(asked);
    if (row === null) return c.json(await shownPending(c, deps, asked.row), 202);
    return c.json(await shownShipment(c, deps, row, shipmentOf(row, invoiceId, shipmentId)), 200);
  });
}

/** The shipment that a path names. */
function shipmentOf(row: CheckoutRow, invoiceId: string, id: string): InvoicedShipment {
  const invoice = invoiceOf(row, invoiceId);
  const shipment = invoice.shipments.find((each) => each.id === id);
  if (shipment === undefined) throw new Problem('not-found', `The invoice "${invoiceId}" has no shipment "${id}".`);
  return { invoice, shipment };
}
