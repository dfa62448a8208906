import type { OpenAPIHono } from '@hono/zod-openapi';
import { deed } from '../../../activities/ledger/deeds.ts';
import * as ledger from '../../../activities/ledger/http-api/users.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { newId } from '../../http/identity/api-key.ts';
import { Problem } from '../../http/problem.ts';
import { record } from '../../http/record.ts';
import { invitationLink, newInvitation } from '../../people/invitations.ts';
import { assertChannelsExist, mayAdminister } from '../shared/may-administer.ts';
import { rolesOf, type RolesView } from '../shared/roles.ts';
import * as routes from './routes.ts';
import { userView } from './schemas.ts';

/** The people of the merchant's staff. */
export function registerUsers(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  registerInvitations(app, deps);
  registerChanges(app, deps);
}

function registerInvitations(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const { db, openidIssuer } = deps;
  const linkTo = (token: string): string => invitationLink(`${deps.channelSetup.publicUrl}/console`, token);

  app.openapi(routes.list, async (c) => {
    mayAdminister(c.get('caller'));
    return c.json({ items: (await ledger.listUsers(db)).map((user) => userView(user, openidIssuer)) }, 200);
  });

  app.openapi(routes.invite, async (c) => {
    mayAdminister(c.get('caller'));
    const { name, roles: given } = c.req.valid('json');
    await assertChannelsExist(deps, channelsIn(given), (index) => `roles.${index}.channel`);
    const user = { id: newId('usr'), name, roles: rolesOf(given) };
    const { token, invitation } = newInvitation();
    const invited = deed('user-invited', user.id, null, { name, roles: user.roles });
    const isAdded = await record(c, db, invited, (tx) => ledger.addUser(tx, user, invitation));
    if (!isAdded) throw new Problem('name-taken', `There is a user "${name}" already.`);
    return c.json({ ...userView(await find(deps, user.id), openidIssuer), invitation_url: linkTo(token) }, 201);
  });

  app.openapi(routes.inviteAgain, async (c) => {
    mayAdminister(c.get('caller'));
    const { id } = c.req.valid('param');
    const { token, invitation } = newInvitation();
    const again = deed('user-invited-again', id, null);
    const outcome = await record(c, db, again, (tx) => ledger.inviteUser(tx, id, invitation), isDone);
    if (outcome === 'unknown') throw unknown(id);
    if (outcome === 'openid') throw new Problem('signs-in-with-openid', `${id} has no password to choose: it is the provider's.`);
    return c.json({ ...userView(await find(deps, id), openidIssuer), invitation_url: linkTo(token) }, 200);
  });
}

function registerChanges(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const { db, openidIssuer } = deps;

  app.openapi(routes.change, async (c) => {
    mayAdminister(c.get('caller'));
    const { id } = c.req.valid('param');
    const { roles: given } = c.req.valid('json');
    await assertChannelsExist(deps, channelsIn(given), (index) => `roles.${index}.channel`);
    const roles = rolesOf(given);
    const changed = deed('user-changed', id, null, { roles });
    assertDone(await record(c, db, changed, (tx) => ledger.changeUser(tx, openidIssuer, id, roles), isDone), id);
    return c.json(userView(await find(deps, id), openidIssuer), 200);
  });

  app.openapi(routes.remove, async (c) => {
    mayAdminister(c.get('caller'));
    const { id } = c.req.valid('param');
    const { name } = await find(deps, id);
    const removal = deed('user-removed', id, null, { name });
    assertDone(await record(c, db, removal, (tx) => ledger.removeUser(tx, openidIssuer, id), isDone), id);
    return c.json({ id, removed: true }, 200);
  });
}

const channelsIn = (given: RolesView) => given.map(({ channel }) => channel);
const isDone = (outcome: string): boolean => outcome === 'done';

function assertDone(outcome: ledger.UserChange, id: string): void {
  if (outcome === 'unknown') throw unknown(id);
  if (outcome === 'last-administrator') {
    const detail = `${id} is the last administrator of all channels who can sign in. Have another one accept an invitation first.`;
    throw new Problem('last-administrator', detail);
  }
}

async function find({ db }: Deps, id: string): Promise<ledger.UserRow> {
  const user = await ledger.findUserById(db, id);
  if (user === null) throw unknown(id);
  return user;
}

const unknown = (id: string): Problem => new Problem('not-found', `There is no user ${id}.`);
