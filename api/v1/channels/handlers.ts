import { randomBytes } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { sha256 } from '../../../activities/ledger/canonical.ts';
import * as ledger from '../../../activities/ledger/channels.ts';
import type { Reader } from '../../../activities/ledger/database.ts';
import { deed } from '../../../activities/ledger/deeds.ts';
import { parseDuration } from '../../../worker/platform/duration.ts';
import type { ApiChannel } from '../../channels.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { assertMayAct } from '../../http/identity/caller.ts';
import { isAdministratorOf, roleIn } from '../../http/identity/roles.ts';
import { Problem } from '../../http/problem.ts';
import { record } from '../../http/record.ts';
import * as routes from './routes.ts';
import { changedColumns, newColumns } from './columns.ts';
import { findChannelFor as find, unknownChannel as unknown } from './find.ts';
import { channelView, dependentsView, type ChannelView } from './schemas.ts';
import { mayAdminister } from '../shared/may-administer.ts';
import { usableMode } from './rules.ts';
import { registerTryRules } from './try-rules.ts';

const DEFAULT_OVERLAP = '48h';

/** Merchant accounts at Apruve: the environment's, which is read only, and those of the ledger. */
export function registerChannels(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  registerReads(app, deps);
  registerSetUp(app, deps);
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
    const items = visible.map((channel) =>
      channelView(channel, rows.get(channel.id) ?? null, isAdministratorOf(roles, channel.id)),
    );
    return c.json({ items, may_create: isAdministratorOf(roles) }, 200);
  });

  app.openapi(routes.read, async (c) => {
    const { channel, row } = await find(deps, c, c.req.valid('param').id);
    c.set('mode', channel.mode);
    const dependents = dependentsView(await ledger.dependentsOf(db, channel.id));
    return c.json(channelView(channel, row, isAdministratorOf(c.get('caller').roles, channel.id), { dependents }), 200);
  });

  app.openapi(routes.check, async (c) => {
    const { channel } = await find(deps, c, c.req.valid('param').id);
    assertMayAct(c.get('caller'), channel.id);
    c.set('mode', channel.mode);
    return c.json(await workflows.checkChannel(channel.id), 200);
  });
}

/** What administrators do. */
function registerSetUp(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const { db, channels } = deps;

  app.openapi(routes.create, async (c) => {
    mayAdminister(c.get('caller'));
    const input = c.req.valid('json');
    usableMode(deps.channelSetup, input.mode);
    const { columns, secrets } = newColumns(deps.channelSetup, input);
    if ((await channels.get(input.id)) !== null) throw exists(input.id);
    const made = await record(c, db, deed('channel-created', input.id, input.id, { mode: input.mode }), async (tx) => {
      const row = await ledger.storeChannel(tx, columns);
      return row && { row, ...(await newToken(deps, tx, row.id, 0)) };
    });
    if (made === null) throw exists(input.id);
    return c.json(await shown(deps, made.row, { ...secrets, webhook_url: made.webhookUrl }), 201);
  });

  app.openapi(routes.change, async (c) => {
    const { channel, row } = await findOwn(deps, c, c.req.valid('param').id);
    c.set('mode', channel.mode);
    const input = c.req.valid('json');
    const { columns, secrets } = changedColumns(deps.channelSetup, row, input);
    const change = deed('channel-changed', channel.id, channel.id, { fields: Object.keys(input) });
    const changed = await record(c, db, change, (tx) => ledger.changeChannel(tx, channel.id, columns));
    if (changed === null) throw unknown(channel.id);
    return c.json(await shown(deps, changed, secrets), 200);
  });

  app.openapi(routes.remove, async (c) => {
    mayAdminister(c.get('caller'));
    const { channel } = await findOwn(deps, c, c.req.valid('param').id);
    const removal = deed('channel-deleted', channel.id, channel.id);
    const outcome = await record(c, db, removal, (tx) => ledger.deleteChannel(tx, channel.id), isDeleted);
    channels.forget();
    if (outcome === 'unknown') throw unknown(channel.id);
    if (outcome === 'in-use') throw await inUse(deps, channel.id);
    return c.json({ id: channel.id, deleted: true }, 200);
  });
}

/** A new webhook address beside the old one. */
function registerRotation(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const { db, channels } = deps;

  app.openapi(routes.webhookToken, async (c) => {
    const { channel } = await findOwn(deps, c, c.req.valid('param').id);
    const { overlap } = c.req.valid('json');
    const overlapMs = parseDuration(overlap ?? DEFAULT_OVERLAP) ?? 0;
    const rotation = deed('webhook-address-made', channel.id, channel.id, { overlap: overlap ?? DEFAULT_OVERLAP });
    const { webhookUrl, oldValidUntil } = await record(c, db, rotation, (tx) => newToken(deps, tx, channel.id, overlapMs));
    channels.forget();
    return c.json({ webhook_url: webhookUrl, old_valid_until: oldValidUntil?.toISOString() ?? null }, 200);
  });
}

/** A channel of the database that the caller may set up. */
async function findOwn(deps: Deps, c: Context<AppEnv>, id: string): Promise<{ channel: ApiChannel; row: ledger.ChannelRow }> {
  mayAdminister(c.get('caller'), id);
  const { channel, row } = await find(deps, c, id);
  if (row === null) throw new Problem('read-only', `The channel ${id} is set up in the environment: change it there.`);
  return { channel, row };
}

/** A channel as it is now, for the one who has changed it. */
async function shown({ channels }: Deps, row: ledger.ChannelRow, secrets: Partial<ChannelView>): Promise<ChannelView> {
  channels.forget();
  const channel = await channels.get(row.id);
  if (channel === null) throw unknown(row.id);
  return channelView(channel, row, true, secrets);
}

/** A token of 256 bits, of which only the hash is kept. */
async function newToken(
  { channelSetup }: Deps,
  db: Reader,
  id: string,
  overlapMs: number,
): Promise<{ webhookUrl: string; oldValidUntil: Date | null }> {
  const token = randomBytes(32).toString('hex');
  const oldValidUntil = await ledger.rotateWebhookToken(db, id, sha256(token), overlapMs);
  return { webhookUrl: `${channelSetup.publicUrl}/webhooks/apruve/${token}`, oldValidUntil };
}

const isDeleted = (outcome: string): boolean => outcome === 'deleted';
const exists = (id: string): Problem => new Problem('channel-exists', `The id ${id} is taken, or was. Choose another one.`);

async function inUse({ db }: Deps, id: string): Promise<Problem> {
  const { runningCheckouts } = await ledger.dependentsOf(db, id);
  const detail = `${runningCheckouts} checkouts of the channel ${id} are running. Disable it, and delete it when they have ended.`;
  return new Problem('channel-in-use', detail);
}
