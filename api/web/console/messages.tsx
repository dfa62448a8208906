import type { Context, Hono } from 'hono';
import type { EventView } from '../../v1/webhook-events/schemas.ts';
import { notificationLabel } from '../pages/notification-labels.ts';
import { answerPage, readForm } from '../pages/render.ts';
import type { ConsoleEnv } from './env.ts';
import { EventsPage } from './events-page.tsx';
import { keepFlash, takeFlash } from './flash.ts';
import { NotificationsPage } from './notifications-page.tsx';
import { fetchEvents, fetchNotifications, redeliverEvent, resendNotification } from './api-calls.ts';
import { OUTCOMES } from './labels.ts';

/** Webhooks from Apruve and notifications to the shop: the lists, and redelivering or resending one, which is always safe. */
export function registerMessages(app: Hono<ConsoleEnv>): void {
  app.get('/events', async (c) => {
    const { outcome = '', cursor = '' } = c.req.query();
    const query = { outcome, cursor };
    const page = await fetchEvents(c.get('api'), query);
    return answerPage(c, <EventsPage mode={c.get('pageMode')} page={page} query={query} done={takeFlash(c)} />);
  });
  app.post('/events/:uuid/redeliver', async (c) => {
    const { channel } = await readForm(c);
    const event = await redeliverEvent(c.get('api'), c.req.param('uuid'), channel ?? null);
    keepFlash(c, redeliveryMessage(event));
    return goBack(c, '/console/events');
  });
  app.get('/notifications', async (c) => {
    const { state = '', checkout = '', cursor = '' } = c.req.query();
    const query = { state, checkout, cursor };
    const page = await fetchNotifications(c.get('api'), query);
    return answerPage(c, <NotificationsPage mode={c.get('pageMode')} page={page} query={query} outcome={takeFlash(c)} />);
  });
  app.post('/notifications/:id/resend', async (c) => {
    const { sequence, type, data } = await resendNotification(c.get('api'), c.req.param('id'));
    const about = `Number ${sequence} of order ${data.merchant_order_id}, “${notificationLabel(type)}”,`;
    keepFlash(c, `${about} is being sent again, with the same id. This page shows what comes of it.`);
    return goBack(c, '/console/notifications');
  });
}

const BACK_FORM = /^\/console\/[\w/-]+(\?[\w=&-]*)?$/;

/** To the page that the button was on. */
async function goBack(c: Context<ConsoleEnv>, usual: string): Promise<Response> {
  const { back = '' } = await readForm(c);
  return c.redirect(BACK_FORM.test(back) ? back : usual, 303);
}

function redeliveryMessage({ event, outcome }: EventView): string {
  const { label, meaning } = OUTCOMES[outcome ?? 'waiting'] ?? { label: outcome, meaning: '' };
  return `The webhook ${event} was dealt with once more. ${label}: ${meaning}`;
}
