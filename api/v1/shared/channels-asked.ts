import { listTestChannels } from '../../../activities/ledger/channels.ts';
import type { ChannelsFilter } from '../../../activities/ledger/checkout-list.ts';
import type { Mode } from '../../../workflows/contract/channel.ts';
import type { Deps } from '../../deps.ts';

/** The channels of a mode, for a list. One that nobody knows any more counts as production, as `modeOf` says. */
export async function channelsOfMode({ db, channels }: Deps, mode: Mode): Promise<ChannelsFilter> {
  const configured = (await channels.list()).filter((channel) => channel.mode === 'test').map(({ id }) => id);
  const test = [...new Set([...configured, ...(await listTestChannels(db))])];
  return mode === 'test' ? { in: test } : { notIn: test };
}
