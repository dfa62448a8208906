import type { Context } from 'hono';
import { findChannel, lockChannel, type ChannelRow } from '../../../activities/ledger/channels.ts';
import type { Transaction } from '../../../activities/ledger/database.ts';
import type { ApiChannel } from '../../channels.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { roleIn } from '../../http/identity/roles.ts';
import { Problem } from '../../http/problem.ts';
import { mayAdminister } from '../shared/may-administer.ts';

/** A channel that the caller may see, with its row; null is the environment's. */
export async function findChannelFor(
  { channels, db }: Deps,
  c: Context<AppEnv>,
  id: string,
): Promise<{ channel: ApiChannel; row: ChannelRow | null }> {
  channels.forget();
  const channel = roleIn(c.get('caller').roles, id) === null ? null : await channels.get(id);
  if (channel === null) throw unknownChannel(id);
  return { channel, row: await findChannel(db, id) };
}

/** A channel of the database that the caller may set up. */
export async function findOwnChannel(
  deps: Deps,
  c: Context<AppEnv>,
  id: string,
): Promise<{ channel: ApiChannel; row: ChannelRow }> {
  mayAdminister(c.get('caller'), id);
  const { channel, row } = await findChannelFor(deps, c, id);
  if (row === null) throw new Problem('read-only', `The channel ${id} is set up in the environment: change it there.`);
  return { channel, row };
}

/** The channel as it is now, which nobody else changes before the transaction ends. Throws where it was deleted meanwhile. */
export async function lockOwnChannel(tx: Transaction, id: string): Promise<ChannelRow> {
  const row = await lockChannel(tx, id);
  if (row === null) throw unknownChannel(id);
  return row;
}

export const unknownChannel = (id: string): Problem => new Problem('not-found', `There is no channel ${id}.`);
