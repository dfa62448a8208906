import { Hono } from 'hono';
import { cancelInvoice, changeInvoice, createInvoice, issueInvoice } from '../domain/invoices.ts';
import { editOrder } from '../domain/order-changes.ts';
import { cancelOrder, completeOrder, finalizeOrder } from '../domain/orders.ts';
import { createReturn } from '../domain/returns.ts';
import { closeInvoice } from '../domain/settlement.ts';
import { changeShipment, createShipment, unshipped } from '../domain/shipments.ts';
import { answer, checkedBody } from '../rest/http.ts';
import type { InvoiceRow } from '../store/rows.ts';
import { centralTime } from '../values/central-time.ts';
import { found } from '../values/refusal.ts';
import { invoiceView } from '../views/invoice-view.ts';
import { orderView } from '../views/order-view.ts';
import { returnView, shipmentView } from '../views/other-views.ts';
import type { World } from '../world.ts';
import { dashboardInputs } from './inputs.ts';
import { audible, deedRoutes, invoiceIn, orderIn } from './other-side-routes.ts';

const DEEDS = {
  orders: { cancel: cancelOrder, complete: completeOrder, finalize: finalizeOrder },
  invoices: {
    issue: issueInvoice,
    close: closeInvoice,
    cancel: (world: World, invoice: InvoiceRow) => cancelInvoice(world, invoice, 'merchant'),
  },
};

/**
 * What a colleague of the shop does in Apruve's dashboard, past the program that is tested: the same as the API would do for that
 * program, with the same rules and the same events, or none where the body says `silent: true`. An order's amount can be edited
 * in every state, as Apruve's own people do it on request. A shipment is by default the whole rest, shipped now.
 */
export const dashboardRoutes = (world: World): Hono => {
  const routes = new Hono().basePath('/dashboard');
  routes.post('/orders/:id', async (context) => {
    const change = await checkedBody(context, dashboardInputs.order);
    return answer(200, orderView(world, editOrder(audible(world, change), orderIn(world, context), change)));
  });
  routes.post('/orders/:id/invoices', async (context) => {
    const input = await checkedBody(context, dashboardInputs.newInvoice);
    return answer(200, invoiceView(world, createInvoice(audible(world, input), orderIn(world, context), input)));
  });
  routes.post('/invoices/:id', async (context) => {
    const change = await checkedBody(context, dashboardInputs.invoice);
    return answer(200, invoiceView(world, changeInvoice(audible(world, change), invoiceIn(world, context), change)));
  });
  routes.post('/invoices/:id/shipments', async (context) => {
    const given = await checkedBody(context, dashboardInputs.shipment);
    const invoice = invoiceIn(world, context);
    const amount_cents = given.amount_cents ?? unshipped(world, invoice);
    const input = { ...given, amount_cents, shipped_at: given.shipped_at ?? centralTime(world.now()) };
    return answer(200, shipmentView(createShipment(audible(world, given), invoice, input)));
  });
  routes.post('/shipments/:id', async (context) => {
    const change = await checkedBody(context, dashboardInputs.shipment);
    const row = found(world.shipments.get(context.req.param('id')));
    const invoice = found(world.invoices.get(row.invoice_id));
    return answer(200, shipmentView(changeShipment(audible(world, change), invoice, row, change)));
  });
  routes.post('/invoices/:id/returns', async (context) => {
    const input = await checkedBody(context, dashboardInputs.newReturn);
    return answer(200, returnView(createReturn(audible(world, input), invoiceIn(world, context), input)));
  });
  routes.route('/', deedRoutes(world, DEEDS));
  return routes;
};
