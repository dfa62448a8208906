import { Hono } from 'hono';
import { newInvoice, offlineOrder, orderChange, orderItem, parse } from '../domain/inputs.ts';
import { createInvoice, invoiceOf } from '../domain/invoices.ts';
import { addItem, changeOrder, itemOf, replaceItem } from '../domain/order-changes.ts';
import {
  cancelOrder,
  completeOrder,
  finalizeOrder,
  offlinePlacement,
  orderOf,
  placeOrder,
  requireOwnMerchant,
} from '../domain/orders.ts';
import type { ItemRow, OrderRow } from '../store/rows.ts';
import { found } from '../values/refusal.ts';
import { invoiceView } from '../views/invoice-view.ts';
import { orderItemView, orderView } from '../views/order-view.ts';
import type { World } from '../world.ts';
import { type RestContext, type RestEnv, answer, fieldsOf } from './http.ts';

const PAGE = 25;

const pageNumber = (text: string | undefined): number => Math.max(1, Math.trunc(Number(text ?? 1)) || 1);

const pageSize = (text: string | undefined): number => Math.min(PAGE, Math.max(1, Math.trunc(Number(text ?? PAGE)) || PAGE));

const onPage = <T>(context: RestContext, rows: readonly T[]): T[] => {
  const { page, per_page: size } = context.req.query();
  const start = (pageNumber(page) - 1) * pageSize(size);
  return rows.slice(start, start + pageSize(size));
};

const candidates = (world: World, merchantId: string, number: string | undefined, hash: string | undefined): OrderRow[] => {
  if (hash !== undefined) return world.orders.where('secure_hash', hash);
  if (number !== undefined) return world.orders.where('merchant_order_id', number);
  return world.orders.where('merchant_id', merchantId);
};

// Newest first, by the order of their making: times have whole seconds only.
const listOrders = (world: World, context: RestContext): Response => {
  const { merchant_order_id: number, secure_hash: hash } = context.req.query();
  const { id: merchantId } = context.var.merchant;
  const matching = candidates(world, merchantId, number, hash)
    .filter((order) => order.merchant_id === merchantId && (number === undefined || order.merchant_order_id === number))
    .toReversed();
  return answer(
    200,
    onPage(context, matching).map((order) => orderView(world, order)),
  );
};

const createOfflineOrder = (world: World, context: RestContext): Response => {
  const input = parse(offlineOrder, fieldsOf(context.env.rawBody, 'order'));
  requireOwnMerchant(context.var.merchant.id, input.merchant_id);
  const accountId = input.payment_term.corporate_account_id;
  const placement = offlinePlacement(world, input.merchant_id, accountId, input.shopper_id);
  return answer(201, orderView(world, placeOrder(world, input, placement)));
};

/** `/orders` and what lies under it. */
export const orderRoutes = (world: World): Hono<RestEnv> => {
  const routes = new Hono<RestEnv>();
  const order = (context: RestContext): OrderRow => orderOf(world, context.var.merchant.id, context.req.param('id') ?? '');
  const show = (row: OrderRow): Response => answer(200, orderView(world, row));
  routes.get('/', (context) => listOrders(world, context));
  routes.post('/', (context) => createOfflineOrder(world, context));
  routes.get('/:id', (context) => show(order(context)));
  routes.on(['PATCH', 'PUT'], '/:id', (context) => {
    const change = parse(orderChange, fieldsOf(context.env.rawBody, 'order'));
    return show(changeOrder(world, order(context), change));
  });
  routes.post('/:id/finalize', (context) => show(finalizeOrder(world, order(context))));
  routes.post('/:id/cancel', (context) => show(cancelOrder(world, order(context))));
  routes.post('/:id/complete', (context) => show(completeOrder(world, order(context))));
  routes.get('/:id/invoices', (context) => {
    const invoices = world.invoices.where('order_id', order(context).id);
    return answer(
      200,
      onPage(context, invoices).map((invoice) => invoiceView(world, invoice)),
    );
  });
  routes.post('/:id/invoices', (context) => {
    const input = parse(newInvoice, fieldsOf(context.env.rawBody, 'invoice'));
    return answer(201, invoiceView(world, createInvoice(world, order(context), input)));
  });
  routes.get('/:id/invoices/:invoice', (context) => {
    const invoice = invoiceOf(world, context.var.merchant.id, context.req.param('invoice'));
    return answer(200, invoiceView(world, found(invoice.order_id === order(context).id ? invoice : undefined)));
  });
  return routes;
};

/** The lines of an order that is not finalized: under their order, and by their own id. */
export const orderItemRoutes = (world: World): Hono<RestEnv> => {
  const routes = new Hono<RestEnv>();
  const view = (status: number, order: OrderRow, item: ItemRow): Response => answer(status, orderItemView(world, order.id, item));
  const order = (context: RestContext): OrderRow => orderOf(world, context.var.merchant.id, context.req.param('id') ?? '');
  const line = (context: RestContext) => itemOf(world, context.var.merchant.id, context.req.param('item') ?? '');
  const input = (context: RestContext) => parse(orderItem, fieldsOf(context.env.rawBody, 'order_item'));
  routes.get('/orders/:id/order_items', (context) => {
    const { id, order_items: items } = order(context);
    return answer(
      200,
      items.map((item) => orderItemView(world, id, item)),
    );
  });
  routes.post('/orders/:id/order_items', (context) => {
    const owner = order(context);
    return view(201, owner, addItem(world, owner, input(context)));
  });
  routes.get('/order_items/:item', (context) => {
    const { order: owner, item } = line(context);
    return view(200, owner, item);
  });
  routes.on(['PATCH', 'PUT'], '/order_items/:item', (context) => {
    const { order: owner, item } = line(context);
    return view(200, owner, replaceItem(world, owner, item, input(context)));
  });
  routes.delete('/order_items/:item', (context) => {
    const { order: owner, item } = line(context);
    return view(200, owner, replaceItem(world, owner, item, null));
  });
  return routes;
};
