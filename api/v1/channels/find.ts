import type { Context } from 'hono';
import { findChannel, type ChannelRow } from '../../../activities/ledger/channels.ts';
import type { ApiChannel } from '../../channels.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { roleIn } from '../../http/identity/roles.ts';
import { Problem } from '../../http/problem.ts';

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

export const unknownChannel = (id: string): Problem => new Problem('not-found', `There is no channel ${id}.`);
