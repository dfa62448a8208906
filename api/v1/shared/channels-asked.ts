import { listTestChannels } from '../../../activities/ledger/channels.ts';
import type { ChannelsFilter, CheckoutFilter } from '../../../activities/ledger/checkout-list.ts';
import type { Mode } from '../../../workflows/contract/channel.ts';
import type { Deps } from '../../deps.ts';
import type { Caller } from '../../http/identity/caller.ts';
import { channelsOf } from '../../http/identity/roles.ts';

/** Which checkouts a list may show: those of the channels that a caller sees, and of the channel and mode that it asks for. */
export async function channelsAsked(
  deps: Deps,
  { roles }: Caller,
  { channel, mode }: { channel?: string | undefined; mode?: Mode | undefined },
): Promise<Pick<CheckoutFilter, 'among' | 'channels'>> {
  return { among: channelsOf(roles, channel), channels: mode && (await channelsOfMode(deps, mode)) };
}

/** The channels of a mode, for a list. One that nobody knows any more counts as production, as `modeOf` says. */
async function channelsOfMode({ db, channels }: Deps, mode: Mode): Promise<ChannelsFilter> {
  const configured = (await channels.list()).filter((channel) => channel.mode === 'test').map(({ id }) => id);
  const test = [...new Set([...configured, ...(await listTestChannels(db))])];
  return mode === 'test' ? { in: test } : { notIn: test };
}
