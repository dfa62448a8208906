import type { Hono } from 'hono';
import { cors } from 'hono/cors';
import { HISTORY_BODY_BYTES, limitBody } from '../../http/body.ts';
import type { FetchApi } from '../pages/api-client.ts';
import type { ConsoleEnv, TemporalPages } from './env.ts';
import type { Sessions } from './session.ts';

/**
 * Shows encrypted histories in Temporal's UI to who is signed in to the console: its page asks here with the console's cookie, and here asks
 * the API with what was signed in with. Browsers send the cookie where the UI is on the same site, such as another port or sub-domain.
 */
export function registerHistories(app: Hono<ConsoleEnv>, fetchApi: FetchApi, temporal: TemporalPages, sessions: Sessions): void {
  if (temporal === null) return;
  const { origin } = new URL(temporal.uiUrl);
  const allowHeaders = ['content-type', 'x-namespace', 'authorization'];
  app.use('/codec/*', cors({ origin, credentials: true, allowMethods: ['POST'], allowHeaders, maxAge: 600 }));
  app.post('/codec/decode', limitBody(HISTORY_BODY_BYTES), async (c) => {
    const session = c.req.header('origin') === origin ? await sessions.read(c) : null;
    if (session === null) return c.json({ message: 'Sign in to the console in this browser first.' }, 401);
    const namespace = c.req.header('x-namespace');
    const headers = {
      authorization: `Bearer ${session.key}`,
      'content-type': 'application/json',
      ...(namespace !== undefined && { 'x-namespace': namespace }),
    };
    const { status, body } = await fetchApi('/codec/decode', { method: 'POST', headers, body: await c.req.text() });
    return new Response(body, { status, headers: { 'content-type': 'application/json' } });
  });
}
