import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { MODES } from '../../../workflows/contract/channel.ts';
import { refusalOfCart } from '../../../workflows/rules/payment-rules.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { json, needs, problems } from '../../http/route.ts';
import { MAX_CENTS, text } from '../../http/text.ts';

const methodSchema = z
  .object({
    channel: z.string(),
    mode: z.enum(MODES),
    labels: z.record(z.string(), z.object({ label: z.string(), short_label: z.string() })),
  })
  .openapi('PaymentMethod');

const list = createRoute({
  method: 'get',
  path: '/v1/payment-methods',
  ...needs('storefront'),
  tags: ['Payment methods'],
  summary: 'List the payment methods for a cart',
  description: 'What a channel has a rule about and the cart does not tell counts as refused.',
  request: {
    query: z.strictObject({
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, 'is not a currency of three capital letters (ISO 4217)')
        .default('USD'),
      amount_cents: z.coerce.number().int().min(1).max(MAX_CENTS).optional(),
      country: z
        .string()
        .regex(/^[A-Z]{2}$/, 'is not a country of two capital letters (ISO 3166)')
        .optional(),
      customer_group: text(255).optional(),
    }),
  },
  responses: { 200: json(z.object({ items: z.array(methodSchema) }), 'May be empty.'), ...problems() },
});

/** Which channels a storefront may offer. The rules are checked again when a checkout is opened. */
export function registerPaymentMethods(app: OpenAPIHono<AppEnv>, { channels }: Deps): void {
  app.openapi(list, async (c) => {
    const {
      currency,
      amount_cents: amountCents = null,
      country = null,
      customer_group: customerGroup = null,
    } = c.req.valid('query');
    const { channel: bound } = c.get('caller');
    const visible = (await channels.list()).filter(({ id }) => bound === null || id === bound);
    const offered = visible.filter(
      (channel) => refusalOfCart(channel, { currency, amountCents, country, customerGroup }) === null,
    );
    if (offered.length > 0 && offered.every(({ mode }) => mode === 'test')) c.set('mode', 'test');
    return c.json({ items: offered.map(({ id, mode, labels }) => ({ channel: id, mode, labels })) }, 200);
  });
}
