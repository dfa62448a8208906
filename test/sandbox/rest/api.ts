import { Hono } from 'hono';
import { Refusal } from '../values/refusal.ts';
import type { World } from '../world.ts';
import { type RestEnv, answerError } from './http.ts';
import { invoiceRoutes, returnRoutes, shipmentRoutes } from './invoice-routes.ts';
import { linkedRoutes, merchantRoutes } from './merchant-routes.ts';
import { orderItemRoutes, orderRoutes } from './order-routes.ts';

// Links of orders end in `.json`, and published clients add a trailing slash to collections: both lead to the same place.
const plainPath = (request: Request): string => new URL(request.url).pathname.replace(/\/+$/, '').replace(/\.json$/, '');

/** Apruve's REST API, version 4, under `/api/v4`. Every call needs a merchant's `Apruve-Api-Key`. */
export const createApi = (world: World): Hono<RestEnv> => {
  const api = new Hono<RestEnv>({ getPath: plainPath }).basePath('/api/v4');
  api.onError(answerError);
  api.notFound((context) => context.text('Not Found', 404));
  api.use(async (context, next) => {
    const key = context.req.header('apruve-api-key')?.trim();
    const [merchant] = key ? world.merchants.where('api_key', key) : [];
    if (merchant === undefined)
      throw new Refusal(401, [{ title: 'Unauthorized', detail: 'The Apruve-Api-Key is missing or wrong.' }]);
    context.set('merchant', merchant);
    await next();
  });
  api.route('/orders', orderRoutes(world));
  api.route('/invoices', invoiceRoutes(world));
  api.route('/invoices/:id/shipments', shipmentRoutes(world));
  api.route('/invoices/:id/invoice_returns', returnRoutes(world));
  api.route('/merchants', merchantRoutes(world));
  api.route('/', orderItemRoutes(world));
  api.route('/', linkedRoutes(world));
  return api;
};
