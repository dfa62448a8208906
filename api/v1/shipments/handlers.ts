import type { OpenAPIHono } from '@hono/zod-openapi';
import { addShipmentUpdate, updateShipmentUpdate } from '../../../workflows/contract/messages.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { shownPending, shownShipment } from '../shared/answer.ts';
import { askCheckout, finished } from '../shared/ask-checkout.ts';
import { runCommand } from '../shared/command.ts';
import { checkoutOf, invoiceOf, shipmentOf } from '../shared/find.ts';
import * as routes from './routes.ts';
import { toNewShipment, toShipmentUpdate } from './schemas.ts';
import { actorOf } from '../../http/identity/caller.ts';

/** The calls on shipments. */
export function registerShipments(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.create, async (c) => {
    const { id, invoice_id: invoiceId } = c.req.valid('param');
    const before = await checkoutOf(c, deps, id);
    invoiceOf(before, invoiceId);
    const request = toNewShipment(c.req.valid('json'), { invoiceId, actor: actorOf(c.get('caller')) });
    const asked = await askCheckout(c, deps, before, { update: addShipmentUpdate, args: [request], afterEnd: true });
    if (asked.kind === 'ended') throw finished(asked.row);
    const { row, answer } = asked;
    const invoice = invoiceOf(row, invoiceId);
    const shipment = invoice.shipments.find(({ number, automatic }) => number === answer?.shipmentNumber && automatic !== true);
    if (shipment === undefined) return c.json(await shownPending(c, deps, row), 202);
    return c.json(await shownShipment(c, deps, row, { invoice, shipment }), answer?.created === false ? 200 : 201);
  });

  app.openapi(routes.update, (c) => {
    const { invoice_id: invoiceId, shipment_id: shipmentId } = c.req.valid('param');
    const about = { invoiceId, actor: actorOf(c.get('caller')) };
    const change = c.req.valid('json');
    return runCommand(
      c,
      deps,
      {
        update: updateShipmentUpdate,
        afterEnd: true,
        args: async (before) => {
          const shown = await shownShipment(c, deps, before, shipmentOf(before, invoiceId, shipmentId));
          return [toShipmentUpdate(change, shown, about)];
        },
      },
      async (row) => c.json(await shownShipment(c, deps, row, shipmentOf(row, invoiceId, shipmentId)), 200),
    );
  });
}
