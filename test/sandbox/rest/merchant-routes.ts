import { Hono } from 'hono';
import { accountsByEmail } from '../domain/accounts.ts';
import { newEndpoint, parse } from '../domain/inputs.ts';
import { invoiceOf } from '../domain/invoices.ts';
import type { EndpointRow, MerchantRow } from '../store/rows.ts';
import { newId } from '../values/ids.ts';
import { found } from '../values/refusal.ts';
import { paymentView } from '../views/invoice-view.ts';
import { accountView, endpointView, merchantView } from '../views/other-views.ts';
import type { World } from '../world.ts';
import { type RestContext, type RestEnv, answer, fieldsOf } from './http.ts';

/** The key's merchant, or 404: another merchant is not visible. */
const ownMerchant = (context: RestContext): MerchantRow => {
  const { merchant } = context.var;
  return found(context.req.param('merchant') === merchant.id ? merchant : undefined);
};

// One plugin sends the email in the body of its GET.
const wantedEmail = (context: RestContext): string | undefined => {
  const inQuery = context.req.query('email');
  if (inQuery !== undefined) return inQuery;
  const inBody = fieldsOf(context.env.rawBody)['email'];
  return typeof inBody === 'string' ? inBody : undefined;
};

const listAccounts = (world: World, context: RestContext): Response => {
  const accounts = world.accounts.where('merchant_id', ownMerchant(context).id);
  const email = wantedEmail(context);
  const shown = email === undefined ? accounts : accountsByEmail(accounts, email);
  return answer(
    200,
    shown.map((account) => accountView(world, account)),
  );
};

/** `/merchants/{id}` with its buyers' accounts and webhook endpoints. */
export const merchantRoutes = (world: World): Hono<RestEnv> => {
  const routes = new Hono<RestEnv>();
  const endpoint = (context: RestContext): EndpointRow => {
    const row = found(world.endpoints.get(context.req.param('endpoint') ?? ''));
    return found(row.merchant_id === ownMerchant(context).id ? row : undefined);
  };
  routes.get('/:merchant', (context) => answer(200, merchantView(ownMerchant(context))));
  routes.get('/:merchant/corporate_accounts', (context) => listAccounts(world, context));
  routes.get('/:merchant/corporate_accounts/:account', (context) => {
    const account = found(world.accounts.get(context.req.param('account')));
    const own = found(account.merchant_id === ownMerchant(context).id ? account : undefined);
    return answer(200, accountView(world, own));
  });
  routes.get('/:merchant/webhook_endpoints', (context) => {
    const rows = world.endpoints.where('merchant_id', ownMerchant(context).id);
    return answer(200, rows.map(endpointView));
  });
  routes.post('/:merchant/webhook_endpoints', (context) => {
    const { url } = parse(newEndpoint, fieldsOf(context.env.rawBody, 'webhook_endpoint'));
    const row = { id: newId(), merchant_id: ownMerchant(context).id, url, version: 'v4' } as const;
    return answer(201, endpointView(world.endpoints.insert(row)));
  });
  routes.get('/:merchant/webhook_endpoints/:endpoint', (context) => answer(200, endpointView(endpoint(context))));
  routes.delete('/:merchant/webhook_endpoints/:endpoint', (context) => {
    const row = endpoint(context);
    world.endpoints.remove(row.id);
    return answer(200, endpointView(row));
  });
  return routes;
};

const userOf = (world: World, merchantId: string, id: string) => {
  const accounts = world.accounts.where('merchant_id', merchantId);
  const byNumber = accounts.find((account) => String(account.customer_number) === id);
  const buyers = accounts.flatMap((account) => account.authorized_buyers);
  return found(byNumber?.authorized_buyers[0] ?? buyers.find((buyer) => buyer.id === id));
};

/** What is reached through links only: users (also by their leaked numbers) and payments. */
export const linkedRoutes = (world: World): Hono<RestEnv> => {
  const routes = new Hono<RestEnv>();
  routes.get('/users/:user', (context) => answer(200, userOf(world, context.var.merchant.id, context.req.param('user'))));
  routes.get('/payments/:payment', (context) => {
    const payment = found(world.payments.get(context.req.param('payment')));
    invoiceOf(world, context.var.merchant.id, payment.invoice_id);
    return answer(200, paymentView(world, payment));
  });
  return routes;
};
