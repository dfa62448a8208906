import type { Caller } from '../../http/identity/caller.ts';
import { describeRoles, isAdministratorOf } from '../../http/identity/roles.ts';
import { Problem } from '../../http/problem.ts';
import type { Deps } from '../../deps.ts';

/** Throws for who may not set up this channel; without one, everything: channels, users and keys. */
export function mayAdminister({ roles, scope, name }: Caller, channel?: string): void {
  if (scope === 'admin' && isAdministratorOf(roles, channel)) return;
  const what = channel === undefined ? 'all channels' : `the channel ${channel}`;
  throw new Problem('forbidden', `Only administrators of ${what} do this; "${name}" is ${describeRoles(roles)}.`);
}

/** Throws where somebody would get a role, or a key, in a channel that is not there. */
export async function assertChannelsExist(
  { channels }: Deps,
  given: readonly (string | null)[],
  pathOf: (index: number) => string,
): Promise<void> {
  const known = new Set((await channels.list()).map(({ id }) => id));
  const errors = given.flatMap((channel, index) =>
    channel === null || known.has(channel) ? [] : [{ path: pathOf(index), message: 'is not a channel' }],
  );
  if (errors.length > 0) throw new Problem('invalid-request', 'There is no such channel.', { errors });
}
