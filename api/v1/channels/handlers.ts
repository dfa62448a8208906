import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as ledger from '../../../activities/ledger/channels.ts';
import type { Transaction } from '../../../activities/ledger/database.ts';
import { firstReceiverUrls } from '../../../activities/ledger/receivers.ts';
import { addWebhookToken, webhookAddresses } from '../../../activities/ledger/webhook-tokens.ts';
import { deed } from '../../../activities/ledger/deeds.ts';
import { ENVIRONMENT_CHANNEL } from '../../../workflows/contract/channel.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { assertMayAct } from '../../http/identity/caller.ts';
import { isAdministratorOf, roleIn } from '../../http/identity/roles.ts';
import { Problem } from '../../http/problem.ts';
import { record } from '../../http/record.ts';
import { assertUnchanged } from '../shared/if-match.ts';
import { addReceiver, mayBeTold, setFirstReceiver } from '../receivers/columns.ts';
import * as routes from './routes.ts';
import { findChannelFor, findOwnChannel, lockOwnChannel, unknownChannel } from './find.ts';
import { changedColumns, newColumns } from './columns.ts';
import { dependentsViewOf, inUse } from './dependents.ts';
import { addressView, channelView, type ChannelView } from './schemas.ts';
import { mayAdminister } from '../shared/may-administer.ts';
import { usableId, usableMode } from './rules.ts';
import { newAddress, registerRotation } from './webhook-address.ts';
import { registerTryRules } from './try-rules.ts';

/** Merchant accounts at Apruve: the environment's, which is read only, and those of the ledger. */
export function registerChannels(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  registerReads(app, deps);
  registerCreation(app, deps);
  registerChanges(app, deps);
  registerRotation(app, deps);
  registerTryRules(app, deps);
}

/** What everybody sees who may see the channel. */
function registerReads(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const { db, channels, workflows } = deps;

  app.openapi(routes.list, async (c) => {
    const { roles } = c.get('caller');
    const visible = (await channels.list()).filter(({ id }) => roleIn(roles, id) !== null);
    const rows = new Map((await ledger.listChannels(db)).map(({ channel }) => [channel.id, channel]));
    const told = await firstReceiverUrls(db, [...rows.keys()]);
    const items = visible.map((channel) =>
      channelView(channel, rows.get(channel.id) ?? null, isAdministratorOf(roles, channel.id), {
        notification_url: told.get(channel.id) ?? null,
      }),
    );
    return c.json({ items, may_create: isAdministratorOf(roles) }, 200);
  });

  app.openapi(routes.read, async (c) => {
    const { channel, row } = await findChannelFor(deps, c, c.req.valid('param').id);
    c.set('mode', channel.mode);
    const dependents = await dependentsViewOf(deps, c.get('caller'), channel);
    const notification_url = await firstReceiverUrl(deps, channel.id);
    const mayChange = isAdministratorOf(c.get('caller').roles, channel.id);
    const webhook_addresses = (await webhookAddresses(db, channel.id)).map(addressView);
    return c.json(channelView(channel, row, mayChange, { dependents, notification_url, webhook_addresses }), 200);
  });

  app.openapi(routes.check, async (c) => {
    const { channel } = await findChannelFor(deps, c, c.req.valid('param').id);
    assertMayAct(c.get('caller'), channel.id);
    c.set('mode', channel.mode);
    return c.json(await workflows.checkChannel(channel.id), 200);
  });
}

/** What administrators do, from here on. */
function registerCreation(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const { db, channels } = deps;

  app.openapi(routes.create, async (c) => {
    mayAdminister(c.get('caller'));
    const input = c.req.valid('json');
    usableId(input.id);
    usableMode(deps.channelSetup, input.mode);
    const columns = newColumns(deps.channelSetup, input);
    const { notification_url: url } = input;
    if (url != null) mayBeTold(deps.channelSetup, input.mode, url, 'notification_url');
    if (input.id === ENVIRONMENT_CHANNEL || (await channels.get(input.id)) !== null) throw exists(input.id);
    const made = await record(c, db, deed('channel-created', input.id, input.id, { mode: input.mode }), async (tx) => {
      const row = await ledger.storeChannel(tx, columns);
      if (row === null) return null;
      const { url: webhookUrl, hash } = newAddress(deps);
      await addWebhookToken(tx, row.id, hash);
      const receiver = url == null ? null : await addReceiver(tx, deps.channelSetup, row, { url });
      return { row, secrets: { webhook_url: webhookUrl, ...(receiver !== null && { notification_secret: receiver.secret }) } };
    });
    if (made === null) throw exists(input.id);
    return c.json(await shown(deps, made.row, made.secrets), 201);
  });
}

function registerChanges(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const { db, channels } = deps;

  app.openapi(routes.change, async (c) => {
    const { channel } = await findOwnChannel(deps, c, c.req.valid('param').id);
    c.set('mode', channel.mode);
    const input = c.req.valid('json');
    const { notification_url: url } = input;
    if (url != null) mayBeTold(deps.channelSetup, channel.mode, url, 'notification_url');
    const change = deed('channel-changed', channel.id, channel.id, { fields: Object.keys(input) });
    const changed = await record(c, db, change, async (tx) => {
      // What is not named stays as it is now, whoever else changes the channel at this moment.
      const before = await lockUnchanged(c, tx, channel.id);
      const stored = await ledger.changeChannel(tx, channel.id, changedColumns(deps.channelSetup, before, input));
      const secret = stored === null || url === undefined ? null : await setFirstReceiver(tx, deps.channelSetup, stored, url);
      return stored && { row: stored, secrets: secret === null ? {} : { notification_secret: secret } };
    });
    if (changed === null) throw unknownChannel(channel.id);
    return c.json(await shown(deps, changed.row, changed.secrets), 200);
  });

  app.openapi(routes.remove, async (c) => {
    mayAdminister(c.get('caller'));
    const { channel } = await findOwnChannel(deps, c, c.req.valid('param').id);
    const removal = deed('channel-deleted', channel.id, channel.id);
    const remove = async (tx: Transaction) => {
      await lockUnchanged(c, tx, channel.id);
      return ledger.deleteChannel(tx, channel.id);
    };
    const outcome = await record(c, db, removal, remove, isDeleted);
    channels.forget();
    if (outcome === 'unknown') throw unknownChannel(channel.id);
    if (outcome === 'in-use') throw await inUse(deps, c.get('caller'), channel);
    return c.json({ id: channel.id, deleted: true }, 200);
  });
}

/** A channel as it is now, for the one who has changed it. */
async function shown(deps: Deps, row: ledger.ChannelRow, secrets: Partial<ChannelView>): Promise<ChannelView> {
  deps.channels.forget();
  const channel = await deps.channels.get(row.id);
  if (channel === null) throw unknownChannel(row.id);
  return channelView(channel, row, true, { notification_url: await firstReceiverUrl(deps, row.id), ...secrets });
}

const firstReceiverUrl = async ({ db }: Deps, id: string): Promise<string | null> =>
  (await firstReceiverUrls(db, [id])).get(id) ?? null;

const CHANNEL_CHANGED = 'Somebody has changed the channel since you saw it. Look at it again; nothing was done.';

/** The channel as it is, held until the transaction ends. Throws where it is gone, or is not what the caller has seen. */
async function lockUnchanged(c: Context<AppEnv>, tx: Transaction, id: string): Promise<ledger.ChannelRow> {
  const row = await lockOwnChannel(tx, id);
  assertUnchanged(c, row, CHANNEL_CHANGED);
  return row;
}

const isDeleted = (outcome: string): boolean => outcome === 'deleted';
const exists = (id: string): Problem => new Problem('channel-exists', `The id ${id} is taken, or was. Choose another one.`);
