import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { assertMayAct } from '../../http/identity/caller.ts';
import { body, json, needs, problems } from '../../http/route.ts';
import { cartBody, toCart } from '../shared/cart-fields.ts';
import { verdictsOf } from '../shared/payment-rules.ts';
import { channelParams } from './channel-params.ts';
import { findChannelFor } from './find.ts';
import { mergedRules, rulesField } from './rule-fields.ts';
import { trialSchema } from './schemas.ts';

const tryRules = createRoute({
  method: 'post',
  path: '/v1/channels/{id}/payment-rules/try',
  ...needs('admin'),
  tags: ['Channels'],
  operationId: 'tryPaymentRules',
  summary: 'Try payment rules on a cart',
  description: 'Changes nothing. `rules`: what would differ from the saved ones.',
  request: { params: channelParams, body: body(z.strictObject({ cart: cartBody, rules: rulesField.partial().nullish() })) },
  responses: { 200: json(trialSchema, 'What each rule says, and why not.'), ...problems('not-found') },
});

/** The rules of a channel, saved or not yet, on a sample cart. */
export function registerTryRules(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(tryRules, async (c) => {
    const { channel } = await findChannelFor(deps, c, c.req.valid('param').id);
    assertMayAct(c.get('caller'), channel.id);
    c.set('mode', channel.mode);
    const { cart, rules } = c.req.valid('json');
    const tried = { enabled: channel.enabled, rules: mergedRules(channel.rules, rules ?? {}) };
    const verdicts = verdictsOf(tried, toCart(cart)).map((verdict) => ({ ...verdict, ok: verdict.reason === null }));
    return c.json({ ok: verdicts.every(({ ok }) => ok), verdicts }, 200);
  });
}
