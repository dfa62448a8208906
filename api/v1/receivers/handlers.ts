import type { OpenAPIHono } from '@hono/zod-openapi';
import { deed } from '../../../activities/ledger/deeds.ts';
import * as ledger from '../../../activities/ledger/receivers.ts';
import { ENVIRONMENT_CHANNEL } from '../../../workflows/contract/channel.ts';
import type { ApiChannel } from '../../channels.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { assertMayAct } from '../../http/identity/caller.ts';
import { Problem } from '../../http/problem.ts';
import { record } from '../../http/record.ts';
import { findChannelFor, findOwnChannel, lockOwnChannel } from '../channels/find.ts';
import { addReceiver, changedReceiver } from './columns.ts';
import * as routes from './routes.ts';
import { environmentReceiverView, receiverView, type ReceiverView } from './schemas.ts';

/** Where the notifications of a channel are sent. */
export function registerReceivers(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const { workflows } = deps;
  registerSetUp(app, deps);

  app.openapi(routes.list, async (c) => {
    const { channel } = await findChannelFor(deps, c, c.req.valid('param').id);
    return c.json({ items: await receiversOf(deps, channel) }, 200);
  });

  app.openapi(routes.test, async (c) => {
    const { id, receiver } = c.req.valid('param');
    const { channel } = await findChannelFor(deps, c, id);
    assertMayAct(c.get('caller'), channel.id);
    if (!(await receiversOf(deps, channel)).some((each) => each.id === receiver)) throw unknown(receiver);
    return c.json(await workflows.testReceiver(channel.id, receiver), 200);
  });
}

/** What administrators do. */
function registerSetUp(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const { db, channelSetup } = deps;

  app.openapi(routes.create, async (c) => {
    const { channel } = await findOwnChannel(deps, c, c.req.valid('param').id);
    const input = c.req.valid('json');
    const creation = deed('receiver-created', channel.id, channel.id, { host: new URL(input.url).host });
    const { row, secret } = await record(c, db, creation, async (tx) => {
      await lockOwnChannel(tx, channel.id);
      return addReceiver(tx, channelSetup, channel, input);
    });
    return c.json(receiverView(row, secret), 201);
  });

  app.openapi(routes.change, async (c) => {
    const { id, receiver } = c.req.valid('param');
    const { channel } = await findOwnChannel(deps, c, id);
    const row = await ledger.findReceiver(db, channel.id, receiver);
    if (row === null) throw unknown(receiver);
    const input = c.req.valid('json');
    const { columns, secret } = changedReceiver(channelSetup, channel.mode, row, input);
    const change = deed('receiver-changed', receiver, channel.id, { fields: Object.keys(input) });
    const changed = await record(c, db, change, (tx) => ledger.changeReceiver(tx, channel.id, receiver, columns));
    if (changed === null) throw unknown(receiver);
    return c.json(receiverView(changed, secret), 200);
  });

  app.openapi(routes.remove, async (c) => {
    const { id, receiver } = c.req.valid('param');
    const { channel } = await findOwnChannel(deps, c, id);
    const removal = deed('receiver-deleted', receiver, channel.id);
    const isDeleted = await record(c, db, removal, (tx) => ledger.deleteReceiver(tx, channel.id, receiver));
    if (!isDeleted) throw unknown(receiver);
    return c.json({ id: receiver, deleted: true }, 200);
  });
}

/** The receivers of a channel; that of the environment among them. */
async function receiversOf({ db, channelSetup }: Deps, { id }: ApiChannel): Promise<ReceiverView[]> {
  const { environmentReceiver } = channelSetup;
  if (id === ENVIRONMENT_CHANNEL) return environmentReceiver === null ? [] : [environmentReceiverView(environmentReceiver)];
  return (await ledger.listReceivers(db, [id])).map((row) => receiverView(row));
}

const unknown = (id: string): Problem => new Problem('not-found', `The channel has no receiver ${id}.`);
