import { Hono } from 'hono';
import { invoiceChange, newInvoice, newReturn, newShipment, parse, returnChange, shipmentChange } from '../domain/inputs.ts';
import { cancelInvoice, changeInvoice, createInvoice, invoiceOf, issueInvoice } from '../domain/invoices.ts';
import { orderOf } from '../domain/orders.ts';
import { changeReturn, createReturn } from '../domain/returns.ts';
import { closeInvoice } from '../domain/settlement.ts';
import { changeShipment, createShipment } from '../domain/shipments.ts';
import type { InvoiceRow } from '../store/rows.ts';
import { found, invalid } from '../values/refusal.ts';
import { invoiceView } from '../views/invoice-view.ts';
import { returnView, shipmentView } from '../views/other-views.ts';
import type { World } from '../world.ts';
import { type RestContext, type RestEnv, answer, fieldsOf } from './http.ts';

const invoiceIn = (world: World, context: RestContext): InvoiceRow =>
  invoiceOf(world, context.var.merchant.id, context.req.param('id') ?? '');

const createFlatInvoice = (world: World, context: RestContext): Response => {
  const body = fieldsOf(context.env.rawBody, 'invoice');
  const input = parse(newInvoice, body);
  const orderId = body['order_id'];
  if (typeof orderId !== 'string') throw invalid('order_id', 'order_id: expected the id of an order');
  const order = orderOf(world, context.var.merchant.id, orderId);
  return answer(201, invoiceView(world, createInvoice(world, order, input)));
};

/** `/invoices` and its actions. */
export const invoiceRoutes = (world: World): Hono<RestEnv> => {
  const routes = new Hono<RestEnv>();
  const show = (row: InvoiceRow): Response => answer(200, invoiceView(world, row));
  routes.post('/', (context) => createFlatInvoice(world, context));
  routes.get('/:id', (context) => show(invoiceIn(world, context)));
  routes.on(['PATCH', 'PUT'], '/:id', (context) => {
    const change = parse(invoiceChange, fieldsOf(context.env.rawBody, 'invoice'));
    return show(changeInvoice(world, invoiceIn(world, context), change));
  });
  routes.post('/:id/issue', (context) => show(issueInvoice(world, invoiceIn(world, context))));
  routes.post('/:id/close', (context) => show(closeInvoice(world, invoiceIn(world, context))));
  routes.post('/:id/cancel', (context) => show(cancelInvoice(world, invoiceIn(world, context), 'merchant')));
  return routes;
};

/** The shipments of an invoice. */
export const shipmentRoutes = (world: World): Hono<RestEnv> => {
  const routes = new Hono<RestEnv>();
  const shipment = (context: RestContext) => {
    const row = found(world.shipments.get(context.req.param('shipment') ?? ''));
    return found(row.invoice_id === invoiceIn(world, context).id ? row : undefined);
  };
  routes.get('/', (context) => {
    const rows = world.shipments.where('invoice_id', invoiceIn(world, context).id);
    return answer(200, rows.map(shipmentView));
  });
  routes.post('/', (context) => {
    const invoice = invoiceIn(world, context);
    const input = parse(newShipment, fieldsOf(context.env.rawBody, 'shipment'));
    return answer(201, shipmentView(createShipment(world, invoice, input)));
  });
  routes.get('/:shipment', (context) => answer(200, shipmentView(shipment(context))));
  routes.on(['PATCH', 'PUT'], '/:shipment', (context) => {
    const change = parse(shipmentChange, fieldsOf(context.env.rawBody, 'shipment'));
    return answer(200, shipmentView(changeShipment(world, invoiceIn(world, context), shipment(context), change)));
  });
  return routes;
};

/** The returns of an invoice. */
export const returnRoutes = (world: World): Hono<RestEnv> => {
  const routes = new Hono<RestEnv>();
  const row = (context: RestContext) => {
    const known = found(world.returns.get(context.req.param('return') ?? ''));
    return found(known.invoice_id === invoiceIn(world, context).id ? known : undefined);
  };
  routes.get('/', (context) => {
    const rows = world.returns.where('invoice_id', invoiceIn(world, context).id);
    return answer(200, rows.map(returnView));
  });
  routes.post('/', (context) => {
    const invoice = invoiceIn(world, context);
    const input = parse(newReturn, fieldsOf(context.env.rawBody, 'invoice_return'));
    return answer(201, returnView(createReturn(world, invoice, input)));
  });
  routes.get('/:return', (context) => answer(200, returnView(row(context))));
  routes.on(['PATCH', 'PUT'], '/:return', (context) => {
    const change = parse(returnChange, fieldsOf(context.env.rawBody, 'invoice_return'));
    return answer(200, returnView(changeReturn(world, row(context), change)));
  });
  return routes;
};
