import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { Refusal } from '../../pages/api-client.ts';
import { answerPage, readForm } from '../../pages/render.ts';
import type { ConsoleEnv } from '../env.ts';
import { keepFlash, takeFlash } from '../flash.ts';
import { statusOfRefusal } from '../refusal-status.ts';
import * as calls from './calls.ts';
import { ChangesPage } from './changes-page.tsx';
import { KeysPage } from './keys-page.tsx';
import { filterText } from '../list-parts.tsx';
import { RequestsPage } from './requests-page.tsx';
import { SessionsPage } from './sessions-page.tsx';
import { SettingsPage } from './settings-page.tsx';
import { registerUserPages } from './user-routes.tsx';

/** Users, sessions, API keys and the record of changes: for administrators, as the API decides. */
export function registerPeoplePages(app: Hono<ConsoleEnv>): void {
  registerUserPages(app);
  registerKeyPages(app);
  registerSettingsPage(app);
  app.get('/sessions', async (c) => {
    const items = await calls.listSessions(c.get('api'));
    return answerPage(c, <SessionsPage mode={c.get('pageMode')} items={items} outcome={takeFlash(c)} />);
  });
  app.post('/sessions/:id/end', async (c) => {
    await calls.endSession(c.get('api'), c.req.param('id'));
    keepFlash(c, 'The session is ended: it opens nothing any more.');
    return c.redirect('/console/sessions', 303);
  });
  app.get('/changes', async (c) => {
    const { subject = '', cursor = '' } = c.req.query();
    const query = { subject, cursor };
    const page = await calls.listChanges(c.get('api'), query);
    return answerPage(c, <ChangesPage mode={c.get('pageMode')} page={page} query={query} />);
  });
  app.get('/requests', async (c) => {
    const query = requestQuery.parse(c.req.query());
    const page = await calls.listRequests(c.get('api'), query);
    return answerPage(c, <RequestsPage mode={c.get('pageMode')} page={page} query={query} />);
  });
}

const requestQuery = z.object({
  status: filterText,
  route: filterText,
  request_id: filterText,
  checkout: filterText,
  caller: filterText,
  channel: filterText,
  cursor: filterText,
});
function registerSettingsPage(app: Hono<ConsoleEnv>): void {
  const show = async (c: Context<ConsoleEnv>, refusal: Refusal | null = null): Promise<Response> => {
    const { time_zone: timeZone } = await calls.readSettings(c.get('api'));
    const page = { mode: c.get('pageMode'), timeZone, outcome: takeFlash(c), refusal };
    return answerPage(c, <SettingsPage {...page} />, statusOfRefusal(refusal));
  };
  app.get('/settings', (c) => show(c));
  app.post('/settings', async (c) => {
    const { time_zone } = await readForm(c);
    const changed = await calls.changeSettings(c.get('api'), { time_zone });
    if (!changed.ok) return show(c, changed.refusal);
    keepFlash(c, 'The settings are saved.');
    return c.redirect('/console/settings', 303);
  });
}

function registerKeyPages(app: Hono<ConsoleEnv>): void {
  app.on(['GET', 'POST'], '/keys', async (c) => {
    const api = c.get('api');
    const form = c.req.method === 'POST' ? await readForm(c) : {};
    const { name, scope, channel, expires } = form;
    const wish = { name, scope, channel: channel || null, expires: expires || null };
    const made = c.req.method === 'POST' ? await calls.createKey(api, wish) : null;
    const [items, channels] = await Promise.all([calls.listKeys(api), calls.channelIds(api)]);
    const refusal = made === null || made.ok ? null : made.refusal;
    const page = { mode: c.get('pageMode'), items, channels, outcome: takeFlash(c), refusal, form: refusal === null ? {} : form };
    return answerPage(c, <KeysPage {...page} made={made?.ok ? made.value : undefined} />, statusOfRefusal(refusal));
  });
  app.post('/keys/:id/revoke', async (c) => {
    const { name } = await calls.revokeKey(c.get('api'), c.req.param('id'));
    keepFlash(c, `The key “${name}” is revoked.`);
    return c.redirect('/console/keys', 303);
  });
}
