import { type Context, Hono } from 'hono';
import { cancelInvoice } from '../domain/invoices.ts';
import { decideCheckout } from '../domain/lightbox.ts';
import { acceptOrder, cancelOrder, expireOrder } from '../domain/orders.ts';
import { fallDue } from '../domain/overdue.ts';
import { addPayment, payInvoice } from '../domain/payments.ts';
import { fundInvoice } from '../domain/settlement.ts';
import { answer, checkedBody } from '../rest/http.ts';
import type { InvoiceRow, OrderRow } from '../store/rows.ts';
import { found } from '../values/refusal.ts';
import { invoiceView } from '../views/invoice-view.ts';
import { orderView } from '../views/order-view.ts';
import { type World, silenced } from '../world.ts';
import { deedInput, fundingInput, lightboxInput, paymentInput, shownInput } from './inputs.ts';

/** Something that happens to an order or invoice, and needs no more than a name. */
type Deeds<Row> = Record<string, (world: World, row: Row) => Row>;

/** What Apruve and the buyer do with an order. */
const ORDER_DEEDS: Deeds<OrderRow> = { accept: acceptOrder, cancel: cancelOrder, expire: expireOrder };

/** What Apruve and the buyer do with an invoice. */
const INVOICE_DEEDS: Deeds<InvoiceRow> = {
  pay: payInvoice,
  overdue: fallDue,
  cancel: (world, invoice) => cancelInvoice(world, invoice, 'apruve'),
};

/** The order of the path, or 404. */
export const orderIn = (world: World, context: Context): OrderRow => found(world.orders.get(context.req.param('id') ?? ''));

/** The invoice of the path, or 404. */
export const invoiceIn = (world: World, context: Context): InvoiceRow => found(world.invoices.get(context.req.param('id') ?? ''));

/** The records as a call may change them: with webhooks, or without where it is to be silent. */
export const audible = (world: World, { silent }: { silent: boolean }): World => (silent ? silenced(world) : world);

/** `POST /orders/{id}/<deed>` and `/invoices/{id}/<deed>` for each of the deeds, answered with the order or invoice. */
export const deedRoutes = (world: World, deeds: { orders: Deeds<OrderRow>; invoices: Deeds<InvoiceRow> }): Hono => {
  const routes = new Hono();
  for (const [name, deed] of Object.entries(deeds.orders)) {
    routes.post(`/orders/:id/${name}`, async (context) => {
      const audience = audible(world, await checkedBody(context, deedInput));
      return answer(200, orderView(world, deed(audience, orderIn(world, context))));
    });
  }
  for (const [name, deed] of Object.entries(deeds.invoices)) {
    routes.post(`/invoices/:id/${name}`, async (context) => {
      const audience = audible(world, await checkedBody(context, deedInput));
      return answer(200, invoiceView(world, deed(audience, invoiceIn(world, context))));
    });
  }
  return routes;
};

/** What the buyer, Apruve and its financing partner do. */
export const otherSideRoutes = (world: World): Hono => {
  const routes = new Hono();
  routes.post('/lightbox', async (context) => {
    const { order: given, secure_hash, outcome, buyer, po_number } = await checkedBody(context, lightboxInput);
    const choice = { outcome, buyer: buyer ?? undefined, poNumber: po_number ?? undefined };
    const made = decideCheckout(world, { order: given, secureHash: secure_hash, ...choice });
    return answer(200, { apruve_order_id: made?.id ?? null });
  });
  routes.post('/invoices/:id/payments', async (context) => {
    const input = await checkedBody(context, paymentInput);
    const payment = { status: input.status, amountCents: input.amount_cents, failureReason: input.failure_reason };
    return answer(200, invoiceView(world, addPayment(audible(world, input), invoiceIn(world, context), payment)));
  });
  routes.post('/invoices/:id/fund', async (context) => {
    const input = await checkedBody(context, fundingInput);
    return answer(200, invoiceView(world, fundInvoice(audible(world, input), invoiceIn(world, context), input.fee_cents)));
  });
  routes.post('/orders/:id/show', async (context) => {
    const { status: shown_status } = await checkedBody(context, shownInput);
    return answer(200, orderView(world, world.orders.update(orderIn(world, context), { shown_status })));
  });
  routes.post('/invoices/:id/show', async (context) => {
    const { status: shown_status } = await checkedBody(context, shownInput);
    return answer(200, invoiceView(world, world.invoices.update(invoiceIn(world, context), { shown_status })));
  });
  routes.route('/', deedRoutes(world, { orders: ORDER_DEEDS, invoices: INVOICE_DEEDS }));
  return routes;
};
