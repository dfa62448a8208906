import { type Context, Hono } from 'hono';
import { fundInvoice, payInvoice } from '../domain/settlement.ts';
import { cancelInvoice } from '../domain/invoices.ts';
import { decideCheckout } from '../domain/lightbox.ts';
import { acceptOrder, cancelOrder, expireOrder } from '../domain/orders.ts';
import { addFault, clearFaults, faultInput } from '../faults/faults.ts';
import { answer, answerError, checkedBody } from '../rest/http.ts';
import type { InvoiceRow, OrderRow } from '../store/rows.ts';
import type { WebhookMode } from '../store/sandbox-rows.ts';
import { found } from '../values/refusal.ts';
import { invoiceView } from '../views/invoice-view.ts';
import { orderView } from '../views/order-view.ts';
import { accountView, returnView, shipmentView } from '../views/other-views.ts';
import type { World } from '../world.ts';
import { lightboxInput, modeInput } from './inputs.ts';
import { peopleRoutes } from './people-routes.ts';

/** The mode's fields that are to change; the others stay. */
export type ModeChange = { readonly [Field in keyof WebhookMode]?: boolean | undefined };

/** What the control calls may do beyond the records. */
export type Controls = {
  readonly world: World;
  readonly publicKeyPem: string;
  mode(): WebhookMode;
  setMode(change: ModeChange): WebhookMode;
  flush(): number;
  /** Takes away what is held; answers how many deliveries. */
  lose(): number;
  reset(): void;
};

const otherSide = (world: World): Hono => {
  const routes = new Hono();
  const order = (context: Context): OrderRow => found(world.orders.get(context.req.param('id') ?? ''));
  const invoice = (context: Context): InvoiceRow => found(world.invoices.get(context.req.param('id') ?? ''));
  const showOrder = (row: OrderRow): Response => answer(200, orderView(world, row));
  const showInvoice = (row: InvoiceRow): Response => answer(200, invoiceView(world, row));
  routes.post('/lightbox', async (context) => {
    const { order: given, secure_hash, outcome, buyer, po_number } = await checkedBody(context, lightboxInput);
    const choice = { outcome, buyer: buyer ?? undefined, poNumber: po_number ?? undefined };
    const made = decideCheckout(world, { order: given, secureHash: secure_hash, ...choice });
    return answer(200, { apruve_order_id: made?.id ?? null });
  });
  routes.post('/orders/:id/accept', (context) => showOrder(acceptOrder(world, order(context))));
  routes.post('/orders/:id/cancel', (context) => showOrder(cancelOrder(world, order(context))));
  routes.post('/orders/:id/expire', (context) => showOrder(expireOrder(world, order(context))));
  routes.post('/invoices/:id/fund', (context) => showInvoice(fundInvoice(world, invoice(context))));
  routes.post('/invoices/:id/pay', (context) => showInvoice(payInvoice(world, invoice(context))));
  routes.post('/invoices/:id/cancel', (context) => showInvoice(cancelInvoice(world, invoice(context), 'apruve')));
  return routes;
};

const logs = ({ world, publicKeyPem }: Controls): Hono => {
  const routes = new Hono();
  routes.get('/requests', () =>
    answer(200, {
      items: world.requests.all().map(({ at, method, path, status, body }) => ({ at, method, path, status, body })),
    }),
  );
  routes.get('/webhooks', () => {
    const items = world.deliveries
      .all()
      .map(({ uuid, event, url, body, signature, attempts, state }) => ({ uuid, event, url, body, signature, attempts, state }));
    return answer(200, { items });
  });
  routes.get('/state', () =>
    answer(200, {
      orders: world.orders.all().map((row) => orderView(world, row)),
      invoices: world.invoices.all().map((row) => invoiceView(world, row)),
      shipments: world.shipments.all().map(shipmentView),
      returns: world.returns.all().map(returnView),
      accounts: world.accounts.all().map((row) => accountView(world, row)),
    }),
  );
  routes.get('/public-key.pem', (context) => context.body(publicKeyPem, 200, { 'content-type': 'application/x-pem-file' }));
  return routes;
};

const misbehaviour = (controls: Controls): Hono => {
  const { world } = controls;
  const routes = new Hono();
  routes.get('/faults', () => answer(200, { items: world.faults.all() }));
  routes.post('/faults', async (context) => answer(200, addFault(world, await checkedBody(context, faultInput))));
  routes.delete('/faults', () => {
    clearFaults(world);
    return answer(200, { items: [] });
  });
  routes.get('/webhooks/mode', () => answer(200, controls.mode()));
  routes.put('/webhooks/mode', async (context) => answer(200, controls.setMode(await checkedBody(context, modeInput))));
  routes.post('/webhooks/flush', () => answer(200, { released: controls.flush() }));
  routes.post('/webhooks/lose', () => answer(200, { lost: controls.lose() }));
  routes.post('/reset', () => {
    controls.reset();
    return answer(200, { reset: true });
  });
  return routes;
};

/** The control calls, under `/_sandbox`: for tests and demos, never part of Apruve. They need no key and never fault. */
export const createControl = (controls: Controls): Hono => {
  const control = new Hono().basePath('/_sandbox');
  control.onError(answerError);
  control.route('/', otherSide(controls.world));
  control.route('/', logs(controls));
  control.route('/', misbehaviour(controls));
  control.route('/', peopleRoutes(controls.world));
  return control;
};
