import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { roleIn } from '../../http/identity/roles.ts';
import { toCart } from '../shared/cart-fields.ts';
import { refusalOfCart } from '../shared/payment-rules.ts';
import { labelIn, languagesOf } from './label-in.ts';
import * as routes from './routes.ts';

/** Which channels a storefront may offer. The rules are checked again when a checkout is opened. */
export function registerPaymentMethods(app: OpenAPIHono<AppEnv>, { channels }: Deps): void {
  app.openapi(routes.list, async (c) => {
    const { language, ...query } = c.req.valid('query');
    const cart = toCart(query);
    const { roles } = c.get('caller');
    const visible = (await channels.list()).filter(({ id }) => roleIn(roles, id) !== null);
    const offered = visible
      .filter((channel) => refusalOfCart(channel, cart) === null)
      .toSorted((a, b) => a.rules.sort_order - b.rules.sort_order);
    if (offered.length > 0 && offered.every(({ mode }) => mode === 'test')) c.set('mode', 'test');
    const wanted = languagesOf(language, c.req.header('accept-language'));
    c.header('vary', 'Accept-Language', { append: true });
    const items = offered.map(({ id, mode, labels }) => ({ channel: id, mode, ...labelIn(labels, wanted), labels }));
    return c.json({ items }, 200);
  });
}
