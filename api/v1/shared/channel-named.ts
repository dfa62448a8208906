import type { Channel } from '../../../workflows/contract/channel.ts';
import type { Deps } from '../../deps.ts';
import type { Caller } from '../../http/identity/caller.ts';
import { roleIn } from '../../http/identity/roles.ts';
import { Problem } from '../../http/problem.ts';

/** The channel that a request names in its field `channel`, if the caller sees it. Throws `invalid-request`. */
export async function channelNamed({ channels }: Pick<Deps, 'channels'>, { roles }: Caller, id: string): Promise<Channel> {
  const channel = roleIn(roles, id) === null ? null : await channels.get(id);
  if (channel !== null) return channel;
  throw new Problem('invalid-request', `There is no channel "${id}".`, {
    errors: [{ path: 'channel', message: 'is not a channel of this key' }],
  });
}
