import { Hono } from 'hono';
import { addBuyer, createAccount, createMerchant, removeBuyer } from '../domain/accounts.ts';
import { answer, checkedBody } from '../rest/http.ts';
import type { MerchantRow } from '../store/rows.ts';
import { found, invalid } from '../values/refusal.ts';
import { accountView } from '../views/other-views.ts';
import type { World } from '../world.ts';
import { accountChange, accountInput, buyerInput, merchantChange, merchantInput } from './inputs.ts';

const credentials = ({ id, name, api_key, webhook_url }: MerchantRow) => ({ id, name, api_key, webhook_url });

/** Merchants (with their keys) and buyers' accounts, for tests that want some of their own. */
export const peopleRoutes = (world: World): Hono => {
  const routes = new Hono();
  const account = (id: string) => found(world.accounts.get(id));
  routes.get('/merchants', () => answer(200, { items: world.merchants.all().map(credentials) }));
  routes.post('/merchants', async (context) => {
    const { name, id, api_key, webhook_url } = await checkedBody(context, merchantInput);
    const given = { name, ...(id && { id }), ...(api_key && { api_key }), ...(webhook_url && { webhook_url }) };
    return answer(200, credentials(createMerchant(world, given)));
  });
  routes.on(['PUT', 'PATCH'], '/merchants/:id', async (context) => {
    const merchant = found(world.merchants.get(context.req.param('id')));
    const { name, api_key, webhook_url } = await checkedBody(context, merchantChange);
    const change = { ...(name && { name }), ...(api_key && { api_key }), ...(webhook_url !== undefined && { webhook_url }) };
    return answer(200, credentials(world.merchants.update(merchant, change)));
  });
  routes.post('/accounts', async (context) => {
    const given = await checkedBody(context, accountInput);
    if (world.merchants.get(given.merchant_id) === undefined) throw invalid('merchant_id', 'No such merchant in this sandbox.');
    return answer(200, accountView(world, createAccount(world, given)));
  });
  routes.on(['PUT', 'PATCH', 'POST'], '/accounts/:id', async (context) => {
    const row = account(context.req.param('id'));
    const next = world.accounts.update(row, await checkedBody(context, accountChange));
    world.creditChanged(row.id);
    return answer(200, accountView(world, next));
  });
  routes.post('/accounts/:id/buyers', async (context) => {
    const buyer = await checkedBody(context, buyerInput);
    return answer(200, accountView(world, addBuyer(world, account(context.req.param('id')), buyer)));
  });
  routes.delete('/accounts/:id/buyers/:buyer', (context) => {
    const next = removeBuyer(world, account(context.req.param('id')), context.req.param('buyer'));
    return answer(200, accountView(world, next));
  });
  return routes;
};
