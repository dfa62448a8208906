import { Hono } from 'hono';
import { addFault, clearFaults, faultInput } from '../faults/faults.ts';
import { answer, answerError, checkedBody } from '../rest/http.ts';
import type { WebhookMode } from '../store/sandbox-rows.ts';
import { invoiceView } from '../views/invoice-view.ts';
import { orderView } from '../views/order-view.ts';
import { accountView, returnView, shipmentView } from '../views/other-views.ts';
import type { World } from '../world.ts';
import { dashboardRoutes } from './dashboard-routes.ts';
import { modeInput } from './inputs.ts';
import { otherSideRoutes } from './other-side-routes.ts';
import { peopleRoutes } from './people-routes.ts';

/** The mode's fields that are to change; the others stay. */
export type ModeChange = { readonly [Field in keyof WebhookMode]?: boolean | undefined };

/** What the control calls may do beyond the records. */
export type Controls = {
  readonly world: World;
  readonly publicKeyPem: string;
  /** What the page says at the top. */
  readonly banner: string | undefined;
  mode(): WebhookMode;
  setMode(change: ModeChange): WebhookMode;
  flush(): number;
  /** Takes away what is held; answers how many deliveries. */
  lose(): number;
  reset(): void;
};

const logs = ({ world, publicKeyPem }: Controls): Hono => {
  const routes = new Hono();
  // `since`: an ISO time. Of many orders there are more than one answer takes.
  routes.get('/requests', (c) => {
    const since = c.req.query('since') ?? '';
    const asked = world.requests.all().filter(({ at }) => at >= since);
    return answer(200, { items: asked.map(({ at, method, path, status, body }) => ({ at, method, path, status, body })) });
  });
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
  control.route('/', otherSideRoutes(controls.world));
  control.route('/', dashboardRoutes(controls.world));
  control.route('/', logs(controls));
  control.route('/', misbehaviour(controls));
  control.route('/', peopleRoutes(controls.world));
  return control;
};
