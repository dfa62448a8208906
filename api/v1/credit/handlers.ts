import type { OpenAPIHono } from '@hono/zod-openapi';
import { ENVIRONMENT_CHANNEL } from '../../../workflows/contract/channel.ts';
import type { CreditAnswer } from '../../../workflows/contract/credit.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { Problem } from '../../http/problem.ts';
import { DEFAULT_CURRENCY } from '../shared/fields.ts';
import { channelNamed } from '../shared/channel-named.ts';
import * as routes from './routes.ts';

/** The free credit of a buyer, for a shop that would not offer what must fail. */
export function registerCredit(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.read, async (c) => {
    const { email, channel: id = ENVIRONMENT_CHANNEL } = c.req.valid('query');
    const channel = await channelNamed(deps, c.get('caller'), id);
    c.set('mode', channel.mode);
    const answer = await deps.workflows.readCredit({ channel: channel.id, email });
    if (!answer.known) throw unknownCredit(answer);
    const { availableCents, currency } = answer;
    return c.json({ available_cents: availableCents, currency: currency ?? DEFAULT_CURRENCY }, 200);
  });
}

const unknownCredit = ({ code, message }: Extract<CreditAnswer, { known: false }>): Problem =>
  new Problem(code, message, {
    ...(code === 'unknown-buyer' && { status: 404 }),
    ...(code === 'apruve-unreachable' && { headers: { 'retry-after': '2' } }),
  });
