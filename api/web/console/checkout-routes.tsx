import type { Hono } from 'hono';
import { answerPage } from '../pages/render.ts';
import { registerActions } from './action-routes.tsx';
import { fetchNotifications, readCheckout, readTransactions } from './api-calls.ts';
import { DetailPage } from './detail-page.tsx';
import type { ConsoleEnv, TemporalPages } from './env.ts';
import { takeFlash } from './flash.ts';

/** One checkout, and the actions on it. */
export function registerCheckout(app: Hono<ConsoleEnv>, temporal: TemporalPages): void {
  app.get('/checkouts/:id', async (c) => {
    const api = c.get('api');
    const id = c.req.param('id');
    const [checkout, transactions, notifications] = await Promise.all([
      readCheckout(api, id),
      readTransactions(api, id),
      fetchNotifications(api, { checkout: id, limit: '10' }),
    ]);
    const mayAct = c.get('mayAct')?.(checkout.channel) ?? false;
    c.set('mayAct', () => mayAct);
    const page = { checkout, transactions, notifications, temporal, outcome: takeFlash(c) };
    return answerPage(c, <DetailPage {...page} />);
  });
  registerActions(app);
}
