import type { Hono } from 'hono';
import { answerPage } from '../pages/render.ts';
import { registerActions } from './action-routes.tsx';
import { fetchEvents, fetchNotifications, readCheckout, readNotes, readTransactions } from './api-calls.ts';
import { DetailPage } from './detail-page.tsx';
import type { ConsoleEnv, TemporalPages } from './env.ts';
import { takeFlash } from './flash.ts';
import { NEWEST } from './timeline/timeline-part.tsx';

/** The longest page of a list of the API. */
const MOST = 100;

/** One checkout, and the actions on it. */
export function registerCheckout(app: Hono<ConsoleEnv>, temporal: TemporalPages): void {
  app.get('/checkouts/:id', async (c) => {
    const api = c.get('api');
    const id = c.req.param('id');
    const isWhole = c.req.query('history') === 'all';
    // One more than is shown, so that a cut is seen.
    const few = { checkout: id, limit: String(isWhole ? MOST : NEWEST + 1) };
    const [checkout, transactions, notes, notifications, events] = await Promise.all([
      readCheckout(api, id),
      readTransactions(api, id),
      readNotes(api, id),
      fetchNotifications(api, few),
      fetchEvents(api, few),
    ]);
    const mayAct = c.get('mayAct')?.(checkout.channel) ?? false;
    c.set('mayAct', () => mayAct);
    const history = { transactions, notes, notifications, events };
    const page = { checkout, history, isWhole, temporal, outcome: takeFlash(c), note: c.req.query('note') ?? '' };
    return answerPage(c, <DetailPage {...page} />);
  });
  registerActions(app);
}
