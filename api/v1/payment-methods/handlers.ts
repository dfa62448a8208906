import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { roleIn } from '../../http/identity/roles.ts';
import * as routes from './routes.ts';
import { refusalOfCart } from '../../../workflows/rules/payment-rules.ts';

/** Which channels a storefront may offer. The rules are checked again when a checkout is opened. */
export function registerPaymentMethods(app: OpenAPIHono<AppEnv>, { channels }: Deps): void {
  app.openapi(routes.list, async (c) => {
    const {
      currency,
      amount_cents: amountCents = null,
      country = null,
      customer_group: customerGroup = null,
    } = c.req.valid('query');
    const { roles } = c.get('caller');
    const visible = (await channels.list()).filter(({ id }) => roleIn(roles, id) !== null);
    const offered = visible.filter(
      (channel) => refusalOfCart(channel, { currency, amountCents, country, customerGroup }) === null,
    );
    if (offered.length > 0 && offered.every(({ mode }) => mode === 'test')) c.set('mode', 'test');
    return c.json({ items: offered.map(({ id, mode, labels }) => ({ channel: id, mode, labels })) }, 200);
  });
}
