import type { Context, Hono } from 'hono';
import type { UserView } from '../../../v1/users/schemas.ts';
import type { Refusal } from '../../pages/api-client.ts';
import { answerPage, readForm } from '../../pages/render.ts';
import type { ConsoleEnv } from '../env.ts';
import { keepFlash, takeFlash } from '../flash.ts';
import { Refused } from '../api-calls.ts';
import { statusOfRefusal } from '../refusal-status.ts';
import * as calls from './calls.ts';
import { rolesIn, type GivenRoles } from './roles-part.tsx';
import { UserPage } from './user-page.tsx';
import { UsersPage } from './users-page.tsx';

const AT = '/console/people';

/** The list of users, an invitation, and one user with what an administrator does with them. */
export function registerUserPages(app: Hono<ConsoleEnv>): void {
  app.get('/people', (c) => showUsers(c, {}));
  app.post('/people', async (c) => {
    const form = await readForm(c);
    const { name = '' } = form;
    const roles = rolesIn(form);
    const invited = await calls.inviteUser(c.get('api'), { name, roles });
    return showUsers(c, invited.ok ? { invited: invited.value } : { refusal: invited.refusal, filled: { name, roles } });
  });
  app.get('/people/:id', (c) => showUser(c, {}));
  app.post('/people/:id', async (c) => {
    const changed = await calls.changeUser(c.get('api'), c.req.param('id'), { roles: rolesIn(await readForm(c)) });
    return changed.ok ? showUser(c, { outcome: 'The roles are changed.' }) : showUser(c, changed);
  });
  app.post('/people/:id/invitation', async (c) => {
    const invited = await calls.inviteAgain(c.get('api'), c.req.param('id'));
    return invited.ok ? showUser(c, { link: invited.value.invitation_url }) : showUser(c, invited);
  });
  app.post('/people/:id/remove', async (c) => {
    const removed = await calls.removeUser(c.get('api'), c.req.param('id'));
    if (!removed.ok) return showUser(c, removed);
    keepFlash(c, 'The user is removed, and signed out everywhere.');
    return c.redirect(AT, 303);
  });
}

/** What came of an invitation; `filled`: the form as it was sent. */
interface Shown {
  invited?: UserView;
  refusal?: Refusal | null;
  filled?: { name: string; roles: GivenRoles };
}

async function showUsers(
  c: Context<ConsoleEnv>,
  { invited, refusal = null, filled = { name: '', roles: [] } }: Shown,
): Promise<Response> {
  const api = c.get('api');
  const [items, channels] = await Promise.all([calls.listUsers(api), calls.channelIds(api)]);
  const page = { mode: c.get('pageMode'), items, channels, outcome: takeFlash(c), invited, refusal, filled };
  return answerPage(c, <UsersPage {...page} />, statusOfRefusal(refusal));
}

async function showUser(
  c: Context<ConsoleEnv>,
  { refusal = null, link, outcome }: { refusal?: Refusal | null; link?: string | undefined; outcome?: string },
): Promise<Response> {
  const api = c.get('api');
  const [items, channels] = await Promise.all([calls.listUsers(api), calls.channelIds(api)]);
  const user = items.find(({ id }) => id === c.req.param('id'));
  if (user === undefined) {
    throw new Refused(404, { code: 'not-found', title: 'Not found', detail: 'There is no such user.', errors: [] });
  }
  const page = { mode: c.get('pageMode'), user, channels, outcome: outcome ?? takeFlash(c), refusal, link };
  return answerPage(c, <UserPage {...page} />, statusOfRefusal(refusal));
}
